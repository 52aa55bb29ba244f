/**
 * What may be an event: the rules that the client keeps before it sends and the agent before it proposes.
 *
 * Pure.
 */
import { LIMITS, type Refusal } from '@hivemind/base'
import { refuse } from './errors.ts'
import { API_LIMITS } from './limits.ts'

const TYPE = /^[A-Za-z][A-Za-z0-9._/-]*$/

/**
 * Find what is wrong with an event.
 *
 * @param payload - as it came from JSON.parse, or as a program gave it
 * @param json - the payload as JSON; undefined when it has none
 * @returns null for a good event
 */
export function eventFault (type: string, payload: unknown, json: string | undefined): Refusal | null {
  if (!TYPE.test(type) || type.length > LIMITS.eventTypeBytesMax) {
    return refuse('HIVE_API_BAD_REQUEST', `event type "${type.slice(0, 140)}" is not 1 to ${LIMITS.eventTypeBytesMax} characters of ${TYPE.source}`)
  }
  if (json === undefined) return refuse('HIVE_API_BAD_REQUEST', `the payload of event "${type}" is no JSON value`)
  const bytes = type.length + Buffer.byteLength(json)
  if (bytes > LIMITS.eventBytesMax) {
    return refuse('HIVE_API_TOO_LARGE', `event "${type}" has ${bytes} bytes, and at most ${LIMITS.eventBytesMax} are allowed`)
  }
  const flaw = payloadFlaw(payload)
  return flaw === null ? null : refuse('HIVE_API_BAD_REQUEST', `the payload of event "${type}" ${flaw}`)
}

/** Depth and numbers, without recursion: the payload may be hostile. */
function payloadFlaw (payload: unknown): string | null {
  let level: unknown[] = [payload]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > API_LIMITS.payloadDepthMax) return `is nested deeper than ${API_LIMITS.payloadDepthMax} levels`
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value === 'number' && !Number.isFinite(value)) return 'holds a number that JSON cannot carry'
      if (value === null || typeof value !== 'object') continue
      for (const field of Object.values(value)) below.push(field)
    }
    level = below
  }
  return null
}

/**
 * What may be an event: the rules that the client keeps before it sends and the agent before it proposes.
 *
 * Pure.
 */
import { HivemindError, LIMITS } from '@hivemind/base'
import { refuse } from './errors.ts'
import { API_LIMITS } from './limits.ts'

const TYPE = /^[A-Za-z][A-Za-z0-9._/-]*$/

/**
 * Write an event's payload as JSON, or say what is wrong with the event.
 *
 * @param payload - as it came from JSON.parse, or as a program gave it
 * @throws {HivemindError} HIVE_API_BAD_REQUEST, HIVE_API_TOO_LARGE; nothing was sent or appended
 */
export function eventJson (type: string, payload: unknown): string {
  if (!TYPE.test(type) || type.length > LIMITS.eventTypeBytesMax) {
    throw wrong(
      `event type "${type.slice(0, 140)}" is not 1 to ${LIMITS.eventTypeBytesMax} characters of ${TYPE.source}`
    )
  }
  const flaw = payloadFlaw(payload)
  if (flaw !== null) throw wrong(`the payload of event "${type}" ${flaw}`)
  const json = written(type, payload)
  const bytes = type.length + Buffer.byteLength(json)
  if (bytes <= LIMITS.eventBytesMax) return json
  throw new HivemindError(
    refuse(
      'HIVE_API_TOO_LARGE',
      `event "${type}" has ${bytes} bytes, and at most ${LIMITS.eventBytesMax} are allowed`
    )
  )
}

/**
 * The same check without the JSON, for who has no use for it.
 *
 * @throws {HivemindError} HIVE_API_BAD_REQUEST, HIVE_API_TOO_LARGE
 */
export function checkEvent (type: string, payload: unknown): void {
  // A character takes six bytes at most, so most texts need not be written out to be measured.
  const fits = typeof payload === 'string' && type.length + 6 * payload.length + 2 <= LIMITS.eventBytesMax
  if (!fits || type.length > LIMITS.eventTypeBytesMax || !TYPE.test(type)) eventJson(type, payload)
}

function written (type: string, payload: unknown): string {
  let json: string | undefined
  try {
    json = JSON.stringify(payload)
  } catch (cause) {
    throw wrong(`the payload of event "${type}" is no JSON value: ${String(cause)}`, cause)
  }
  if (json === undefined) throw wrong(`the payload of event "${type}" is no JSON value but ${typeof payload}`)
  return json
}

const wrong = (message: string, cause?: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_API_BAD_REQUEST', message), { cause })

/** Depth and numbers, without recursion: the payload may be hostile. */
function payloadFlaw (payload: unknown): string | null {
  if (typeof payload === 'string') return null
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

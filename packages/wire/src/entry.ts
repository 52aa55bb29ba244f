/**
 * Log entries from the wire and from disk: an entry that changes the voters brings along who they are.
 *
 * Pure. Source: Raft thesis 4.1 (a configuration is in force once it is in the log).
 */
import {
  HivemindError, type Index, LIMITS, type NodeId, type Term, index as toIndex, term as toTerm
} from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import type { Configuration, Entry } from '@hivemind/raft'
import { readEnvelope } from './envelope.ts'
import { outOfRange, refuse, tooLarge } from './errors.ts'
import { atMost, count, learners, node, oneOf, voters } from './field.ts'
import type { hivemind } from './generated/messages.js'

/** Their places are the numbers in proto/raft.proto and in the hash chain. */
export const KINDS = ['noop', 'command', 'configuration'] as const
export type EntryKind = (typeof KINDS)[number]

/**
 * An entry from its parts, as the wire or the disk has them.
 *
 * @param payload - kept, not copied
 * @throws {HivemindError} HIVE_WIRE_CONFIGURATION when `kind` is `configuration` and the payload names no voters;
 *   HIVE_WIRE_TOO_LARGE, HIVE_WIRE_RANGE
 */
export function entryOf (index: Index, term: Term, kind: EntryKind, payload: Uint8Array): Entry {
  atMost(payload, 'entry payload', LIMITS.entryBytesMax)
  if (kind === 'noop' && payload.length > 0) throw outOfRange('bytes of a no-op', payload.length, '0')
  if (kind !== 'configuration') return { index, term, kind, payload }
  const found = readEnvelope(payload)
  if ('refusal' in found) throw unreadable(index, found.refusal.message)
  const configuration = configurationOf(found.envelope)
  if (configuration === null) throw unreadable(index, `its ${JSON.stringify(found.envelope.type)} names no voters`)
  return { index, term, kind, payload, configuration }
}

const unreadable = (index: Index, why: string): HivemindError =>
  new HivemindError(refuse('HIVE_WIRE_CONFIGURATION', `entry ${index} is a change of voters, but ${why}`))

/**
 * Who counts from this envelope on: the voters it names, or the founder of a new cluster.
 *
 * @returns ids in sorted order; null when the envelope is of another type, or its body is not what the type promises
 */
export function configurationOf (envelope: Envelope): Configuration | null {
  const { type, body } = envelope
  if (!isRecord(body)) return null
  if (type === 'voters-changed') return orNull(() => configuration(body['voters'], body['learners'], body['outgoing']))
  if (type === 'cluster-created' && isRecord(body['founder'])) {
    const { id } = body['founder'] as { readonly id?: unknown }
    return orNull(() => configuration([id], [], undefined))
  }
  return null
}

/** `outgoing` is there while several voters change at once (thesis 4.3); an outgoing voter may be any of the others. */
function configuration (votersFound: unknown, learnersFound: unknown, outgoingFound: unknown): Configuration {
  const found = {
    voters: voters(ids(votersFound), 'voters').sort(),
    learners: learners(ids(learnersFound), 'learners').sort()
  }
  const all = [...found.voters, ...found.learners]
  if (found.voters.length === 0) throw outOfRange('number of voters', 0, 'at least 1')
  if (new Set(all).size < all.length) throw outOfRange('a configuration', all, 'each id once')
  if (outgoingFound === undefined) return found
  const outgoing = voters(ids(outgoingFound), 'outgoing voters').sort()
  if (outgoing.length === 0) throw outOfRange('number of outgoing voters', 0, 'at least 1')
  if (new Set(outgoing).size < outgoing.length) throw outOfRange('outgoing voters', outgoing, 'each id once')
  return { ...found, outgoing }
}

function ids (value: unknown): readonly NodeId[] {
  if (!Array.isArray(value)) throw outOfRange('ids', value, 'a list')
  return value.map(one => node(typeof one === 'string' ? one : null, 'id'))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function orNull<Result> (read: () => Result): Result | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof HivemindError) return null
    throw error
  }
}

/** An entry without what its payload means. */
export type Parts = Omit<Entry, 'configuration'>

/** What is sent of an entry: its index follows from its place. */
export const fromEntry = ({ term, kind, payload }: Parts): hivemind.LogEntry.$Properties =>
  ({ term, kind: KINDS.indexOf(kind), payload })

/** Parts of entries that follow one another from `first` on: their count, order of terms and size are checked. */
export function toParts (
  raws: readonly hivemind.LogEntry.$Properties[] | null | undefined, first: number, termBefore: number
): Parts[] {
  const found = raws ?? []
  if (found.length > LIMITS.appendEntriesMax) throw tooLarge('entries', found.length, LIMITS.appendEntriesMax)
  let last = termBefore
  return found.map((raw, place) => {
    const index = toIndex(count(first + place, 'entry index', undefined, 1))
    // Terms never fall along a log (Raft 5.3), so whoever sends less has no log.
    last = count(raw.term, `term of entry ${index}`, undefined, last)
    const payload = atMost(raw.payload, `payload of entry ${index}`, LIMITS.entryBytesMax)
    return { index, term: toTerm(last), kind: oneOf(raw.kind, `kind of entry ${index}`, KINDS), payload }
  })
}

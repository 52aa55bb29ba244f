/**
 * Turns the records of one write into bytes: their bodies in a row, and their slots in the header ring.
 *
 * Pure.
 */
import {
  CHAIN_BYTES, ENTRY, encodeRecord, encodeSlot,
  type Fields, type RecordType, RING_AT, recordBytes, SEAL, SLOT_BYTES, STATE, type State, slotAt, stateBytes, TRUNCATE
} from './format.ts'
import { sumAfter } from './sum.ts'
import type { Chained, EntryKind, LogEntry } from './types.ts'

/** Where the next record of a segment goes, and what it links to. */
export interface Cursor {
  readonly ordinal: number
  readonly position: number
  /** Checksum of the record before. */
  readonly link: number
  /** Ordinal of the record that changed the state last. */
  readonly state: number
  /** Ordinal of the newest state record, a change or a copy. */
  readonly copy: number
  /** Checksum over all records so far, which the seal will carry. */
  readonly sum: number
}

export interface Geometry { readonly seed: number, readonly ringSlots: number }

/** One record to write; `chain` is the chain after it. */
export interface Put {
  readonly type: RecordType
  readonly kind: EntryKind
  readonly index: number
  readonly term: number
  readonly commit: number
  readonly chain: Uint8Array
  /** Where the chain begins in `chain`; at its beginning when absent. */
  readonly chainAt?: number
  readonly body: Uint8Array | State | null
  /** For a state: whether it differs from the one before; a copy only refreshes the ring. */
  readonly changes?: boolean
}

export interface Write { readonly at: number, readonly bytes: Buffer }

export interface Encoded {
  /** Bodies first, then one or two parts of the ring; all go under one sync. */
  readonly writes: readonly Write[]
  /** Where each record starts in the file. */
  readonly offsets: readonly number[]
  readonly cursor: Cursor
}

/** Where the log ends before the record, or after it. */
type Last = Pick<Put, 'index' | 'term' | 'chain'>

export const statePut = ({ index, chain }: Last, state: State, commit: number, changes: boolean): Put =>
  ({ type: STATE, kind: 'noop', index, term: state.term, commit, chain, body: state, changes })

/** @param last - the entry before the first one to forget */
export const truncatePut = ({ index, term, chain }: Last, commit: number): Put =>
  ({ type: TRUNCATE, kind: 'noop', index: index + 1, term, commit, chain, body: null })

/** @param sum - that of all records before it, as bytes; null where there is no room for it */
export const sealPut = ({ index, term, chain }: Last, commit: number, sum: Uint8Array | null): Put =>
  ({ type: SEAL, kind: 'noop', index, term, commit, chain, body: sum })

export function entryPut ({ entries, chains }: Chained, nth: number, commit: number): Put {
  const { index, term, kind, payload } = entries[nth] as LogEntry
  return { type: ENTRY, kind, index, term, commit, chain: chains, chainAt: nth * CHAIN_BYTES, body: payload }
}

export const putBytes = (body: Put['body']): number => recordBytes(bodyBytes(body))

const bodyBytes = (body: Put['body']): number =>
  body === null ? 0 : body instanceof Uint8Array ? body.length : stateBytes(body)

/** @param memory - gives so many zeros, which are free again when all of the writes are done */
export function encodeGroup (
  geometry: Geometry, cursor: Cursor, puts: readonly Put[], memory: (bytes: number) => Buffer = Buffer.alloc
): Encoded {
  const { seed, ringSlots } = geometry
  let size = 0
  for (const put of puts) size += putBytes(put.body)
  const kept = Math.min(puts.length, ringSlots)
  const whole = memory(size + kept * SLOT_BYTES)
  const [bodies, slots] = [whole.subarray(0, size), whole.subarray(size)]
  const offsets: number[] = []
  let { link, state, copy, position } = cursor
  // One for all of them, as nobody keeps it: there are thousands in a second.
  const fields: Writable =
    { ordinal: 0, offset: 0, length: 0, link: 0, type: ENTRY, kind: 'noop', state: 0, index: 0, term: 0, commit: 0 }
  for (let nth = 0; nth < puts.length; nth++) {
    const put = puts[nth] as Put
    const { body, chain, chainAt = 0 } = put
    fields.ordinal = cursor.ordinal + nth
    if (put.type === STATE) copy = fields.ordinal
    if (put.changes === true) state = fields.ordinal
    fields.offset = position
    fields.link = link
    fields.state = state
    describe(fields, put)
    link = encodeRecord(bodies, position - cursor.position, seed, fields, chain, body, chainAt)
    const slot = nth - (puts.length - kept)
    const content = body === null || body instanceof Uint8Array ? null : body
    if (slot >= 0) encodeSlot(slots, slot * SLOT_BYTES, seed, fields, link, chain, content, chainAt)
    offsets.push(position)
    position += recordBytes(fields.length)
  }
  const firstSlot = cursor.ordinal + puts.length - kept
  return {
    writes: [{ at: cursor.position, bytes: bodies }, ...ringWrites(slots, firstSlot, ringSlots)],
    offsets,
    cursor: { ordinal: cursor.ordinal + puts.length, position, link, state, copy, sum: sumAfter(cursor.sum, bodies) }
  }
}

type Writable = { -readonly [Field in keyof Fields]: Fields[Field] }

/** Fill in what does not depend on the record's place. */
function describe (fields: Writable, { type, kind, index, term, commit, body }: Put): void {
  fields.length = bodyBytes(body)
  fields.type = type
  fields.kind = kind
  fields.index = index
  fields.term = term
  fields.commit = commit
}

/** The ring wraps at most once, since no more than a ring full of slots is written. */
function ringWrites (slots: Buffer, firstOrdinal: number, ringSlots: number): Write[] {
  if (slots.length === 0) return []
  const untilEnd = (ringSlots - (firstOrdinal % ringSlots)) * SLOT_BYTES
  const first = { at: slotAt(firstOrdinal, ringSlots), bytes: slots.subarray(0, untilEnd) }
  return slots.length <= untilEnd ? [first] : [first, { at: RING_AT, bytes: slots.subarray(untilEnd) }]
}

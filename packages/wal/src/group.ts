/**
 * Turns the records of one write into bytes: their bodies in a row, and their slots in the header ring.
 *
 * Pure.
 */
import {
  ENTRY, encodeRecord, encodeSlot,
  type Fields, type RecordType, RING_AT, recordBytes, SEAL, SLOT_BYTES, STATE, type State, slotAt, stateBytes, TRUNCATE
} from './format.ts'
import { sumAfter } from './sum.ts'
import type { EntryKind, StoredEntry } from './types.ts'

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

export const entryPut = ({ index, term, kind, chain, payload }: StoredEntry, commit: number): Put =>
  ({ type: ENTRY, kind, index, term, commit, chain, body: payload })

export const putBytes = (body: Put['body']): number => recordBytes(bodyBytes(body))

const bodyBytes = (body: Put['body']): number =>
  body === null ? 0 : body instanceof Uint8Array ? body.length : stateBytes(body)

export function encodeGroup (geometry: Geometry, cursor: Cursor, puts: readonly Put[]): Encoded {
  const { seed, ringSlots } = geometry
  const bodies = Buffer.alloc(puts.reduce((sum, put) => sum + putBytes(put.body), 0))
  const kept = Math.min(puts.length, ringSlots)
  const slots = Buffer.alloc(kept * SLOT_BYTES)
  const offsets: number[] = []
  let { link, state, copy, position } = cursor
  for (const [nth, put] of puts.entries()) {
    const ordinal = cursor.ordinal + nth
    if (put.type === STATE) copy = ordinal
    if (put.changes === true) state = ordinal
    const { type, kind, index, term, commit } = put
    const fields: Fields = {
      ordinal,
      offset: position,
      length: bodyBytes(put.body),
      link,
      type,
      kind,
      state,
      index,
      term,
      commit
    }
    link = encodeRecord(bodies, position - cursor.position, seed, fields, put.chain, put.body)
    const slot = nth - (puts.length - kept)
    const content = put.body === null || put.body instanceof Uint8Array ? null : put.body
    if (slot >= 0) encodeSlot(slots, slot * SLOT_BYTES, seed, fields, link, put.chain, content)
    offsets.push(position)
    position += putBytes(put.body)
  }
  const firstSlot = cursor.ordinal + puts.length - kept
  return {
    writes: [{ at: cursor.position, bytes: bodies }, ...ringWrites(slots, firstSlot, ringSlots)],
    offsets,
    cursor: { ordinal: cursor.ordinal + puts.length, position, link, state, copy, sum: sumAfter(cursor.sum, bodies) }
  }
}

/** The ring wraps at most once, since no more than a ring full of slots is written. */
function ringWrites (slots: Buffer, firstOrdinal: number, ringSlots: number): Write[] {
  if (slots.length === 0) return []
  const untilEnd = (ringSlots - (firstOrdinal % ringSlots)) * SLOT_BYTES
  const first = { at: slotAt(firstOrdinal, ringSlots), bytes: slots.subarray(0, untilEnd) }
  return slots.length <= untilEnd ? [first] : [first, { at: RING_AT, bytes: slots.subarray(untilEnd) }]
}

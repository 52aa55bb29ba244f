/**
 * What the header ring of a segment says of the records that were read, and what it should say.
 *
 * Pure.
 */
import {
  decodeRecord, decodeSlot, encodeSlot, RING_AT, SLOT_BYTES, type Superblock, slotAt
} from './format.ts'

/** The whole records of a segment file. */
export interface Records {
  readonly file: Buffer
  readonly block: Superblock
  readonly seed: number
  /** Where each starts, by ordinal; holes where one is rotten. */
  readonly positions: readonly number[]
  /** The next ordinal and the place where it goes. */
  readonly ordinal: number
  readonly position: number
}

/** Records at the end that no slot says were durable; null when each has its slot. */
export function unprovenBytes (
  { file, block, seed, positions, ordinal, position }: Records
): { readonly offset: number, readonly bytes: number } | null {
  let first = ordinal
  while (first > 0 && decodeSlot(file, slotAt(first - 1, block.ringSlots), seed)?.ordinal !== first - 1) first--
  const offset = positions[first]
  return offset === undefined ? null : { offset, bytes: position - offset }
}

/** The ring that the records ask for, when it differs from the one on disk. */
export function ringRepair (records: Records): Buffer | null {
  const { file, block, seed, positions, ordinal } = records
  const ring = Buffer.alloc(block.ringSlots * SLOT_BYTES)
  for (let nth = Math.max(0, ordinal - block.ringSlots); nth < ordinal; nth++) {
    const record = decodeRecord(file, positions[nth] ?? 0, seed)
    if (record === null) continue
    encodeSlot(ring, (nth % block.ringSlots) * SLOT_BYTES, seed, record, record.crc, record.chain, record.content)
  }
  return ring.equals(file.subarray(RING_AT, RING_AT + ring.length)) ? null : ring
}

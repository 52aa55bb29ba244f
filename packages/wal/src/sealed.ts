/**
 * Reads a sealed segment at once: where the sum in its seal fits, each of its bytes is as it was written, and records
 * need not be proved one by one. docs/wal-format.md
 *
 * Pure but for the sum. Says nothing of a segment that is not wholly so; then its records are judged each for itself.
 */
import {
  decodeRecord, decodeSlot, ENTRY, HEADER_BYTES, INDEX_AT, LENGTH_AT, RING_AT, readU64, recordBytes, recordsAt, SEAL,
  SLOT_BYTES, STATE, type Stored, type Superblock, TRUNCATE, typeAt
} from './format.ts'
import { sumAfter, sumIn } from './sum.ts'

/** What the records of a sealed segment are. */
export interface Sealed {
  readonly seal: Stored
  /** The newest state record. */
  readonly state: Stored | null
  /** Where each entry after the base starts, and where each record does, by ordinal. */
  readonly offsets: number[]
  readonly positions: number[]
}

/**
 * @param contentEnd - where the zeros begin that fill the rest of the file
 * @returns null when the segment is not sealed, or anything in it is not as it was sealed
 */
export function readSealed (file: Buffer, block: Superblock, seed: number, contentEnd: number): Sealed | null {
  const seal = findSeal(file, block, seed)
  const sum = seal === null ? null : sumIn(seal.payload)
  if (seal === null || sum === null || contentEnd > seal.offset + recordBytes(seal.length)) return null
  const start = recordsAt(block.ringSlots)
  if (seal.offset < start || sumAfter(0, file.subarray(start, seal.offset)) !== sum) return null
  return walked(file, block, seed, seal)
}

/** The seal as its slot in the header ring names it. */
function findSeal (file: Buffer, { ringSlots }: Superblock, seed: number): Stored | null {
  for (let nth = 0; nth < ringSlots; nth++) {
    const at = RING_AT + nth * SLOT_BYTES
    if (typeAt(file, at) !== SEAL) continue
    const slot = decodeSlot(file, at, seed)
    if (slot === null || slot.ordinal % ringSlots !== nth) continue
    const record = decodeRecord(file, slot.offset, seed)
    if (record?.type === SEAL && record.ordinal === slot.ordinal) return record
  }
  return null
}

/** Go from record to record by their lengths. */
function walked (file: Buffer, { base, ringSlots }: Superblock, seed: number, seal: Stored): Sealed | null {
  const [offsets, positions]: [number[], number[]] = [[], []]
  let at = recordsAt(ringSlots)
  let stateAt = -1
  while (at + HEADER_BYTES <= seal.offset) {
    positions.push(at)
    const type = typeAt(file, at)
    if (type === ENTRY) offsets.push(at)
    else if (type === STATE) stateAt = at
    else if (type === TRUNCATE) offsets.length = readU64(file, at + INDEX_AT) - base.index - 1
    at += recordBytes(file.readUInt32LE(at + LENGTH_AT))
  }
  positions.push(seal.offset)
  if (at !== seal.offset || positions.length !== seal.ordinal + 1) return null
  if (base.index + offsets.length !== seal.index) return null
  return { seal, state: stateAt === -1 ? null : decodeRecord(file, stateAt, seed), offsets, positions }
}

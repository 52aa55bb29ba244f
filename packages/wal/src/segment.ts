/**
 * One segment file while the log is open, and how a new one comes to be.
 *
 * Touches the disk through `Disk`.
 */

import { type Disk, type DiskFile, noRoom } from './disk.ts'
import {
  encodeSuperblock, RING_AT, recordBytes, recordsAt, type State, SUPERBLOCK_AT, type Superblock, segmentSeed
} from './format.ts'
import { type Cursor, encodeGroup, statePut } from './group.ts'
import type { Parsed } from './parsing.ts'
import type { Base } from './types.ts'

/** Name of the file prepared ahead; it holds zeros only, and is deleted when found at opening. */
export const PREPARED = 'prepared.next'
const ZEROS = Buffer.alloc(1024 * 1024)

export interface Segment {
  readonly sequence: number
  readonly name: string
  readonly file: DiskFile
  readonly base: Base
  readonly seed: number
  readonly ringSlots: number
  readonly fileBytes: number
  /** Where each entry after the base starts; cut by truncations and by the base of a later segment. */
  readonly offsets: number[]
  /** Where the records end. */
  end: number
  /** Reads under way; the file is closed only after them. */
  readonly reads: Set<Promise<unknown>>
}

export const segmentName = (sequence: number): string => `${String(sequence).padStart(16, '0')}.wal`

/** @returns the sequence in a segment's name; null for any other file */
export function sequenceOf (name: string): number | null {
  return /^\d{16}\.wal$/.test(name) ? Number(name.slice(0, 16)) : null
}

export const lastIndexOf = (segment: Pick<Segment, 'base' | 'offsets'>): number =>
  segment.base.index + segment.offsets.length

/** Smallest file that holds a first state record, `bytes` of records and the reserve. */
export const fileBytesFor = (bytes: number, ringSlots: number): number =>
  recordsAt(ringSlots) + recordBytes(128) + bytes

/**
 * Make a durable file of zeros, so that later writes change no metadata.
 *
 * @param spareBytes - room to leave for others: filling the disk to its last byte for a moment would fail them
 * @param gently - piece by piece: all of it under one sync would hold up those of the log that is written meanwhile
 * @throws ENOSPC, and no file is left
 */
export async function prepareFile (
  disk: Disk, name: string, fileBytes: number, spareBytes = 0, gently = false
): Promise<DiskFile> {
  const free = await disk.free()
  if (free < fileBytes + spareBytes) throw noRoom(`${free} bytes are free, ${fileBytes} and ${spareBytes} to spare needed`)
  const file = await disk.create(name)
  try {
    for (let at = 0; at < fileBytes; at += ZEROS.length) {
      await file.write(ZEROS.subarray(0, fileBytes - at), at)
      if (gently) await file.sync()
    }
    if (!gently) await file.sync()
    return file
  } catch (error) {
    await file.close()
    await disk.remove(name)
    throw error
  }
}

/**
 * Turn a prepared file into a segment: its superblock and first state record are durable before it gets its name.
 */
export async function startSegment (
  disk: Disk, prepared: { readonly file: DiskFile, readonly name: string }, block: Superblock, state: State
): Promise<{ segment: Segment, cursor: Cursor }> {
  const { sequence, base, ringSlots, fileBytes } = block
  const seed = segmentSeed(block.owner, sequence)
  const start: Cursor = { ordinal: 0, position: recordsAt(ringSlots), link: 0, state: 0, copy: 0, sum: 0 }
  const { cursor, writes } = encodeGroup({ seed, ringSlots }, start, [statePut(base, state, 0, true)])
  const superblock = encodeSuperblock(block)
  for (const at of SUPERBLOCK_AT) await prepared.file.write(superblock, at)
  for (const write of writes) await prepared.file.write(write.bytes, write.at)
  await prepared.file.sync()
  const name = segmentName(sequence)
  await disk.rename(prepared.name, name)
  await disk.syncDirectory()
  const segment: Segment = {
    sequence,
    name,
    file: prepared.file,
    base,
    seed,
    ringSlots,
    fileBytes,
    offsets: [],
    end: cursor.position,
    reads: new Set()
  }
  return { segment, cursor }
}

/**
 * Write what may be in the cache only: after a failed sync its pages count as clean, and another sync would leave them
 * there (Rebello et al., ATC 2020). Written once more, they are dirty again.
 */
export async function writeAgain (
  { file }: Segment, unproven: { readonly offset: number, readonly bytes: number } | null
): Promise<void> {
  if (unproven === null) return
  const bytes = Buffer.alloc(unproven.bytes)
  await file.write(bytes.subarray(0, await file.read(bytes, unproven.offset)), unproven.offset)
}

/**
 * Put the header ring and copies of the superblock right. A slot says that its record is durable, so it is written when
 * the record is: the power may leave the slot and take the record, which would look like rot.
 */
export async function mendHeader (
  { file }: Segment, { superblock, rottenCopies, ring }: Pick<Parsed, 'superblock' | 'rottenCopies' | 'ring'>
): Promise<void> {
  if (ring === null && rottenCopies.length === 0) return
  if (ring !== null) await file.write(ring, RING_AT)
  for (const at of rottenCopies) await file.write(encodeSuperblock(superblock), at)
  await file.sync()
}

/** Close and delete segments, oldest first, so that a crash in between leaves no gap. */
export async function removeSegments (disk: Disk, segments: readonly Segment[]): Promise<void> {
  for (const segment of segments) {
    await Promise.allSettled(segment.reads)
    await segment.file.close()
    await disk.remove(segment.name)
    await disk.syncDirectory()
  }
}


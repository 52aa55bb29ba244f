/**
 * Reads one segment file as it lies on disk and tells what of it can be trusted.
 *
 * Pure: bytes in, verdict out. Source: protocol-aware recovery (Alagappan et al., FAST 2018): a record without
 * header and body is a torn write, a header without its body may have been acknowledged.
 */
import type { Index, Term } from '@hivemind/base'
import { chainAfter, sameChain } from './chain.ts'
import {
  contentEnd, decodeRecord, decodeSlot, decodeSuperblock, ENTRY, RING_AT, recordBytes, recordsAt, SEAL, SLOT_BYTES,
  type Slot, type State, type Stored, SUPERBLOCK_AT, type Superblock, segmentSeed, slotAt, TRUNCATE
} from './format.ts'
import type { Cursor } from './group.ts'
import { ringRepair, unprovenBytes } from './ring.ts'
import { readSealed } from './sealed.ts'
import { sumAfter } from './sum.ts'
import type { Base } from './types.ts'

/** Entries that were in the segment, or may have been, and cannot be read. */
export interface Lost { readonly through: number, readonly term: number }

export interface Parsed {
  readonly superblock: Superblock
  /** Copies of the superblock that are rotten, as positions in the file. */
  readonly rottenCopies: readonly number[]
  /** Where each entry after the base starts. */
  readonly offsets: readonly number[]
  readonly last: Base
  /** Newest state known, from a record or its slot; null when there is none. */
  readonly state: State | null
  /** A newer state was written than `state`. */
  readonly stateLost: boolean
  /** Not one whole record is there, though the first was durable before the file got its name. */
  readonly blank: boolean
  readonly commit: number
  /** A newer segment exists, or existed. */
  readonly sealed: boolean
  readonly lost: Lost | null
  /** Something known to have been durable is rotten, whether or not its content was found elsewhere. */
  readonly rotten: boolean
  /** Bytes after the last record that belong to none. */
  readonly torn: { readonly offset: number, readonly bytes: number } | null
  /** Whole records that no slot says were durable: the cache may hold them, and the disk not. */
  readonly unproven: { readonly offset: number, readonly bytes: number } | null
  /** Header ring as it should be, when it is not. */
  readonly ring: Buffer | null
  readonly cursor: Cursor
}

export type Unparsed = 'unreadable' | 'version' | 'foreign'

interface Reading {
  readonly file: Buffer
  /** Only zeros follow. */
  readonly contentEnd: number
  readonly block: Superblock
  readonly seed: number
  offsets: number[]
  /** Where each whole record starts, by ordinal; holes where one is rotten. */
  positions: number[]
  last: Base
  /** Ordinal of the newest state record known, a change or a copy; -1 for none. */
  known: number
  state: State | null
  /** Highest ordinal of a change of the state that anything refers to. */
  referred: number
  commit: number
  sealed: boolean
  rotten: boolean
  ordinal: number
  position: number
  link: number
}

/**
 * Judge the bytes of one segment file.
 *
 * @param sequence - what the file's name says; another sequence inside makes it unreadable
 * @param owner - SHA-256 of the identity that opens
 */
export function parseSegment (whole: Buffer, sequence: number, owner: Uint8Array): Parsed | Unparsed {
  const copies = SUPERBLOCK_AT.map(at => decodeSuperblock(whole, at))
  const block = copies.find((copy): copy is Superblock => copy !== null && copy !== 'version')
  if (block === undefined) return copies.includes('version') ? 'version' : 'unreadable'
  if (block.owner.some((byte, at) => byte !== owner[at])) return 'foreign'
  if (block.sequence !== sequence) return 'unreadable'
  const short = whole.length < block.fileBytes
  const file = short ? Buffer.concat([whole], block.fileBytes) : whole.subarray(0, block.fileBytes)
  const reading: Reading = {
    file, contentEnd: contentEnd(file), block, seed: segmentSeed(owner, sequence), offsets: [], positions: [],
    last: block.base, known: -1, state: null, referred: -1, commit: 0, sealed: false, rotten: short,
    ordinal: 0, position: recordsAt(block.ringSlots), link: 0
  }
  if (!takeSealed(reading))
    while (takeNext(reading) || takeFromSlot(reading) || resume(reading));
  const lost = judgeTail(reading)
  const torn = lost === null ? tornBytes(reading) : null
  return {
    superblock: block,
    rottenCopies: SUPERBLOCK_AT.filter((_, nth) => copies[nth] === null),
    offsets: reading.offsets,
    last: { ...reading.last, chain: Uint8Array.from(reading.last.chain) },
    state: reading.state,
    stateLost: reading.referred > reading.known,
    blank: reading.positions.length === 0,
    commit: reading.commit,
    sealed: reading.sealed,
    lost,
    rotten: reading.rotten || lost !== null,
    torn,
    unproven: unprovenBytes(reading),
    ring: lost === null && !reading.rotten && !reading.sealed ? ringRepair(reading) : null,
    cursor: cursorOf(reading)
  }
}

/** Where the next record goes; none goes into what is sealed, so its sum is of no use. */
const cursorOf = ({ file, block, sealed, ordinal, position, link, referred, known }: Reading): Cursor => ({
  ordinal, position, link, state: Math.max(0, referred), copy: Math.max(0, known),
  sum: sealed ? 0 : sumAfter(0, file.subarray(recordsAt(block.ringSlots), position))
})

/** Take a whole segment that is as it was sealed. */
function takeSealed (reading: Reading): boolean {
  const { file, block, seed, contentEnd } = reading
  const sealed = readSealed(file, block, seed, contentEnd)
  if (sealed === null) return false
  const { seal, state, offsets, positions } = sealed
  if (state !== null) remember(reading, state)
  remember(reading, seal)
  reading.offsets = offsets
  reading.positions = positions
  reading.last = pointAt(reading, seal.index)
  reading.ordinal = seal.ordinal + 1
  reading.position = seal.offset + recordBytes(seal.length)
  reading.link = seal.crc
  return true
}

/** Take the record at the position when it is whole and continues the one before. */
function takeNext (reading: Reading): boolean {
  const record = decodeRecord(reading.file, reading.position, reading.seed)
  if (record === null || record.ordinal !== reading.ordinal || record.link !== reading.link) return false
  if (!continues(reading, record)) return false
  accept(reading, record)
  return true
}

/** The body at the position is rotten, but all that it says is in its slot too. An entry's payload is not. */
function takeFromSlot (reading: Reading): boolean {
  const { file, block, seed, ordinal } = reading
  const slot = decodeSlot(file, slotAt(ordinal, block.ringSlots), seed)
  if (slot === null || slot.ordinal !== ordinal || slot.offset !== reading.position || slot.type === ENTRY) return false
  if (slot.type === TRUNCATE) {
    if (slot.index <= block.base.index || slot.index > reading.last.index) return false
    cut(reading, slot.index - 1)
  } else if (slot.index !== reading.last.index) return false
  remember(reading, slot)
  reading.rotten = true
  reading.ordinal++
  reading.position += recordBytes(slot.length)
  reading.link = slot.link
  return true
}

/**
 * Records are rotten, but a later one continues the log by its chain: nothing that still counts was between.
 * The chain proves it; whether a state was lost is told by the ordinals that records refer to.
 */
function resume (reading: Reading): boolean {
  const next = firstThatJoins(reading)
  if (next === null) return false
  const before = indexBefore(next)
  for (let ordinal = reading.ordinal; ordinal < next.ordinal; ordinal++) {
    const slot = decodeSlot(reading.file, slotAt(ordinal, reading.block.ringSlots), reading.seed)
    if (slot?.ordinal === ordinal) remember(reading, slot)
  }
  if (before < reading.last.index) cut(reading, before)
  reading.rotten = true
  reading.ordinal = next.ordinal
  reading.position = next.offset
  reading.link = next.link
  return true
}

function firstThatJoins (reading: Reading): Stored | null {
  for (const record of wholeAfter(reading, reading.position)) {
    if (record.ordinal > reading.ordinal && joins(reading, record)) return record
  }
  return null
}

/** Does a record, maybe after a hole, build on a point of the log so far? */
function joins (reading: Reading, record: Stored): boolean {
  const before = indexBefore(record)
  if (before < reading.block.base.index || before > reading.last.index) return false
  const point = pointAt(reading, before)
  return sameChain(record.type === ENTRY ? chainAfter(point.chain, record) : point.chain, record.chain)
}

const indexBefore = (record: Stored): number =>
  record.type === ENTRY || record.type === TRUNCATE ? record.index - 1 : record.index

function continues (reading: Reading, record: Stored): boolean {
  const { last, block } = reading
  switch (record.type) {
    case ENTRY:
      return (
        record.index === last.index + 1 &&
        record.term >= last.term &&
        sameChain(chainAfter(last.chain, record), record.chain)
      )
    case TRUNCATE:
      return record.index > block.base.index && record.index <= last.index &&
        sameChain(pointAt(reading, record.index - 1).chain, record.chain)
    default:
      return record.index === last.index && sameChain(last.chain, record.chain)
  }
}

function accept (reading: Reading, record: Stored): void {
  remember(reading, record)
  if (record.type === ENTRY) {
    reading.offsets.push(record.offset)
    reading.last = { index: record.index as Index, term: record.term as Term, chain: record.chain }
  } else if (record.type === TRUNCATE) cut(reading, record.index - 1)
  reading.positions[record.ordinal] = record.offset
  reading.ordinal = record.ordinal + 1
  reading.position = record.offset + recordBytes(record.length)
  reading.link = record.crc
}

/** What a record or slot says besides entries: state, commit hint, seal. */
function remember (reading: Reading, said: Stored | Slot): void {
  reading.referred = Math.max(reading.referred, said.state)
  reading.commit = Math.max(reading.commit, said.commit)
  if (said.type === SEAL) reading.sealed = true
  if (said.content !== null && said.ordinal > reading.known) {
    reading.known = said.ordinal
    reading.state = said.content
  }
}

function cut (reading: Reading, through: number): void {
  const point = pointAt(reading, through)
  reading.offsets.length = through - reading.block.base.index
  reading.last = point
}

function pointAt (reading: Reading, index: number): Base {
  const { file, block, offsets } = reading
  const offset = offsets[index - block.base.index - 1]
  if (offset === undefined) return block.base
  const record = decodeRecord(file, offset, reading.seed)
  return record === null ? block.base : { index: index as Index, term: record.term as Term, chain: record.chain }
}

/** Whole records at or after a position, found by looking at every place where one could start. */
function * wholeAfter (reading: Reading, from: number): Generator<Stored, undefined> {
  const { file, seed, contentEnd } = reading
  for (let at = from; at < contentEnd; at += 8) {
    const record = decodeRecord(file, at, seed)
    if (record === null) continue
    yield record
    at += recordBytes(record.length) - 8
  }
  return undefined
}

/**
 * Is there any sign that more was durable than could be read? Only a slot is one, since it is written after the sync
 * of its record. Whole records behind a hole are none: they may be parts of one torn write.
 */
function judgeTail (reading: Reading): Lost | null {
  const { file, block, seed, ordinal } = reading
  let newest: Stored | Slot | null = null
  let reach = 0
  const take = (said: Stored | Slot): void => {
    if (said.ordinal < ordinal) return
    // What is committed there may be entries that came into the place of ours: the cut may be in the hole.
    remember(reading, { ...said, commit: 0 })
    if (newest === null || said.ordinal > newest.ordinal) newest = said
    reach = Math.max(reach, said.type === TRUNCATE ? said.index - 1 : said.index)
  }
  for (let nth = 0; nth < block.ringSlots; nth++) {
    const slot = decodeSlot(file, RING_AT + nth * SLOT_BYTES, seed)
    if (slot !== null && slot.ordinal % block.ringSlots === nth) take(slot)
  }
  if (newest === null) return null
  for (const record of wholeAfter(reading, reading.position)) take(record)
  const seen = newest as Stored | Slot
  return { through: Math.max(reach, reading.last.index + 1), term: Math.max(seen.term, reading.last.term) }
}

function tornBytes (reading: Reading): Parsed['torn'] {
  const { contentEnd, position } = reading
  return contentEnd <= position ? null : { offset: position, bytes: contentEnd - position }
}

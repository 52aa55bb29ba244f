/**
 * The bytes of a segment file: superblock, header slots, records. docs/wal-format.md has every offset.
 *
 * Pure. Little-endian; locked by golden vectors. What is read is hostile: a decoder answers null, never throws.
 */
import type { Index, NodeId, Term } from '@hivemind/base'
import { crc32c } from './crc32c.ts'
import type { Base, EntryKind, Repair } from './types.ts'

export const VERSION = 1
export const SUPERBLOCK_BYTES = 128
/** Two copies, in different 4 KiB blocks, so that one rotten sector does not take the segment with it. */
export const SUPERBLOCK_AT = [0, 4096] as const
export const RING_AT = 8192
export const SLOT_BYTES = 128
export const HEADER_BYTES = 88
export const CHAIN_BYTES = 32
/** A vote fits a slot, so that term and vote exist twice. An Ed25519 PeerId has 52 characters. */
export const VOTE_BYTES_MAX = 56
export const SEGMENT_BYTES_MAX = 1024 ** 3

const SUPERBLOCK_MAGIC = Buffer.from('HIVEWAL\0', 'latin1')
const RECORD_MAGIC = 0x31524857 // "WHR1"
const SLOT_MAGIC = 0x31534857 // "WHS1"
export const LENGTH_AT = 12
const LINK_AT = 16
const TYPE_AT = 20
export const INDEX_AT = 32
const TAIL_AT = 56
const FLAG_ANEW = 1
const STATE_TAIL_BYTES = 16

export const ENTRY = 1
export const STATE = 2
export const TRUNCATE = 3
export const SEAL = 4
export type RecordType = typeof ENTRY | typeof STATE | typeof TRUNCATE | typeof SEAL

const KINDS: readonly EntryKind[] = ['noop', 'command', 'configuration']
export const KIND_NUMBER: Readonly<Record<EntryKind, number>> = { noop: 0, command: 1, configuration: 2 }

const VOTED = 1
const REPAIR = 2
const AMNESIA = 4

/** Everything a state record holds. */
export interface State {
  readonly term: Term
  readonly votedFor: NodeId | null
  readonly repair: Repair | null
  /** Once true, never false again in this log. */
  readonly amnesia: boolean
}

export interface Superblock {
  readonly sequence: number
  readonly base: Base
  /** SHA-256 of the owner's identity. */
  readonly owner: Uint8Array
  readonly ringSlots: number
  readonly fileBytes: number
  /** Earlier segments are void, whatever they hold: a snapshot came from elsewhere, or nothing else was readable. */
  readonly anew: boolean
}

/** The fixed fields that a record and its slot share. */
export interface Fields {
  /** Number of the record in its segment, from 0. */
  readonly ordinal: number
  /** Where the record starts in the file. */
  readonly offset: number
  /** Bytes of payload. */
  readonly length: number
  /** In a record the checksum of the one before it; in a slot the checksum of its record. */
  readonly link: number
  readonly type: RecordType
  readonly kind: EntryKind
  /** Ordinal of the record that changed the state last, this one included; a copy of the state changes nothing. */
  readonly state: number
  /** Entry: its index. State, seal: last index. Truncate: first index to forget. */
  readonly index: number
  /** Entry: its term. State: current term. Truncate, seal: last term that remains. */
  readonly term: number
  readonly commit: number
}

export interface Slot extends Fields { readonly content: State | null }

export interface Stored extends Fields {
  readonly crc: number
  readonly content: State | null
  /** Chain after this record; a view into the bytes that were read. */
  readonly chain: Uint8Array
  /** Payload; a view into the bytes that were read. */
  readonly payload: Uint8Array
}

export function writeU64 (bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value >>> 0, at)
  bytes.writeUInt32LE(Math.floor(value / 2 ** 32) >>> 0, at + 4)
}

/** Copy a chain of 32 bytes from a place to a place. */
export function copyChain (to: Uint8Array, at: number, from: Uint8Array, fromAt: number): void {
  for (let nth = 0; nth < CHAIN_BYTES; nth++) to[at + nth] = from[fromAt + nth] as number
}

/** @returns NaN when it is above 2^53: no count of ours gets there, so it is damage */
export function readU64 (bytes: Buffer, at: number): number {
  const value = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32
  return Number.isSafeInteger(value) ? value : Number.NaN
}

export const recordBytes = (payload: number): number => (HEADER_BYTES + payload + 7) & ~7
export const stateBytes = (state: State): number => STATE_TAIL_BYTES + Buffer.byteLength(state.votedFor ?? '')
export const recordsAt = (ringSlots: number): number => RING_AT + ringSlots * SLOT_BYTES
export const slotAt = (ordinal: number, ringSlots: number): number => RING_AT + (ordinal % ringSlots) * SLOT_BYTES

/** Seed of all checksums in a segment, so that a sector of another segment or owner never fits. */
export function segmentSeed (owner: Uint8Array, sequence: number): number {
  const bytes = Buffer.alloc(8)
  writeU64(bytes, 0, sequence)
  return crc32c(bytes, crc32c(owner))
}

export function encodeSuperblock (block: Superblock): Buffer {
  const bytes = Buffer.alloc(SUPERBLOCK_BYTES)
  bytes.set(SUPERBLOCK_MAGIC, 0)
  bytes.writeUInt32LE(VERSION, 8)
  bytes.writeUInt32LE(block.anew ? FLAG_ANEW : 0, 12)
  writeU64(bytes, 16, block.sequence)
  writeU64(bytes, 24, block.base.index)
  writeU64(bytes, 32, block.base.term)
  bytes.set(block.base.chain, 40)
  bytes.set(block.owner, 72)
  bytes.writeUInt32LE(block.ringSlots, 104)
  writeU64(bytes, 108, block.fileBytes)
  bytes.writeUInt32LE(crc32c(bytes, 0, 0, 124), 124)
  return bytes
}

/** @returns the superblock; `version` when it is whole but of another format; null when it is damaged */
export function decodeSuperblock (file: Buffer, at: number): Superblock | 'version' | null {
  if (file.length < at + SUPERBLOCK_BYTES) return null
  const bytes = file.subarray(at, at + SUPERBLOCK_BYTES)
  if (bytes.compare(SUPERBLOCK_MAGIC, 0, 8, 0, 8) !== 0) return null
  if (bytes.readUInt32LE(124) !== crc32c(bytes, 0, 0, 124)) return null
  if (bytes.readUInt32LE(8) !== VERSION) return 'version'
  const [sequence, baseIndex, baseTerm, fileBytes] = [
    readU64(bytes, 16),
    readU64(bytes, 24),
    readU64(bytes, 32),
    readU64(bytes, 108)
  ]
  const ringSlots = bytes.readUInt32LE(104)
  const sound = sequence > 0 && baseIndex >= 0 && baseTerm >= 0 && ringSlots > 0 &&
    fileBytes <= SEGMENT_BYTES_MAX && fileBytes > recordsAt(ringSlots)
  if (!sound) return null
  return {
    sequence, ringSlots, fileBytes,
    base: { index: baseIndex as Index, term: baseTerm as Term, chain: Uint8Array.from(bytes.subarray(40, 72)) },
    owner: Uint8Array.from(bytes.subarray(72, 104)),
    anew: (bytes.readUInt32LE(12) & FLAG_ANEW) !== 0
  }
}

function writeFields (bytes: Buffer, at: number, fields: Fields, magic: number, content: State | null): void {
  bytes.writeUInt32LE(fields.ordinal, at + 4)
  bytes.writeUInt32LE(fields.offset, at + 8)
  bytes.writeUInt32LE(fields.length, at + 12)
  bytes.writeUInt32LE(fields.link, at + LINK_AT)
  bytes[at + 20] = fields.type
  bytes[at + 21] = KIND_NUMBER[fields.kind]
  bytes[at + 22] = content === null ? 0 : flagsOf(content)
  bytes[at + 23] = content === null ? 0 : Buffer.byteLength(content.votedFor ?? '')
  bytes.writeUInt32LE(fields.state, at + 24)
  bytes.writeUInt32LE(magic, at + 28)
  writeU64(bytes, at + 32, fields.index)
  writeU64(bytes, at + 40, fields.term)
  writeU64(bytes, at + 48, fields.commit)
}

const flagsOf = (state: State): number =>
  (state.votedFor === null ? 0 : VOTED) | (state.repair === null ? 0 : REPAIR) | (state.amnesia ? AMNESIA : 0)

function writeState (bytes: Buffer, at: number, state: State): void {
  writeU64(bytes, at, state.repair?.index ?? 0)
  writeU64(bytes, at + 8, state.repair?.term ?? 0)
  bytes.write(state.votedFor ?? '', at + STATE_TAIL_BYTES, 'utf8')
}

function readState (bytes: Buffer, header: number, at: number, term: number): State | null {
  const flags = bytes[header + 22] ?? 0
  const voteBytes = bytes[header + 23] ?? 0
  const [repairIndex, repairTerm] = [readU64(bytes, at), readU64(bytes, at + 8)]
  if (voteBytes > VOTE_BYTES_MAX || !(repairIndex >= 0) || !(repairTerm >= 0)) return null
  const vote = bytes.toString('utf8', at + STATE_TAIL_BYTES, at + STATE_TAIL_BYTES + voteBytes)
  return {
    term: term as Term,
    votedFor: (flags & VOTED) === 0 ? null : vote as NodeId,
    repair: (flags & REPAIR) === 0 ? null : { index: repairIndex as Index, term: repairTerm as Term },
    amnesia: (flags & AMNESIA) !== 0
  }
}

/** What kind of record or slot begins there; any number when none does. */
export const typeAt = (bytes: Buffer, at: number): number => bytes[at + TYPE_AT] ?? 0

function readFields (bytes: Buffer, at: number): Fields | null {
  const [type, kind] = [bytes[at + 20] ?? 0, KINDS[bytes[at + 21] ?? 255]]
  const [index, term, commit] = [readU64(bytes, at + 32), readU64(bytes, at + 40), readU64(bytes, at + 48)]
  if (type < ENTRY || type > SEAL || kind === undefined) return null
  if (!(index >= 0) || !(term >= 0) || !(commit >= 0)) return null
  return {
    ordinal: bytes.readUInt32LE(at + 4), offset: bytes.readUInt32LE(at + 8), length: bytes.readUInt32LE(at + 12),
    link: bytes.readUInt32LE(at + 16), type: type as RecordType, kind, state: bytes.readUInt32LE(at + 24),
    index, term, commit
  }
}

/**
 * Write a record into `bytes` (zeros so far) at `at`.
 *
 * @param body - the entry's payload, or the state; null for truncate and seal
 * @param chainAt - where the chain begins in `chain`
 * @returns its checksum
 */
export function encodeRecord (
  bytes: Buffer, at: number, seed: number, fields: Fields, chain: Uint8Array, body: Uint8Array | State | null,
  chainAt = 0
): number {
  const content = body === null || body instanceof Uint8Array ? null : body
  writeFields(bytes, at, fields, RECORD_MAGIC, content)
  copyChain(bytes, at + TAIL_AT, chain, chainAt)
  if (content !== null) writeState(bytes, at + HEADER_BYTES, content)
  else if (body !== null) bytes.set(body as Uint8Array, at + HEADER_BYTES)
  const crc = crc32c(bytes, seed, at + 4, at + HEADER_BYTES + fields.length)
  bytes.writeUInt32LE(crc, at)
  return crc
}

/**
 * Read the record at `at`.
 *
 * @param offset - where `bytes[at]` lies in the file; the record must have been written there
 * @returns null when it is not whole
 */
export function decodeRecord (bytes: Buffer, at: number, seed: number, offset: number = at): Stored | null {
  const room = bytes.length - at - HEADER_BYTES
  if (room < 0 || bytes.readUInt32LE(at + 28) !== RECORD_MAGIC || bytes.readUInt32LE(at + 8) !== offset) return null
  const length = bytes.readUInt32LE(at + 12)
  if (length > room) return null
  const crc = bytes.readUInt32LE(at)
  if (crc !== crc32c(bytes, seed, at + 4, at + HEADER_BYTES + length)) return null
  const fields = readFields(bytes, at)
  if (fields === null) return null
  const content = fields.type === STATE ? readState(bytes, at, at + HEADER_BYTES, fields.term) : null
  if (fields.type === STATE && content === null) return null
  return {
    ...fields, crc, content,
    chain: bytes.subarray(at + TAIL_AT, at + HEADER_BYTES),
    payload: bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length)
  }
}

/** Write the slot of a record: its fields, and the state or the chain, so that both exist twice. */
export function encodeSlot (
  bytes: Buffer, at: number, seed: number, fields: Fields, recordCrc: number, chain: Uint8Array, content: State | null,
  chainAt = 0
): void {
  writeFields(bytes, at, fields, SLOT_MAGIC, content)
  bytes.writeUInt32LE(recordCrc, at + LINK_AT)
  if (content !== null) writeState(bytes, at + TAIL_AT, content)
  else copyChain(bytes, at + TAIL_AT, chain, chainAt)
  bytes.writeUInt32LE(crc32c(bytes, seed, at + 4, at + SLOT_BYTES), at)
}

/** @returns null when the slot is empty or not whole */
export function decodeSlot (bytes: Buffer, at: number, seed: number): Slot | null {
  if (bytes.length < at + SLOT_BYTES || bytes.readUInt32LE(at + 28) !== SLOT_MAGIC) return null
  if (bytes.readUInt32LE(at) !== crc32c(bytes, seed, at + 4, at + SLOT_BYTES)) return null
  const fields = readFields(bytes, at)
  if (fields === null) return null
  const content = fields.type === STATE ? readState(bytes, at, at + TAIL_AT, fields.term) : null
  return fields.type === STATE && content === null ? null : { ...fields, content }
}

const ZEROS = Buffer.alloc(64 * 1024)

/** Where the zeros begin that fill the rest of the file; whole chunks are compared, since files are large. */
export function contentEnd (file: Buffer): number {
  let end = file.length
  while (end >= ZEROS.length && file.compare(ZEROS, 0, ZEROS.length, end - ZEROS.length, end) === 0) end -= ZEROS.length
  while (end > 0 && file[end - 1] === 0) end--
  return end
}

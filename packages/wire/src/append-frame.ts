/**
 * Frames of appends, written and read by hand: what a leader says to its followers while writes stream in.
 *
 * Pure. The bytes are those of proto/raft.proto, so whoever reads by generated code reads the same. Anything unusual,
 * or wrong, is left to generated code and `raft.ts`, which say what is wrong.
 */
import { type ClusterId, type Epoch, HivemindError, type Index, LIMITS, type Term } from '@hivemind/base'
import type { Stamp } from '@hivemind/kernel'
import type { Entry, Message } from '@hivemind/raft'
import { asciiAt, Cursor, nothingRemembered, numberBytes, putField, putNumber } from './cursor.ts'
import { entryOf, KINDS } from './entry.ts'
import { cluster } from './field.ts'

export type AppendRequest = Extract<Message, { readonly type: 'append-request' }>
/** A frame that was read. */
export interface StampedAppend { readonly stamp: Stamp, readonly message: AppendRequest }

const STAMP = 10
const APPEND_REQUEST = 34
const CLUSTER = 10
const LINEAGE = 16
const EPOCH = 24
const TERM = 8
const PREV_INDEX = 16
const PREV_TERM = 24
const COMMIT = 32
const ENTRY = 42
const KIND = 16
const PAYLOAD = 26
const NO_BYTES = new Uint8Array(0)

const lastCluster = nothingRemembered()

/** @returns null for any other frame, and for one that is not of the usual form */
export function readAppendFrame (bytes: Uint8Array): StampedAppend | null {
  if (bytes.length > LIMITS.frameBytesMax) return null
  const cursor = new Cursor(bytes)
  if (cursor.tag() !== STAMP) return null
  const stampFrom = cursor.piece()
  const stampEnd = cursor.at
  if (stampFrom < 0 || cursor.tag() !== APPEND_REQUEST) return null
  const from = cursor.piece()
  if (from < 0 || cursor.at !== bytes.length) return null
  const stamp = readStamp(new Cursor(bytes, stampFrom, stampEnd))
  const message = stamp === null ? null : readAppend(new Cursor(bytes, from))
  return stamp === null || message === null ? null : { stamp, message }
}

function readStamp (cursor: Cursor): Stamp | null {
  let named: ClusterId | null = null
  const numbers: Record<number, number> = { [LINEAGE]: 0, [EPOCH]: 0 }
  while (cursor.at < cursor.end) {
    const tag = cursor.tag()
    if (tag === CLUSTER) named = readCluster(cursor)
    else if (tag === LINEAGE || tag === EPOCH) numbers[tag] = cursor.number()
    else return null
  }
  const { [LINEAGE]: lineage = -1, [EPOCH]: epoch = -1 } = numbers
  return named === null || lineage < 0 || epoch < 0 ? null : { cluster: named, lineage, epoch: epoch as Epoch }
}

/** @throws {HivemindError} HIVE_WIRE_RANGE */
function readCluster (cursor: Cursor): ClusterId | null {
  const from = cursor.piece()
  if (from < 0) return null
  const text = asciiAt(cursor.bytes, from, cursor.at, lastCluster)
  return text === null ? null : cluster(text, 'stamp cluster')
}

function readAppend (cursor: Cursor): AppendRequest | null {
  const around: Record<number, number> = { [TERM]: 0, [PREV_INDEX]: 0, [PREV_TERM]: 0, [COMMIT]: 0 }
  let tag = -1
  while (cursor.at < cursor.end) {
    tag = cursor.tag()
    if (tag !== TERM && tag !== PREV_INDEX && tag !== PREV_TERM && tag !== COMMIT) break
    const value = cursor.number()
    if (value < 0) return null
    around[tag] = value
    tag = -1
  }
  const { [TERM]: term = 0, [PREV_INDEX]: prevIndex = 0, [PREV_TERM]: prevTerm = 0, [COMMIT]: commit = 0 } = around
  if (prevTerm > term) return null
  const entries = tag === -1 ? [] : readEntries(cursor, tag, prevIndex, prevTerm, term)
  if (entries === null) return null
  return {
    type: 'append-request', term: term as Term, prevIndex: prevIndex as Index, prevTerm: prevTerm as Term, entries,
    commit: commit as Index
  }
}

/** @param tag - of the first of them, which is read already */
function readEntries (
  cursor: Cursor, tag: number, prevIndex: number, prevTerm: number, termMax: number
): readonly Entry[] | null {
  const entries: Entry[] = []
  let before = prevTerm
  for (let next = tag; ; next = cursor.tag()) {
    const from = next === ENTRY ? cursor.piece() : -1
    if (from < 0 || entries.length === LIMITS.appendEntriesMax) return null
    const entry = readEntry(cursor.bytes, from, cursor.at, prevIndex + entries.length + 1)
    if (entry === null || entry.term < before || entry.term > termMax) return null
    entries.push(entry)
    before = entry.term
    if (cursor.at === cursor.end) return entries
  }
}

function readEntry (bytes: Uint8Array, from: number, end: number, index: number): Entry | null {
  const cursor = new Cursor(bytes, from, end)
  let [term, kindNumber, payload] = [0, 0, NO_BYTES]
  while (cursor.at < end) {
    const tag = cursor.tag()
    if (tag === PAYLOAD) {
      const at = cursor.piece()
      if (at < 0) return null
      payload = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, cursor.at - at)
    } else if (tag === TERM) term = cursor.number()
    else if (tag === KIND) kindNumber = cursor.number()
    else return null
  }
  const kind = KINDS[kindNumber]
  if (kind === undefined || term < 0 || payload.length > LIMITS.entryBytesMax) return null
  if (kind === 'command') return { index: index as Index, term: term as Term, kind, payload }
  try {
    return entryOf(index as Index, term as Term, kind, payload)
  } catch (error) {
    if (error instanceof HivemindError) return null
    throw error
  }
}

/**
 * Bytes of an append.
 *
 * @param message - whose entries follow its previous index one by one
 * @returns null when no receiver would take a frame of that size
 */
export function writeAppendFrame (stamp: Stamp, message: AppendRequest): Uint8Array | null {
  const { term, prevIndex, prevTerm, commit, entries } = message
  const stampBytes = 1 + numberBytes(stamp.cluster.length) + stamp.cluster.length +
    fieldBytes(stamp.lineage) + fieldBytes(stamp.epoch)
  let bodyBytes = fieldBytes(term) + fieldBytes(prevIndex) + fieldBytes(prevTerm) + fieldBytes(commit)
  for (const entry of entries) {
    const inner = entryBytes(entry)
    bodyBytes += 1 + numberBytes(inner) + inner
  }
  const size = 1 + numberBytes(stampBytes) + stampBytes + 1 + numberBytes(bodyBytes) + bodyBytes
  if (size > LIMITS.frameBytesMax || stamp.cluster === '') return null
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
  let at = putStamp(bytes, stamp, stampBytes)
  bytes[at] = APPEND_REQUEST
  at = putNumber(bytes, at + 1, bodyBytes)
  at = putField(bytes, at, TERM, term)
  at = putField(bytes, at, PREV_INDEX, prevIndex)
  at = putField(bytes, at, PREV_TERM, prevTerm)
  at = putField(bytes, at, COMMIT, commit)
  for (const entry of entries) at = putEntry(bytes, at, entry)
  return bytes
}

const fieldBytes = (value: number): number => value === 0 ? 0 : 1 + numberBytes(value)

function entryBytes ({ term, kind, payload: { length } }: Entry): number {
  return fieldBytes(term) + fieldBytes(KINDS.indexOf(kind)) + (length === 0 ? 0 : 1 + numberBytes(length) + length)
}

function putStamp (bytes: Uint8Array, { cluster: name, lineage, epoch }: Stamp, size: number): number {
  bytes[0] = STAMP
  let at = putNumber(bytes, 1, size)
  bytes[at] = CLUSTER
  at = putNumber(bytes, at + 1, name.length)
  for (let unit = 0; unit < name.length; unit++) bytes[at++] = name.charCodeAt(unit)
  return putField(bytes, putField(bytes, at, LINEAGE, lineage), EPOCH, epoch)
}

function putEntry (bytes: Uint8Array, from: number, entry: Entry): number {
  const { term, kind, payload } = entry
  bytes[from] = ENTRY
  let at = putNumber(bytes, from + 1, entryBytes(entry))
  at = putField(bytes, at, TERM, term)
  at = putField(bytes, at, KIND, KINDS.indexOf(kind))
  if (payload.length === 0) return at
  bytes[at] = PAYLOAD
  at = putNumber(bytes, at + 1, payload.length)
  bytes.set(payload, at)
  return at + payload.length
}

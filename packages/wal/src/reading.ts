/**
 * Reads entries back from segment files and believes none of them unchecked.
 *
 * Touches the disk. Where each entry lies is captured before the first wait, so a truncation meanwhile does no harm:
 * bytes of records are never overwritten.
 */
import { HivemindError, type Index, type Term } from '@hivemind/base'
import { chainAfter, sameChain } from './chain.ts'
import { refuse } from './errors.ts'
import { CHAIN_BYTES, decodeRecord, ENTRY, HEADER_BYTES, readU64, recordBytes } from './format.ts'
import { lastIndexOf, type Segment } from './segment.ts'
import type { Base, StoredEntry } from './types.ts'

/** A run of entries in one file. */
export interface Span {
  readonly segment: Segment
  readonly first: number
  readonly offsets: readonly number[]
  /** Where the record after the last one starts, or may start. */
  readonly end: number
  /** Where the record of the entry before the first one starts; null when that is the segment's base. */
  readonly before: number | null
}

const holderOf = (segments: readonly Segment[], index: number): Segment | undefined =>
  segments.findLast(segment => segment.base.index < index && index <= lastIndexOf(segment))

/**
 * Where entries `from`..`through` lie, as far as they lie in one file and within `bytesMax`.
 *
 * @returns null when `from` lies in no file
 */
export function spanOf (segments: readonly Segment[], from: number, through: number, bytesMax: number): Span | null {
  const segment = holderOf(segments, from)
  if (segment === undefined) return null
  const at = from - segment.base.index - 1
  const start = segment.offsets[at] as number
  const endOf = (nth: number): number => segment.offsets[nth + 1] ?? segment.end
  let until = at
  while (
    until + 1 < segment.offsets.length &&
    until + 1 - at <= through - from &&
    endOf(until + 1) - start <= bytesMax
  )
    until++
  return {
    segment, first: from, offsets: segment.offsets.slice(at, until + 1), end: endOf(until),
    before: segment.offsets[at - 1] ?? null
  }
}

/** @throws {HIVE_WAL_DAMAGED} nothing changed */
export function readSpan (span: Span): Promise<readonly StoredEntry[]> {
  const reading = readBytes(span).catch(error => {
    if (error instanceof HivemindError) throw error
    throw new HivemindError(
      refuse('HIVE_WAL_DAMAGED', `${span.segment.name} cannot be read at byte ${span.offsets[0]}`),
      { cause: error }
    )
  })
  const { reads } = span.segment
  reads.add(reading)
  return reading.finally(() => reads.delete(reading))
}

async function readBytes (span: Span): Promise<readonly StoredEntry[]> {
  const { segment, offsets } = span
  const start = offsets[0] as number
  const bytes = Buffer.allocUnsafeSlow(span.end - start)
  let chain = segment.base.chain
  if (span.before !== null) {
    const before = Buffer.alloc(CHAIN_BYTES)
    await segment.file.read(before, span.before + HEADER_BYTES - CHAIN_BYTES)
    chain = before
  }
  const whole = bytes.subarray(0, await segment.file.read(bytes, start))
  const entries: StoredEntry[] = []
  for (const [nth, offset] of offsets.entries()) {
    const entry = checked(decodeRecord(whole, offset - start, segment.seed, offset), chain, span.first + nth)
    if (entry === null) throw damaged(`entry ${span.first + nth} in ${segment.name} at byte ${offset} does not match its checksum or chain`)
    entries.push(entry)
    chain = entry.chain
  }
  return entries
}

function checked (record: ReturnType<typeof decodeRecord>, before: Uint8Array, index: number): StoredEntry | null {
  if (record === null || record.type !== ENTRY || record.index !== index) return null
  if (!sameChain(chainAfter(before, record), record.chain)) return null
  return {
    index: record.index as Index,
    term: record.term as Term,
    kind: record.kind,
    payload: record.payload,
    chain: record.chain
  }
}

const damaged = (what: string): HivemindError => new HivemindError(refuse('HIVE_WAL_DAMAGED', what))

/**
 * Term and chain at an index, at once: a truncation needs them before it can answer.
 *
 * @returns null when the index lies in no file
 * @throws {HIVE_WAL_DAMAGED} nothing changed
 */
export function pointNow (segments: readonly Segment[], index: number): Base | null {
  const base = segments.find(segment => segment.base.index === index)?.base
  if (base !== undefined) return base
  const segment = holderOf(segments, index)
  const offset = segment?.offsets[index - segment.base.index - 1]
  if (segment === undefined || offset === undefined) return null
  const header = Buffer.alloc(HEADER_BYTES)
  segment.file.readNow(header, offset)
  const bytes = Buffer.alloc(recordBytes(header.readUInt32LE(12) % 2 ** 30))
  segment.file.readNow(bytes, offset)
  const record = decodeRecord(bytes, 0, segment.seed, offset)
  if (record === null || readU64(header, 32) !== index)
    throw damaged(`entry ${index} in ${segment.name} at byte ${offset} is not readable`)
  return { index: index as Index, term: record.term as Term, chain: Uint8Array.from(record.chain) }
}

/**
 * The bytes of a backup: sections that each carry their own SHA-256, in one order, ended by one that binds them all.
 *
 * Pure but for SHA-256. A file is `HIVEBAK\n`, a version (u32, little-endian), then sections: four letters, length of
 * the
 * payload (u32), payload, SHA-256 of all of that. META (JSON) comes first, then STAT (pieces of the applied state),
 * HIST
 * (entries), and DONE (JSON), which holds the SHA-256 over the hashes of all sections before it: none can be missing,
 * moved or come twice. docs/recovery.md#format-of-a-backup.
 */
import { createHash, hash } from 'node:crypto'
import { HivemindError, LIMITS, index as toIndex, term as toTerm } from '@hivemind/base'
import type { LogEntry } from '@hivemind/wal'
import { refuse } from '../errors.ts'

export const MAGIC = Buffer.from('HIVEBAK\n')
export const FORMAT = 1
/** No section is longer; a reader never holds more than one. */
export const SECTION_BYTES_MAX = 4 * 1024 * 1024
const HEAD_BYTES = 8
const HASH_BYTES = 32
const KINDS = ['noop', 'command', 'configuration'] as const
/** Term (u64), kind (u8), length of the payload (u32). */
const ENTRY_HEAD_BYTES = 13

export type SectionType = 'META' | 'STAT' | 'HIST' | 'DONE'
export interface Section { readonly type: SectionType, readonly payload: Buffer, readonly sha256: Buffer }

/** What a backup says of itself, before anything else. */
export interface BackupMeta {
  readonly software: string
  readonly createdAt: string
  /** Who made it. */
  readonly from: { readonly id: string, readonly name: string }
  readonly cluster: { readonly id: string, readonly name: string }
  readonly epoch: number
  readonly lineage: number
  /** The point before the first entry of the history in it; 0 when the history is whole. */
  readonly base: { readonly index: number, readonly term: number, readonly chain: string }
  /** The last entry: the state is that after it. */
  readonly index: number
  readonly term: number
  readonly chain: string
  readonly stateHash: string
  readonly members: number
  readonly events: number
}

export interface BackupDone {
  readonly entries: number
  readonly stateBytes: number
  readonly stateSha256: string
  readonly sectionsSha256: string
}

/** Puts sections into bytes and remembers what binds them. */
export class SectionWriter {
  readonly #all = createHash('sha256')

  head (): Buffer {
    const version = Buffer.alloc(4)
    version.writeUInt32LE(FORMAT)
    return Buffer.concat([MAGIC, version])
  }

  section (type: SectionType, payload: Uint8Array): Buffer {
    const head = Buffer.alloc(HEAD_BYTES)
    head.write(type, 0, 'latin1')
    head.writeUInt32LE(payload.length, 4)
    const body = Buffer.concat([head, payload])
    const sha256 = hash('sha256', body, 'buffer')
    if (type !== 'DONE') this.#all.update(sha256)
    return Buffer.concat([body, sha256])
  }

  /** SHA-256 over the hashes of the sections so far; the writer ends here. */
  bound (): string { return this.#all.digest('hex') }
}

export const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** Entries that follow one another, as the payload of a HIST section. */
export function encodeEntries (entries: readonly LogEntry[]): Buffer {
  return Buffer.concat(entries.flatMap(({ term, kind, payload }) => {
    const head = Buffer.alloc(ENTRY_HEAD_BYTES)
    head.writeBigUInt64LE(BigInt(term))
    head.writeUInt8(KINDS.indexOf(kind), 8)
    head.writeUInt32LE(payload.length, 9)
    return [head, payload]
  }))
}

export const entryBytes = ({ payload }: LogEntry): number => ENTRY_HEAD_BYTES + payload.length

/** @throws {HivemindError} HIVE_BACKUP_DAMAGED */
export function decodeEntries (payload: Buffer, after: number): LogEntry[] {
  const entries: LogEntry[] = []
  for (let at = 0; at < payload.length;) {
    if (at + ENTRY_HEAD_BYTES > payload.length) throw damaged('an entry is cut')
    const term = payload.readBigUInt64LE(at)
    const kind = KINDS[payload.readUInt8(at + 8)]
    const bytes = payload.readUInt32LE(at + 9)
    at += ENTRY_HEAD_BYTES
    if (
      kind === undefined ||
      term > BigInt(Number.MAX_SAFE_INTEGER) ||
      bytes > LIMITS.entryBytesMax ||
      at + bytes > payload.length
    )
      throw damaged(`entry ${after + entries.length + 1} has a head that no entry has`)
    const index = toIndex(after + entries.length + 1)
    entries.push({ index, term: toTerm(Number(term)), kind, payload: payload.subarray(at, at + bytes) })
    at += bytes
  }
  return entries
}

/**
 * Sections of a backup as they come, each checked against its own hash. Never holds more than one.
 *
 * @throws {HivemindError} HIVE_BACKUP_FORMAT, HIVE_BACKUP_DAMAGED
 */
export async function * sectionsOf (source: AsyncIterable<Uint8Array>): AsyncGenerator<Section, void, void> {
  const bytes = new Bytes(source)
  const head = await bytes.take(MAGIC.length + 4)
  if (head === null || !head.subarray(0, MAGIC.length).equals(MAGIC))
    throw new HivemindError(refuse('HIVE_BACKUP_FORMAT', 'the file does not begin as a backup does'))
  const version = head.readUInt32LE(MAGIC.length)
  if (version !== FORMAT)
    throw new HivemindError(
      refuse('HIVE_BACKUP_FORMAT', `the file is of format ${version}; this release reads ${FORMAT}`)
    )
  for (;;) {
    const start = await bytes.take(HEAD_BYTES)
    if (start === null) throw damaged('the file ends before its last section')
    const section = await sectionAfter(start, bytes)
    yield section
    if (section.type !== 'DONE') continue
    if (await bytes.take(1) !== null) throw damaged('there are bytes after the last section')
    return
  }
}

async function sectionAfter (start: Buffer, bytes: Bytes): Promise<Section> {
  const type = start.toString('latin1', 0, 4) as SectionType
  if (!['META', 'STAT', 'HIST', 'DONE'].includes(type)) throw damaged('a section has a name that no section has')
  const length = start.readUInt32LE(4)
  if (length > SECTION_BYTES_MAX) throw damaged(`a section of ${length} bytes; at most ${SECTION_BYTES_MAX} are expected`)
  const rest = await bytes.take(length + HASH_BYTES)
  if (rest === null) throw damaged(`section ${type} is cut`)
  const [payload, sha256] = [rest.subarray(0, length), rest.subarray(length)]
  const found = createHash('sha256').update(start).update(payload).digest()
  if (!found.equals(sha256)) throw damaged(`section ${type} does not have the SHA-256 that stands behind it`)
  return { type, payload, sha256 }
}

/** A stream, so many bytes at a time. */
class Bytes {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Buffer[] = []
  #length = 0

  constructor (source: AsyncIterable<Uint8Array>) { this.#source = source[Symbol.asyncIterator]() }

  /** @returns exactly so many bytes; null at the end; throws when the end comes in between */
  async take (count: number): Promise<Buffer | null> {
    while (this.#length < count) {
      const next = await this.#source.next()
      if (next.done === true) {
        if (this.#length === 0) return null
        throw damaged(`the file is cut: ${count - this.#length} bytes are missing`)
      }
      this.#held.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength))
      this.#length += next.value.byteLength
    }
    const whole = this.#held.length === 1 && this.#held[0] !== undefined ? this.#held[0] : Buffer.concat(this.#held)
    this.#held = whole.length > count ? [whole.subarray(count)] : []
    this.#length -= count
    return whole.subarray(0, count)
  }
}

export const damaged = (why: string): HivemindError =>
  new HivemindError(refuse('HIVE_BACKUP_DAMAGED', `the backup cannot be used: ${why}`))

/**
 * The log on disk as others see it: checks what is appended, knows its end at once, reads what is durable or on its
 * way.
 *
 * Touches the disk through the writer.
 */
import { HivemindError, type Index, invariant, LIMITS } from '@hivemind/base'
import { chainsAfter, NO_CHAINS } from './chain.ts'
import type { Disk } from './disk.ts'
import { nodeDisk } from './disk.ts'
import { refuse } from './errors.ts'
import { CHAIN_BYTES, recordBytes, SEGMENT_BYTES_MAX, VOTE_BYTES_MAX } from './format.ts'
import { type Opened, openLog, ownerOf, type Sizes } from './opening.ts'
import { type Appending, bytesOf, pointAt } from './plan.ts'
import { pointNow, readSpan, type Span, spanOf } from './reading.ts'
import { Recent } from './recent.ts'
import { fileBytesFor } from './segment.ts'
import type { Base, Batch, LogEntry, Restored, StoredEntry, Wal, WalChoices } from './types.ts'
import { Underway } from './underway.ts'
import { RESERVE_BYTES, Writer } from './writer.ts'

const SEGMENT_BYTES = 16 * 1024 * 1024
/** On a small disk a segment takes this share of what is free, and no less than the least. */
const SEGMENT_SHARE = 1 / 16
const SEGMENT_BYTES_LEAST = 1024 * 1024
const RING_SLOTS = 512
/** A batch is one write into one segment; this bounds the memory it takes. */
const BATCH_BYTES_MAX = SEGMENT_BYTES_MAX / 4

/**
 * Open the log in a directory; make it when the directory is empty.
 *
 * @throws {HIVE_WAL_FOREIGN} nothing changed
 * @throws {HIVE_WAL_VERSION} nothing changed
 * @throws {HIVE_WAL_LIMIT} the sizes chosen leave no room for records; nothing changed
 */
export async function openWal (choices: WalChoices): Promise<Wal> {
  const { ringSlots = RING_SLOTS } = choices
  const disk = choices.fs ?? nodeDisk(choices.directory)
  await disk.list() // Makes the directory.
  const segmentBytes = choices.segmentBytes ?? segmentBytesFor(await disk.free())
  const least = fileBytesFor(RESERVE_BYTES, ringSlots)
  if (segmentBytes < least || segmentBytes > SEGMENT_BYTES_MAX || ringSlots < 4) {
    throw limit(`segmentBytes is ${segmentBytes} with ${ringSlots} ring slots, expected ${least}..${SEGMENT_BYTES_MAX} and at least 4 slots`)
  }
  const sizes = { segmentBytes: (segmentBytes + 7) & ~7, ringSlots, owner: ownerOf(choices.identity) }
  return new DiskWal(disk, sizes, await openLog(disk, sizes), choices)
}

function segmentBytesFor (freeBytes: number): number {
  return Math.floor(Math.min(SEGMENT_BYTES, Math.max(SEGMENT_BYTES_LEAST, freeBytes * SEGMENT_SHARE)))
}

class DiskWal implements Wal {
  readonly restored: Restored
  readonly #writer: Writer
  #last: Base
  /** Where the log will start: set while a snapshot from elsewhere takes its place. */
  #anew: Base | null = null
  #closed = false
  readonly #underway = new Underway()
  readonly #recent = new Recent()

  constructor (disk: Disk, sizes: Sizes, opened: Opened, { onFull = () => {}, waitsForRoom = true }: WalChoices) {
    this.restored = opened.restored
    this.#last = opened.last
    this.#writer = new Writer(disk, sizes, opened, {
      durable: batch => this.#underway.durable(batch),
      reset: last => {
        this.#underway.clear()
        this.#recent.clear()
        this.#anew = null
        this.#last = last
      },
      full: onFull,
      waitsForRoom
    })
  }

  append (batch: Batch): Promise<void> {
    try {
      this.#open()
      return this.#writer.submit(this.#admit(batch))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  first (): Index { return (this.#base().index + 1) as Index }

  last (): Base {
    const { index, term, chain } = this.#last
    return { index, term, chain }
  }

  async read (from: Index, through: Index, bytesMax: number): Promise<readonly StoredEntry[]> {
    if (this.#closed) throw closed()
    if (from < this.first())
      throw new HivemindError(
        refuse('HIVE_WAL_COMPACTED', `entry ${from} was asked for, the first one kept is ${this.first()}`)
      )
    const until = Math.min(through, this.#last.index)
    const parts: (Span | StoredEntry)[] = []
    const durable = (this.#underway.first() ?? this.#last.index + 1) - 1
    let left = bytesMax
    for (let next: number = from; next <= until && (left > 0 || parts.length === 0);) {
      const young = this.#underway.find(next as Index)
      if (young !== null) {
        left -= recordBytes(young.payload.length)
        if (left < 0 && parts.length > 0) break
        parts.push(young)
        next++
        continue
      }
      const span = spanOf(this.#writer.segments, next, Math.min(until, durable), left)
      invariant(span !== null, 'every entry up to the last is in a segment or underway')
      left -= span.end - (span.offsets[0] as number)
      if (left < 0 && parts.length > 0) break
      parts.push(span)
      next += span.offsets.length
    }
    const read = await Promise.all(parts.map(part => ('segment' in part ? readSpan(part) : [part])))
    return read.flat()
  }

  recent (from: Index, through: Index): readonly StoredEntry[] | null {
    return this.#closed || from < this.first() ? null : this.#recent.between(from, through)
  }

  async startAt (base: Base): Promise<void> {
    this.#open()
    if (base.chain.length !== CHAIN_BYTES)
      throw limit(`a chain has ${CHAIN_BYTES} bytes, this one ${base.chain.length}`)
    const own = { ...base, chain: Uint8Array.from(base.chain) }
    const done = this.#writer.submit({ type: 'special', perform: () => this.#writer.startAnew(own) })
    this.#underway.clear()
    this.#recent.clear()
    this.#anew = own
    this.#last = own
    await done
    if (this.#anew === own) this.#anew = null
  }

  async dropBefore (index: Index): Promise<Index> {
    this.#open()
    await this.#writer.submit({ type: 'special', perform: () => this.#writer.dropBefore(index), makesRoom: true })
    return this.first()
  }

  async setRepaired (): Promise<void> {
    this.#open()
    await this.#writer.submit({
      type: 'append',
      hard: null,
      cutTo: null,
      entries: [],
      chains: NO_CHAINS,
      commit: 0,
      repaired: true,
      last: this.#last
    })
  }

  full (): HivemindError | null { return this.#writer.full }

  sizeBytes (): number { return this.#writer.sizeBytes() }

  async close (): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#writer.close()
  }

  /** Before anything is judged against an end that means nothing any more. */
  #open (): void {
    if (this.#closed) throw closed()
    if (this.#writer.failure !== null) throw this.#writer.failure
  }

  #base (): Base {
    if (this.#anew !== null) return this.#anew
    const [first] = this.#writer.segments
    invariant(first !== undefined, 'an open log has a segment')
    return first.base
  }

  /** Check a batch against the log's end and give its entries their chain; the end moves at once. */
  #admit (batch: Batch): Appending {
    const { hard, truncateFrom } = batch
    const vote = Buffer.byteLength(hard?.votedFor ?? '')
    if (vote > VOTE_BYTES_MAX) throw limit(`the vote has ${vote} bytes, at most ${VOTE_BYTES_MAX} fit`)
    const cutTo = truncateFrom === null || truncateFrom > this.#last.index ? null : this.#pointBefore(truncateFrom)
    const before = cutTo ?? this.last()
    const { entries, commit } = batch
    let previous: Pick<LogEntry, 'index' | 'term'> = before
    for (const entry of entries) {
      checkEntry(entry, previous)
      previous = entry
    }
    const bytes = bytesOf(entries, 4)
    if (bytes > BATCH_BYTES_MAX) throw limit(`the batch takes ${bytes} bytes, at most ${BATCH_BYTES_MAX} are allowed`)
    const chained = { entries, chains: entries.length === 0 ? NO_CHAINS : chainsAfter(before.chain, entries) }
    const last = entries.length === 0 ? before : pointAt(chained, entries.length - 1)
    if (cutTo !== null) {
      this.#underway.cutTo(cutTo.index)
      this.#recent.cutTo(cutTo.index)
    }
    this.#underway.add(chained)
    this.#recent.put(chained)
    this.#last = last
    return { type: 'append', hard, cutTo, ...chained, commit, repaired: false, last }
  }

  #pointBefore (from: Index): Base {
    const before = (from - 1) as Index
    if (from < this.first()) throw order(`truncation from ${from}, the first entry kept is ${this.first()}`)
    if (before === this.#anew?.index) return this.#anew
    const young = this.#underway.find(before)
    if (young !== null) return { index: young.index, term: young.term, chain: young.chain }
    const point = pointNow(this.#writer.segments, before)
    invariant(point !== null, 'the entry before a truncation is in a segment or underway')
    return point
  }
}

function checkEntry (entry: LogEntry, last: Pick<LogEntry, 'index' | 'term'>): void {
  if (entry.index !== last.index + 1) throw order(`entry ${entry.index} after ${last.index}, expected ${last.index + 1}`)
  if (entry.term < last.term) throw order(`entry ${entry.index} has term ${entry.term}, below ${last.term} of the one before`)
  if (entry.payload.length > LIMITS.entryBytesMax) {
    throw limit(`entry ${entry.index} has ${entry.payload.length} bytes, at most ${LIMITS.entryBytesMax} are allowed`)
  }
}

const order = (what: string): HivemindError => new HivemindError(refuse('HIVE_WAL_ORDER', what))
const limit = (what: string): HivemindError => new HivemindError(refuse('HIVE_WAL_LIMIT', what))
const closed = (): HivemindError => new HivemindError(refuse('HIVE_WAL_CLOSED', 'the log was closed'))


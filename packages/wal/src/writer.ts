/**
 * Performs what is asked of the log one after another; appends that wait share one write and one fdatasync.
 *
 * Touches the disk. Fail-stop: after an error of a write or a sync nothing is written any more.
 */
import { HivemindError, type Index, invariant } from '@hivemind/base'
import { NO_CHAINS } from './chain.ts'
import type { Disk } from './disk.ts'
import { refuse } from './errors.ts'
import { ENTRY, recordsAt, type State, TRUNCATE } from './format.ts'
import { type Cursor, encodeGroup, type Put, sealPut } from './group.ts'
import type { Opened, Sizes } from './opening.ts'
import { type Appending, bytesOf, changesLog, planGroup, SEAL_BYTES, stateAfter } from './plan.ts'
import { Preparing } from './preparing.ts'
import { Scratch } from './scratch.ts'
import { fileBytesFor, PREPARED, removeSegments, type Segment, startSegment } from './segment.ts'
import { sumBytes } from './sum.ts'
import type { Base, Chained } from './types.ts'

/**
 * Room at the end of a segment that entries leave to states and the seal, so that a node on a full disk can still vote.
 */
export const RESERVE_BYTES = 4096
/** One write at most, unless a single batch is larger: bounds the memory and the wait of whoever comes next. */
const GROUP_BYTES_MAX = 4 * 1024 * 1024

/** Something else that must happen in order with the appends. */
export interface Special {
  readonly type: 'special'
  readonly perform: () => Promise<void>
  /** It only gives room back, so it need not wait behind an append that waits for room. */
  readonly makesRoom?: boolean
}

interface Waiting {
  readonly job: Appending | Special
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export interface Listener {
  /** These entries can be read from the disk now. */
  durable (entries: Chained): void
  /** All that waited was refused; the log ends here. */
  reset (last: Base): void
  readonly waitsForRoom: boolean
  /** The disk became full and the log waits, or (null) there is room again. */
  full (refusal: HivemindError | null): void
}

/** Resolves when all that waits only for promises is done; nothing is read from sockets or files in between. */
const afterOthers = (): Promise<void> => new Promise(resolve => queueMicrotask(() => process.nextTick(resolve)))

export class Writer {
  readonly segments: Segment[]
  #cursor: Cursor
  #state: State
  #last: Base
  #commit = 0
  readonly #scratch = new Scratch()
  /**
   * From this part of a segment on the next one is made in the background. Logs of one cluster are full at the same
   * moment: each makes its next segment at another one, and a quorum of disks is always free of it.
   */
  readonly #preparesAt: number
  #failed: HivemindError | null = null
  #running: Promise<void> | null = null
  readonly #preparing: Preparing
  readonly #queue: Waiting[] = []
  readonly #disk: Disk
  readonly #sizes: Sizes
  readonly #listener: Listener

  constructor (disk: Disk, sizes: Sizes, opened: Opened, listener: Listener) {
    this.#disk = disk
    this.#sizes = sizes
    this.#listener = listener
    this.segments = opened.segments
    this.#cursor = opened.cursor
    this.#state = opened.state
    this.#last = opened.last
    this.#commit = opened.restored.commit
    this.#preparesAt = 1 / 4 + (sizes.owner[0] ?? 0) / 512
    this.#preparing = new Preparing({
      disk,
      segmentBytes: sizes.segmentBytes,
      waitsForRoom: listener.waitsForRoom,
      onFull: refusal => listener.full(refusal),
      makeRoom: () => this.#makeRoom()
    })
  }

  /** Why nothing is written any more; null while all is well. */
  get failure (): HivemindError | null { return this.#failed }

  /** Why all that is appended waits; null while the disk has room. */
  get full (): HivemindError | null { return this.#preparing.full }

  submit (job: Appending | Special): Promise<void> {
    if (this.#failed !== null) return Promise.reject(this.#failed)
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject })
      // A leader's words to its followers, which are decided in the same moment, have the longer way.
      this.#running ??= afterOthers().then(() => this.#run())
    })
  }

  /** Resolves when nothing waits any more; files are closed afterwards. */
  async close (): Promise<void> {
    this.#preparing.giveUp()
    await this.#running
    await this.#preparing.close()
    for (const segment of this.segments) {
      await Promise.allSettled(segment.reads)
      await segment.file.close()
    }
  }

  sizeBytes (): number {
    return this.segments.reduce((sum, segment) => sum + segment.fileBytes, this.#preparing.bytes)
  }

  /** Delete everything and go on after `base`. Only from inside a special job. */
  async startAnew (base: Base): Promise<void> {
    const old = this.segments.slice()
    await this.#rotate(base, this.#state, 0, true)
    this.#commit = base.index
    this.segments.splice(0, old.length)
    await removeSegments(this.#disk, old)
  }

  /** Delete sealed segments wholly below an index. Only from inside a special job. */
  async dropBefore (index: Index): Promise<void> {
    let count = 0
    while (count < this.segments.length - 1 && (this.segments[count + 1]?.base.index ?? index) < index) count++
    await removeSegments(this.#disk, this.segments.splice(0, count))
  }

  get #active (): Segment {
    const active = this.segments.at(-1)
    invariant(active !== undefined, 'an open log has an active segment')
    return active
  }

  async #run (): Promise<void> {
    while (this.#queue.length > 0) {
      try {
        if (this.#queue[0]?.job.type === 'special') await this.#special()
        else await this.#group()
      } catch (error) {
        this.#stop(error)
      }
    }
    this.#running = null
  }

  /** A refusal leaves the log usable; anything else ends it. Either way all that waits is rejected. */
  #stop (error: unknown): void {
    const full = error instanceof HivemindError && error.code === 'HIVE_WAL_FULL'
    const reason = full
      ? error
      : new HivemindError(refuse('HIVE_WAL_FAILED', `the log on disk failed: ${String(error)}`), { cause: error })
    if (!full) this.#failed = reason
    this.#listener.reset(this.#last)
    for (const waiting of this.#queue.splice(0)) waiting.reject(reason)
  }

  async #special (): Promise<void> {
    const [waiting] = this.#queue
    if (waiting?.job.type !== 'special') return
    await waiting.job.perform()
    this.#queue.shift()
    waiting.resolve()
  }

  /** An append waits for room: what waits behind it and only deletes is done first. */
  async #makeRoom (): Promise<void> {
    if (this.#queue[0]?.job.type !== 'append') return
    for (const waiting of this.#queue.filter(({ job }) => job.type === 'special' && job.makesRoom === true)) {
      if (waiting.job.type === 'special') await waiting.job.perform()
      this.#queue.splice(this.#queue.indexOf(waiting), 1)
      waiting.resolve()
    }
  }

  async #group (): Promise<void> {
    const first = this.#queue[0]?.job
    if (first?.type !== 'append') return
    if (first.cutTo !== null && first.cutTo.index < this.#active.base.index) await this.#rotateFor(first)
    if (changesLog(first) && stateAfter(this.#state, first) !== this.#state) await this.#stateAlone(first)
    let count = this.#fitting()
    if (count === 0) {
      await this.#rotateFor(first)
      count = this.#fitting()
      invariant(count > 0, 'a new segment has room for the batch it was made for')
    }
    const group = this.#queue.slice(0, count)
    await this.#write(group.map(({ job }) => job).filter(job => job.type === 'append'))
    this.#queue.splice(0, count)
    for (const waiting of group) waiting.resolve()
    const { ringSlots, fileBytes } = this.#active
    const start = recordsAt(ringSlots)
    if (this.#cursor.position >= start + (fileBytes - start) * this.#preparesAt) this.#preparing.begin()
  }

  /** How many waiting appends go into the next write. */
  #fitting (): number {
    const active = this.#active
    const end = active.fileBytes - this.#cursor.position
    let [bytes, count, state] = [0, 0, this.#state]
    for (const { job } of this.#queue) {
      if (job.type !== 'append' || (count > 0 && job.cutTo !== null && job.cutTo.index < active.base.index)) break
      state = stateAfter(state, job)
      if (changesLog(job) && state !== this.#state) break
      bytes += bytesOf(job.entries, this.#sizes.ringSlots)
      if (bytes > end - (changesLog(job) ? RESERVE_BYTES : SEAL_BYTES) || (count > 0 && bytes > GROUP_BYTES_MAX)) break
      count++
    }
    return count
  }

  /**
   * Write the state of an append under a sync of its own. In one torn write the entries could outlive the state
   * before them, and it would look as if a vote had rotted: amnesia, for a mere power cut. Its commit index goes with
   * the entries: with the state alone it would cover those that are about to be cut.
   */
  async #stateAlone (job: Appending): Promise<void> {
    const alone: Appending = { ...job, cutTo: null, chains: NO_CHAINS, entries: [], commit: 0, last: this.#last }
    const bytes = bytesOf(alone.entries, this.#sizes.ringSlots)
    if (bytes > this.#active.fileBytes - this.#cursor.position - SEAL_BYTES) await this.#rotateFor(job)
    else await this.#write([alone])
    job.hard = null
    job.repaired = false
  }

  async #write (jobs: readonly Appending[]): Promise<void> {
    const active = this.#active
    const from = { state: this.#state, last: this.#last, commit: this.#commit }
    const plan = planGroup(jobs, from, this.#cursor, this.#sizes.ringSlots)
    if (plan.puts.length > 0) {
      const encoded = encodeGroup(active, this.#cursor, plan.puts, bytes => this.#scratch.zeros(bytes))
      const [bodies, ...slots] = encoded.writes
      if (bodies !== undefined) await active.file.write(bodies.bytes, bodies.at)
      await active.file.sync()
      // Only now, so that a slot says that its record was durable: a power cut leaves none without its body. They
      // become durable with the next sync; all settle, since no write may be under way when the file is closed.
      const written = await Promise.allSettled(slots.map(write => active.file.write(write.bytes, write.at)))
      for (const one of written) if (one.status === 'rejected') throw one.reason
      for (let nth = 0; nth < plan.puts.length; nth++) {
        const { type, index } = plan.puts[nth] as Put
        if (type === TRUNCATE) active.offsets.length = index - active.base.index - 1
        if (type === ENTRY) active.offsets.push(encoded.offsets[nth] as number)
      }
      this.#cursor = encoded.cursor
      active.end = encoded.cursor.position
    }
    this.#state = plan.state
    this.#commit = plan.commit
    this.#last = plan.last
    for (const job of jobs) this.#listener.durable(job)
  }

  /**
   * A new segment with room for an append, which carries its state. If it truncates, the base of the new segment does
   * so: a segment never reaches below its base, and those that lie above it now are void.
   */
  async #rotateFor (job: Appending): Promise<void> {
    const base = job.cutTo ?? this.#last
    await this.#rotate(base, stateAfter(this.#state, job), bytesOf(job.entries, this.#sizes.ringSlots), false)
    job.cutTo = null
    const kept = this.segments.findIndex((segment, nth) => nth > 0 && segment.base.index >= base.index)
    const voided = this.segments.splice(kept, this.segments.length - 1 - kept)
    const before = this.segments.at(-2)
    if (before !== undefined) before.offsets.length = Math.min(before.offsets.length, base.index - before.base.index)
    await removeSegments(this.#disk, voided)
  }

  /** Start the next segment, then seal the old one. @throws {HIVE_WAL_FULL} closed while it waited for room */
  async #rotate (base: Base, state: State, bytes: number, anew: boolean): Promise<void> {
    const old = this.#active
    const { owner, ringSlots } = this.#sizes
    const { file, fileBytes } = await this.#preparing.take(fileBytesFor(bytes + RESERVE_BYTES, ringSlots))
    const { segment, cursor } = await startSegment(this.#disk, { file, name: PREPARED }, {
      sequence: old.sequence + 1, base, owner, ringSlots, fileBytes, anew
    }, state)
    // Where an earlier release wrote, there may be room for its shorter seal only.
    const sum = old.fileBytes - this.#cursor.position < SEAL_BYTES ? null : sumBytes(this.#cursor.sum)
    const sealed = encodeGroup(old, this.#cursor, [sealPut(this.#last, this.#commit, sum)])
    for (const write of sealed.writes) await old.file.write(write.bytes, write.at)
    await old.file.sync()
    this.segments.push(segment)
    this.#cursor = cursor
    this.#state = state
    this.#last = base
  }
}

/**
 * Appending events exactly once: calls coalesce into batches, and a batch without an answer is sent again under the
 * same session and sequence numbers until it has one or its deadline passes. Source: Raft thesis 6.3.
 *
 * Touches the network through transport.ts, the clock, and chance for the session's name.
 */
import { randomBytes } from 'node:crypto'
import { HivemindError, type Refusal } from '@hivemind/base'
import { ConnectionFailed, malformed, refusalIn } from './answers.ts'
import { unreachable } from './call.ts'
import { backoffMs, Deadline, pause } from './deadline.ts'
import { refuse } from './errors.ts'
import { eventJson } from './event.ts'
import { API_LIMITS, API_TIMES, DEADLINE_HEADER } from './limits.ts'
import { PATHS } from './paths.ts'
import type { AppendResult } from './schemas/log.ts'
import type { Transport } from './transport.ts'
import type { CallOptions } from './types.ts'

/** Where an event landed. */
export interface Appended {
  readonly index: number
  readonly term: number
  readonly epoch: number
  readonly txid: string
}

export interface AppendOptions extends CallOptions {
  /** Without a quorum: `fail` at once with HIVE_DEGRADED (default), or `wait` until the deadline. */
  readonly whileDegraded?: 'fail' | 'wait'
}

/** One event on its way. */
interface Waiting {
  readonly json: string
  readonly deadlineMs: number
  readonly deadlineAt: number
  readonly waitsForQuorum: boolean
  /** Its number in the session; 0 until it is first sent, then for ever the same. */
  sequence: number
  /** An attempt is under way. */
  flying: boolean
  /** Some attempt may have been appended, and nobody said whether it was. */
  ambiguous: boolean
  last: Refusal | null
  settled: boolean
  readonly settle: (outcome: Appended | HivemindError) => void
}

/** Events with consecutive sequence numbers. */
type Run = readonly [Waiting, ...Waiting[]]

export class Appender {
  readonly #transport: Transport
  readonly #closing: AbortSignal
  readonly #session = randomBytes(16).toString('hex')
  #sequence = 0
  #queue: Waiting[] = []
  #scheduled = false
  /** When the last batch left. */
  #sentAt = 0
  #gathering: NodeJS.Timeout | null = null
  /** When the first of those that wait is given up. */
  #watchedAt = Number.POSITIVE_INFINITY
  #watching: NodeJS.Timeout | null = null
  /** Batches under way, oldest first. */
  readonly #batches = new Set<readonly Waiting[]>()

  constructor (transport: Transport, closing: AbortSignal) {
    this.#transport = transport
    this.#closing = closing
    closing.addEventListener('abort', () => {
      if (this.#gathering !== null) clearTimeout(this.#gathering)
      if (this.#watching !== null) clearTimeout(this.#watching)
      for (const waiting of [...this.#queue, ...[...this.#batches].flat()]) this.#giveUp(waiting, 'cancelled')
    })
  }

  async append (
    event: { readonly type: string, readonly payload: unknown },
    options: AppendOptions & { readonly deadlineMs: number }
  ): Promise<Appended> {
    const { promise, resolve, reject } = Promise.withResolvers<Appended>()
    const json = `{"type":${JSON.stringify(event.type)},"payload":${eventJson(event.type, event.payload)}}`
    const { deadlineMs, signal } = options
    const cancel = (): void => this.#giveUp(waiting, 'cancelled')
    const settle = (outcome: Appended | HivemindError): void => {
      if (waiting.settled) return
      waiting.settled = true
      signal?.removeEventListener('abort', cancel)
      if (outcome instanceof HivemindError) reject(outcome)
      else resolve(outcome)
    }
    const waiting: Waiting = {
      json, deadlineMs, deadlineAt: performance.now() + deadlineMs, waitsForQuorum: options.whileDegraded === 'wait',
      sequence: 0, flying: false, ambiguous: false, last: null, settled: false, settle
    }
    if (signal?.aborted || this.#closing.aborted) cancel()
    else signal?.addEventListener('abort', cancel)
    this.#queue.push(waiting)
    this.#watch(waiting.deadlineAt + API_TIMES.graceMs)
    this.#schedule()
    return await promise
  }

  /** One timer for all deadlines, which are mostly in the order of the calls: set anew only for an earlier one. */
  #watch (giveUpAt: number): void {
    if (giveUpAt >= this.#watchedAt) return
    if (this.#watching !== null) clearTimeout(this.#watching)
    this.#watchedAt = giveUpAt
    this.#watching = setTimeout(() => {
      this.#watchedAt = Number.POSITIVE_INFINITY
      this.#watching = null
      for (const waiting of [...this.#queue, ...[...this.#batches].flat()].filter(({ settled }) => !settled)) {
        const at = waiting.deadlineAt + API_TIMES.graceMs
        if (at <= performance.now()) this.#giveUp(waiting, 'deadline')
        else this.#watch(at)
      }
    }, Math.ceil(Math.max(0, giveUpAt - performance.now())))
    this.#watching.unref() // Whoever waits has a connection, or tries to have one; once all are settled nobody does.
  }

  /** Look at the queue once the calls of this turn are in it. */
  #schedule (): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      while (this.#mayDispatch()) void this.#carry(this.#take())
    })
  }

  /**
   * With nothing under way at once; else a batch that is full, or one that has waited long enough (RFC 896, Nagle).
   * What a batch costs hardly depends on its size, so under load those that wait a round trip make all of them faster.
   */
  #mayDispatch (): boolean {
    if (this.#batches.size >= API_LIMITS.appendsInFlightMax) return false
    this.#queue = this.#queue.filter(waiting => !waiting.settled)
    if (this.#queue.length === 0) return false
    if (this.#batches.size > 0 && this.#queue.length < API_LIMITS.batchEventsMax && this.#gathers()) return false
    const [oldest] = this.#batches
    const first = oldest?.[0]?.sequence ?? this.#sequence
    return this.#sequence + API_LIMITS.batchEventsMax - first <= API_LIMITS.sequenceWindow
  }

  /** Whether the last batch left so short a time ago that the next one may still fill; it is looked at again then. */
  #gathers (): boolean {
    const leftMs = this.#sentAt + API_TIMES.gatherMs - performance.now()
    if (leftMs <= 0) return false
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null
      this.#schedule()
    }, leftMs)
    return true
  }

  /** Cut a batch off the queue and number its events. */
  #take (): readonly Waiting[] {
    this.#sentAt = performance.now()
    let bytes = 0
    let count = 0
    for (const { json } of this.#queue) {
      bytes += json.length
      if (count > 0 && (count === API_LIMITS.batchEventsMax || bytes > API_LIMITS.batchBytesMax)) break
      count++
    }
    const batch = this.#queue.splice(0, count)
    for (const waiting of batch) waiting.sequence = ++this.#sequence
    this.#batches.add(batch)
    return batch
  }

  /** Send a batch until each of its events has its outcome. */
  async #carry (batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      for (const run of contiguous(batch.filter(waiting => !waiting.settled))) await this.#attempt(run)
      if (batch.every(waiting => waiting.settled)) break
      await pause(backoffMs(attempt, API_TIMES.backoffMs, API_TIMES.backoffMsMax), this.#closing)
    }
    this.#batches.delete(batch)
    this.#schedule()
  }

  async #attempt (run: Run): Promise<void> {
    for (const waiting of run) waiting.flying = true
    try {
      const results = await this.#send(run)
      for (const [at, waiting] of run.entries()) this.#answered(waiting, results[at])
    } catch (fault) {
      for (const waiting of run) this.#failed(waiting, fault)
    }
    for (const waiting of run) waiting.flying = false
  }

  async #send (run: Run): Promise<readonly AppendResult[]> {
    const head = `"session":"${this.#session}","sequence":${run[0].sequence}`
    const body = `{${head},"events":[${run.map(waiting => waiting.json).join(',')}]}`
    const leftMs = Math.max(1, Math.ceil(Math.max(...run.map(waiting => waiting.deadlineAt)) - performance.now()))
    const deadline = new Deadline(leftMs, API_TIMES.graceMs, this.#closing)
    const answer = await this.#ask(body, leftMs, deadline.signal).finally(() => deadline.clear())
    const results = (answer as { items?: unknown } | null)?.items
    if (!Array.isArray(results) || results.length !== run.length) {
      throw malformed(`${run.length} events were sent, and not as many results came back`)
    }
    return results as AppendResult[]
  }

  #ask (body: string, deadlineMs: number, signal: AbortSignal): Promise<unknown> {
    const { method, path } = PATHS['log-append']
    return this.#transport.askByLine({ name: 'log-append', body, deadlineMs }, signal) ??
      this.#transport.ask({ method, path, body, headers: { [DEADLINE_HEADER]: String(deadlineMs) } }, signal)
  }

  #answered (waiting: Waiting, result: AppendResult | undefined): void {
    if (result === undefined) return
    if (result.type === 'refused') return this.#refused(waiting, refusalIn(result.problem), true)
    const { index, term, epoch, txid } = result
    waiting.settle({ index, term, epoch, txid })
  }

  #failed (waiting: Waiting, fault: unknown): void {
    if (fault instanceof HivemindError) return this.#refused(waiting, fault.refusal, false)
    if (!(fault instanceof ConnectionFailed)) {
      const refusal = refuse('HIVE_UNKNOWN_OUTCOME', `the client failed: ${String(fault)}`)
      return waiting.settle(new HivemindError(refusal, { cause: fault }))
    }
    if (fault.sent) waiting.ambiguous = true
    else waiting.last = unreachable(fault).refusal
    if (!this.#transport.reached && !fault.sent) waiting.settle(unreachable(fault))
  }

  /**
   * @param applied - the refusal is about this very event, so a `no` that is final settles earlier doubt: had an
   *   earlier try been appended, its session would have answered
   */
  #refused (waiting: Waiting, refusal: Refusal, applied: boolean): void {
    waiting.last = refusal
    if (refusal.changed === 'unknown') waiting.ambiguous = true
    const degraded = refusal.code === 'HIVE_DEGRADED'
    const again = degraded ? waiting.waitsForQuorum : refusal.retry === 'yes'
    if (again) return
    const sure = applied && refusal.changed === 'no' && refusal.retry === 'no'
    waiting.settle(new HivemindError(waiting.ambiguous && !sure ? { ...refusal, changed: 'unknown' } : refusal))
  }

  #giveUp (waiting: Waiting, why: 'deadline' | 'cancelled'): void {
    const unsure = waiting.ambiguous || waiting.flying
    const { last, deadlineMs } = waiting
    const told = last === null ? '' : `; last heard: ${last.message}`
    const end = (refusal: Refusal): void => waiting.settle(new HivemindError(refusal))
    const changed = unsure ? 'unknown' : 'no'
    if (why === 'cancelled') {
      return end(refuse('HIVE_CANCELLED', `the append was given up by its caller${told}`, { changed }))
    }
    if (waiting.ambiguous) {
      return end(
        refuse('HIVE_UNKNOWN_OUTCOME', `an answer was lost, and no try within ${deadlineMs} ms found out${told}`)
      )
    }
    if (!unsure && last !== null) return end(last)
    end(refuse('HIVE_TIMEOUT', `the append had no answer within ${deadlineMs} ms${told}`, { changed }))
  }
}

/** Runs of events whose sequence numbers follow each other. */
function contiguous (events: readonly Waiting[]): readonly Run[] {
  const runs: Array<[Waiting, ...Waiting[]]> = []
  for (const waiting of events) {
    const run = runs.at(-1)
    if (run?.at(-1)?.sequence === waiting.sequence - 1) run.push(waiting)
    else runs.push([waiting])
  }
  return runs
}

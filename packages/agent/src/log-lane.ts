/**
 * The log lane: effects performed strictly in order, each after every write before it is durable.
 *
 * Touches the write-ahead log. Writes are handed to it at once, so that those that wait share one fdatasync; what
 * depends on a write waits here for it.
 */
import type { Index, Term } from '@hivemind/base'
import type { Effect } from '@hivemind/kernel'
import type { Batch, Wal } from '@hivemind/wal'

interface Place { readonly effect: Effect | null, readonly whenDone: (() => void) | null, ready: boolean }

export interface LogLaneNeeds {
  readonly wal: Wal
  /** Perform an effect whose turn has come. */
  readonly perform: (effect: Effect) => void
  readonly persisted: (index: Index, term: Term) => void
  /** A write failed: the process must stop. */
  readonly failed: (error: unknown) => void
}

export class LogLane {
  readonly #needs: LogLaneNeeds
  readonly #queue: Place[] = []
  #stopped = false

  constructor (needs: LogLaneNeeds) { this.#needs = needs }

  /** @param effect - one whose lane is `log` */
  push (effect: Effect): void {
    if (this.#stopped) return
    if (effect.type === 'persist') return this.#persist(effect)
    if (this.#queue.length === 0) return this.#needs.perform(effect)
    this.#queue.push({ effect, whenDone: null, ready: true })
  }

  /** Write to the log outside the kernel's own effects, in its turn. Resolves when durable. */
  write (batch: Batch): Promise<void> {
    return new Promise(resolve => { this.#append(batch, null, resolve) })
  }

  /** Do something once everything pushed so far is performed, and before what is pushed later; at once if it is. */
  inTurn (perform: () => void): void {
    if (this.#queue.length === 0) perform()
    else this.#queue.push({ effect: null, whenDone: perform, ready: true })
  }

  /** Resolves when everything pushed so far is performed. */
  flushed (): Promise<void> {
    return new Promise(resolve => { this.inTurn(resolve) })
  }

  stop (): void { this.#stopped = true }

  #persist (effect: Effect & { type: 'persist' }): void {
    this.#append(this.#isHole(effect) ? { ...effect, truncateFrom: null } : effect, effect, null)
  }

  /** A pull that broke after the log began anew left nothing where the node clears: only a state closes that hole. */
  #isHole ({ entries, truncateFrom }: Effect & { type: 'persist' }): boolean {
    return entries.length === 0 && truncateFrom !== null && truncateFrom < this.#needs.wal.first()
  }

  #append (batch: Batch, effect: Effect | null, whenDone: (() => void) | null): void {
    const place: Place = { effect, whenDone, ready: false }
    this.#queue.push(place)
    this.#needs.wal.append(batch).then(() => {
      place.ready = true
      this.#drain()
    }, (error: unknown) => {
      if (this.#stopped) return
      this.stop()
      this.#needs.failed(error)
    })
  }

  #drain (): void {
    while (!this.#stopped && this.#queue[0]?.ready === true) {
      const place = this.#queue.shift()
      if (place === undefined) return
      this.#done(place)
    }
  }

  #done ({ effect, whenDone }: Place): void {
    whenDone?.()
    if (effect === null) return
    if (effect.type !== 'persist') return this.#needs.perform(effect)
    const last = effect.entries.at(-1)
    if (last !== undefined) this.#needs.persisted(last.index, last.term)
  }
}

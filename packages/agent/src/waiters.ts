/**
 * Those who wait for the applied index to rise: readers, subscribers, pulls.
 *
 * Touches timers only.
 */
import type { Index } from '@hivemind/base'

export class Waiters {
  readonly #listeners = new Set<(index: Index) => void>()
  #applied: Index

  constructor (applied: Index) { this.#applied = applied }

  get applied (): Index { return this.#applied }

  /** The index rose (or, for a state from elsewhere, jumped); everybody hears of it. */
  rise (applied: Index): void {
    this.#applied = applied
    for (const listener of [...this.#listeners]) listener(applied)
  }

  on (listener: (index: Index) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  /** @returns true once `index` is applied, false when the time is over or the signal aborted first */
  reached (index: Index, ms: number, signal?: AbortSignal): Promise<boolean> {
    if (this.#applied >= index) return Promise.resolve(true)
    if (signal?.aborted === true) return Promise.resolve(false)
    return new Promise(resolve => {
      const end = (reached: boolean): void => {
        clearTimeout(timer)
        off()
        signal?.removeEventListener('abort', aborted)
        resolve(reached)
      }
      const aborted = (): void => end(false)
      const timer = setTimeout(end, ms, false)
      const off = this.on(applied => { if (applied >= index) end(true) })
      signal?.addEventListener('abort', aborted)
    })
  }
}

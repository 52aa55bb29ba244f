/**
 * One call's patience: a deadline and the caller's own signal, as one signal.
 *
 * Touches the clock.
 */

export class Deadline {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #given: readonly AbortSignal[]
  readonly #at: number
  /** What ended the call early. */
  ended: 'no' | 'deadline' | 'cancelled' = 'no'

  /**
   * @param deadlineMs - from now
   * @param graceMs - how much later the signal comes
   */
  constructor (deadlineMs: number, graceMs: number, ...given: ReadonlyArray<AbortSignal | undefined>) {
    this.#at = performance.now() + deadlineMs
    this.#given = given.filter(signal => signal !== undefined)
    this.#timer = setTimeout(() => this.#end('deadline'), deadlineMs + graceMs)
    for (const signal of this.#given) {
      if (signal.aborted) this.#end('cancelled')
      else signal.addEventListener('abort', this.#cancel)
    }
  }

  get signal (): AbortSignal { return this.#controller.signal }

  /** Milliseconds that are left, at least 1. */
  get leftMs (): number { return Math.max(1, Math.ceil(this.#at - performance.now())) }

  /** Let go of the timer and the caller's signals. */
  clear (): void {
    clearTimeout(this.#timer)
    for (const signal of this.#given) signal.removeEventListener('abort', this.#cancel)
  }

  readonly #cancel = (): void => this.#end('cancelled')

  #end (why: 'deadline' | 'cancelled'): void {
    if (this.ended !== 'no') return
    this.ended = why
    this.#controller.abort()
  }
}

/** Wait, or until the signal aborts; never rejects. */
export function pause (ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const over = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    signal.addEventListener('abort', over)
  })
}

/** Pause before a try: doubling, bounded, and spread so that callers do not return all at once. */
export const backoffMs = (attempt: number, firstMs: number, mostMs: number): number =>
  Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 16)) * (0.5 + Math.random() / 2)

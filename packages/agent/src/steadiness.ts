/**
 * Whether ticks have kept up with a clock that only goes forward: what reads on a lease rest on (raft/leasing.ts).
 *
 * Touches the clock it is given. A process that is paused (SIGSTOP, a suspended machine, a long stall) misses ticks;
 * whatever it does first must know that.
 */

/** So many ticks late is taken as usual; half a lease, so that a lease which is late by that much still holds. */
const SLACK_TICKS = 2

export class Steadiness {
  readonly #tickMs: number
  readonly #now: () => number
  #since: number
  #ticks = 0

  /** @param now - milliseconds of a clock that only goes forward */
  constructor (tickMs: number, now: () => number = () => performance.now()) {
    this.#tickMs = tickMs
    this.#now = now
    this.#since = now()
  }

  ticked (count = 1): void { this.#ticks += count }

  /** @returns true once for each time that ticks fell behind */
  lapsed (): boolean {
    const now = this.#now()
    if ((now - this.#since) / this.#tickMs - this.#ticks <= SLACK_TICKS) return false
    this.#since = now
    this.#ticks = 0
    return true
  }
}

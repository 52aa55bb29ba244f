/**
 * The node's clock: one tick each `tickMs`, and after a pause of our own the world is heard before time goes on.
 *
 * Touches timers and the monotonic clock. A process that was busy or stopped finds a due timer and the words of its
 * peers waiting side by side, and the timer comes first: counted at once, its tick could take a leader for silent whose
 * word lies unread in our own socket. So a late tick waits until what had arrived is read. Ticks that were missed are
 * told and not made up for: while we did not listen, nobody was silent (Lifeguard, Dadgar et al. 2018, IV-A).
 */

/** Turns of the event loop between a late timer and its tick: a frame takes more than one from the socket to us. */
const TURNS = 3

export class Clock {
  readonly #tickMs: number
  readonly #tick: (missed: number) => void
  #timer: NodeJS.Timeout | null = null
  #firedAt = 0
  #late = false

  /** @param tick - called with how many ticks went by unheard before it */
  constructor (tickMs: number, tick: (missed: number) => void) {
    this.#tickMs = tickMs
    this.#tick = tick
  }

  start (): void {
    this.#firedAt = performance.now()
    this.#timer = setInterval(() => this.#due(), this.#tickMs)
  }

  stop (): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #due (): void {
    const now = performance.now()
    const missed = Math.max(0, Math.round((now - this.#firedAt) / this.#tickMs) - 1)
    this.#firedAt = now
    if (this.#late) return
    if (missed === 0) return this.#tick(0)
    this.#late = true
    this.#after(TURNS, missed)
  }

  #after (turns: number, missed: number): void {
    setImmediate(() => {
      if (turns > 1) return this.#after(turns - 1, missed)
      this.#late = false
      if (this.#timer !== null) this.#tick(missed)
    })
  }
}

/**
 * The node's clock: one tick each `tickMs`, and after a pause of our own the world is heard before time goes on.
 *
 * Touches timers and the monotonic clock. A process that was busy or stopped finds a due timer and the words of its
 * peers waiting side by side, and the timer comes first: counted at once, its tick could take a leader for silent whose
 * word lies unread in our own socket. So a late tick waits until what had arrived is read. Ticks that were missed are
 * told and not made up for: while we did not listen, nobody was silent (Lifeguard, Dadgar et al. 2018, IV-A).
 *
 * A node at rest is woken by a slower timer, which tells the ticks of its whole period; whatever reaches the node in
 * between is preceded by the ticks until then.
 */
import { createHistogram } from 'node:perf_hooks'

/** Turns of the event loop between a late timer and its tick: a frame takes more than one from the socket to us. */
const TURNS = 3
/** A slow timer may be so many ticks late before it is a pause: it drifts, and stands where it was set. */
const SLACK_TICKS = 2
/** A minute; the memory of a histogram grows with what it can tell apart. */
const LATE_NS_MAX = 60e9

export class Clock {
  readonly #tickMs: number
  readonly #restTicks: number
  readonly #tick: (missed: number) => void
  readonly #lateness = createHistogram({ highest: LATE_NS_MAX, figures: 2 })
  #timer: NodeJS.Timeout | null = null
  #resting = false
  /** When the timer fired last, and until when ticks are told. */
  #firedAt = 0
  #toldAt = 0
  #late = false

  /**
   * @param tick - called with how many ticks went by unheard before it
   * @param restTicks - ticks between two firings while the node rests
   */
  constructor (tickMs: number, tick: (missed: number) => void, restTicks = 1) {
    this.#tickMs = tickMs
    this.#tick = tick
    this.#restTicks = restTicks
  }

  /** How late nearly all timers fired since the start (p99), milliseconds. */
  get lateMs (): number { return this.#lateness.count === 0 ? 0 : this.#lateness.percentile(99) / 1e6 }

  start (): void {
    this.#toldAt = performance.now()
    this.#arm()
  }

  stop (): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** From here on the node rests, or does not. */
  rest (resting: boolean): void {
    if (resting === this.#resting || this.#timer === null) return
    this.#resting = resting
    clearInterval(this.#timer)
    this.#arm()
  }

  /** Tell the ticks until now of a node that rests. Not those of a pause: these the timer tells. */
  catchUp (): void {
    if (!this.#resting || this.#late || this.#timer === null) return
    const due = Math.floor((performance.now() - this.#toldAt) / this.#tickMs)
    if (due <= this.#restTicks + SLACK_TICKS) this.#tell(due)
  }

  get #periodTicks (): number { return this.#resting ? this.#restTicks : 1 }

  #arm (): void {
    this.#firedAt = performance.now()
    this.#timer = setInterval(() => this.#due(), this.#periodTicks * this.#tickMs)
  }

  #due (): void {
    const now = performance.now()
    const lateMs = Math.max(0, now - this.#firedAt - this.#periodTicks * this.#tickMs)
    this.#lateness.record(Math.min(LATE_NS_MAX, Math.max(1, Math.round(lateMs * 1e6))))
    this.#firedAt = now
    if (this.#late) return
    const elapsed = Math.round((now - this.#toldAt) / this.#tickMs)
    if (this.#resting && elapsed <= this.#restTicks + SLACK_TICKS) return this.#tell(elapsed)
    const missed = Math.max(0, elapsed - this.#periodTicks)
    if (missed === 0) return this.#toldUntil(now, 0)
    this.#late = true
    this.#after(TURNS, missed)
  }

  #after (turns: number, missed: number): void {
    setImmediate(() => {
      if (turns > 1) return this.#after(turns - 1, missed)
      this.#late = false
      if (this.#timer !== null) this.#toldUntil(performance.now(), missed)
    })
  }

  /** Tell ticks one by one, as long as nobody stops the clock for one of them. */
  #tell (count: number): void {
    for (let left = count; left > 0 && this.#timer !== null; left--) {
      this.#toldAt += this.#tickMs
      this.#tick(0)
    }
  }

  /** All time until then is told: what was missed, and the ticks of one period. */
  #toldUntil (at: number, missed: number): void {
    const rest = this.#periodTicks - 1
    this.#tick(missed)
    this.#tell(rest)
    this.#toldAt = at
  }
}

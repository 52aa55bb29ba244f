/**
 * The node's clock: ticks of `tickMs` while something is due, and none while the node has promised to be quiet.
 * docs/adr/0049-ticks-while-something-is-due.md
 *
 * Touches timers and the monotonic clock. Whoever drives the node says after each step for how many ticks nothing can
 * happen; the timer is set to the tick after those. Whatever reaches the node before is preceded by the quiet ticks
 * that went by until then, told at once.
 *
 * A process that was busy or stopped finds a due timer and the words of its peers waiting side by side, and the timer
 * comes first: counted at once, its tick could take a leader for silent whose word lies unread in our own socket. So
 * what had arrived is read before a tick that is late, or that ends a quiet time, in which a pause would not be seen.
 * Ticks that were missed are told and not made up for: while we did not listen, nobody was silent (Lifeguard, Dadgar
 * et al. 2018, IV-A).
 */
import { createHistogram } from 'node:perf_hooks'

/** Turns of the event loop between a late timer and its tick: a frame takes more than one from the socket to us. */
const TURNS = 3
/** Ticks beyond what was promised that a timer may be late before it is a pause. */
const SLACK_TICKS = 2
/** A minute; the memory of a histogram grows with what it can tell apart. */
const LATE_NS_MAX = 60e9

/**
 * A tick is due.
 *
 * @param slept - so many of those that were promised to be quiet come before it
 * @param missed - and so many that went by unheard
 */
export type Tick = (slept: number, missed: number) => void

export class Clock {
  readonly #tickMs: number
  readonly #tick: Tick
  readonly #lateness = createHistogram({ highest: LATE_NS_MAX, figures: 2 })
  #timer: NodeJS.Timeout | null = null
  #running = false
  /** When the timer fires. */
  #firesAt = 0
  /** Until when ticks are told, and how many from there on are quiet. */
  #toldAt = 0
  #quiet = 0
  /** A tick waits until what had arrived is read. */
  #reading = false

  constructor (tickMs: number, tick: Tick) {
    this.#tickMs = tickMs
    this.#tick = tick
  }

  /** How late nearly all timers fired since the start (p99), milliseconds. */
  get lateMs (): number { return this.#lateness.count === 0 ? 0 : this.#lateness.percentile(99) / 1e6 }

  start (): void {
    this.#running = true
    this.#toldAt = performance.now()
    this.#arm()
  }

  stop (): void {
    this.#running = false
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Of the ticks after those that were told, so many are quiet unless the node is given something else. */
  quiet (ticks: number): void {
    this.#quiet = ticks
    // A timer that fires too early finds nothing due, and is set again then: cheaper than to set it at each step.
    if (this.#running && !this.#reading && this.#dueAt < this.#firesAt - this.#tickMs / 2) this.#arm()
  }

  /**
   * The node is given something else now: how many quiet ticks come before that. They count as told. Not those of a
   * pause: these come with the timer.
   */
  slept (): number {
    if (!this.#running) return 0
    // A timer may fire a little early: then ticks are told until a moment to come.
    const elapsed = Math.max(0, Math.floor((performance.now() - this.#toldAt) / this.#tickMs))
    return elapsed > this.#quiet + SLACK_TICKS ? 0 : this.#told(Math.min(elapsed, this.#quiet))
  }

  get #dueAt (): number { return this.#toldAt + (this.#quiet + 1) * this.#tickMs }

  #arm (): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#firesAt = this.#dueAt
    this.#timer = setTimeout(() => this.#fire(), Math.max(1, this.#firesAt - performance.now()))
  }

  #fire (): void {
    this.#timer = null
    const now = performance.now()
    const lateMs = Math.max(0, now - this.#firesAt)
    this.#lateness.record(Math.min(LATE_NS_MAX, Math.max(1, Math.round(lateMs * 1e6))))
    if (this.#elapsed(now) <= this.#quiet) return this.#arm()
    if (this.#quiet === 0 && this.#elapsed(now) === 1) return this.#due()
    this.#reading = true
    this.#after(TURNS)
  }

  #after (turns: number): void {
    setImmediate(() => {
      if (turns > 1) return this.#after(turns - 1)
      this.#reading = false
      if (this.#running) this.#due()
    })
  }

  /** Tell what is due by now: the quiet ticks, and one more with those that were missed. */
  #due (): void {
    const elapsed = this.#elapsed(performance.now())
    const missed = elapsed - this.#quiet - 1
    if (missed >= 0) {
      const slept = this.#told(this.#quiet)
      this.#toldAt += (missed + 1) * this.#tickMs
      this.#tick(slept, missed)
    }
    if (this.#running) this.#arm()
  }

  #elapsed (now: number): number { return Math.round((now - this.#toldAt) / this.#tickMs) }

  #told (quiet: number): number {
    this.#toldAt += quiet * this.#tickMs
    this.#quiet -= quiet
    return quiet
  }
}

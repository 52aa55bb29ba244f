/**
 * The door to what reads schedules: it is loaded with the first job, on members that decide.
 *
 * Touches a timer, while this agent leads and there are jobs.
 */
import { HivemindError } from '@hivemind/base'
import type { CronJob } from '@hivemind/control'
import type { Kernel } from '@hivemind/kernel'
import type { Body } from './body.ts'
import type { Ticking } from './cron/ticking.ts'
import { refuse } from './errors.ts'
import type { Logger } from './logging.ts'

export interface CronSideNeeds {
  readonly kernel: Kernel
  readonly body: Pick<Body, 'request' | 'onChanged'>
  readonly log: Pick<Logger, 'warn'>
}

/** The clock is looked at so often. */
const LOOK_MS = 250

export class CronSide {
  readonly #needs: CronSideNeeds
  #timer: NodeJS.Timeout | null = null
  #off: () => void = () => {}
  #ticking: Ticking | null = null
  #loading = false

  constructor (needs: CronSideNeeds) { this.#needs = needs }

  /** From here on jobs tick while this agent leads. */
  start (): void {
    this.#off = this.#needs.body.onChanged(() => this.#wind())
    this.#wind()
  }

  stop (): void {
    this.#off()
    this.#off = () => {}
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** The clock goes while there is something to look at, and wakes nobody else. */
  #wind (): void {
    const { kernel } = this.#needs
    const wanted = kernel.leadsFrom > 0 && kernel.control.jobs.size > 0
    if (wanted === (this.#timer !== null)) return
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = wanted ? setInterval(() => this.#look(), LOOK_MS).unref() : null
  }

  /**
   * When a job is due next, as of now; null when it is paused.
   *
   * @throws {HivemindError} HIVE_CRON_SCHEDULE
   */
  async nextOf (job: Pick<CronJob, 'schedule' | 'zone' | 'paused' | 'tickedAt'>): Promise<number | null> {
    const { schedule, zone, paused, tickedAt } = job
    if (paused) return null
    const { readSchedule } = await import('./cron/schedule.ts')
    const next = readSchedule(schedule, zone).nextRun(new Date(Math.max(tickedAt, Date.now())))
    if (next !== null) return next.getTime()
    throw new HivemindError(refuse('HIVE_CRON_SCHEDULE', `"${schedule}" in ${zone} never comes`))
  }

  #look (): void {
    if (this.#ticking !== null) return this.#ticking.look()
    if (!this.#loading) void this.#load()
  }

  async #load (): Promise<void> {
    this.#loading = true
    const { Ticking } = await import('./cron/ticking.ts')
    const { kernel, body, log } = this.#needs
    this.#ticking = new Ticking({
      jobs: () => kernel.control.jobs, leads: () => kernel.leadsFrom > 0, now: () => kernel.now, log,
      request: async (request, deadlineMs) => await body.request(request, deadlineMs)
    })
  }
}

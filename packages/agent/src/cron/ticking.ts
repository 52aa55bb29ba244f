/**
 * The leader's agent looks at its clock: jobs whose time has come tick in the log.
 *
 * Touches the clock. The log admits each tick once, so it does no harm that two agents may each believe that they lead.
 */
import { randomBytes } from 'node:crypto'
import { HivemindError, type WallMs } from '@hivemind/base'
import { type Control, type CronFacts, type CronJob, type Draft, nextTick } from '@hivemind/control'
import type { Answer, Request } from '@hivemind/kernel'
import type { Cron } from 'croner'
import type { Logger } from '../logging.ts'
import { readSchedule, timesBetween } from './schedule.ts'

export interface TickingNeeds {
  readonly jobs: () => Control['jobs']
  readonly leads: () => boolean
  readonly now: () => WallMs
  readonly request: (request: Request, deadlineMs: number) => Promise<Answer>
  readonly log: Pick<Logger, 'warn'>
}

/** A tick that is proposed is waited for so long. */
const TICK_MS = 10_000

export class Ticking {
  readonly #needs: TickingNeeds
  /** Schedules that were read; null for one that cannot be read here. */
  readonly #read = new Map<string, Cron | null>()
  /** Jobs whose tick is on its way. */
  readonly #asked = new Set<string>()

  constructor (needs: TickingNeeds) { this.#needs = needs }

  /** Propose what is due. */
  look (): void {
    const { jobs, leads, now } = this.#needs
    if (!leads()) return
    for (const job of jobs().values()) {
      if (job.paused || this.#asked.has(job.id)) continue
      const tick = this.#due(job, now())
      if (tick !== null) void this.#say(tick)
    }
  }

  #due (job: CronJob, now: WallMs): CronFacts['cron-ticked'] | null {
    const schedule = this.#schedule(job)
    if (schedule === null) return null
    return nextTick(job, timesBetween(schedule, job.tickedAt, now), now)
  }

  #schedule ({ id, schedule, zone }: CronJob): Cron | null {
    const key = `${zone} ${schedule}`
    const known = this.#read.get(key)
    if (known !== undefined) return known
    try {
      const read = readSchedule(schedule, zone)
      this.#read.set(key, read)
      return read
    } catch (error) {
      if (!(error instanceof HivemindError)) throw error
      this.#read.set(key, null)
      this.#needs.log.warn({ job: id, code: error.code }, error.message)
      return null
    }
  }

  async #say (body: CronFacts['cron-ticked']): Promise<void> {
    this.#asked.add(body.id)
    const draft: Draft = {
      type: 'cron-ticked', version: 1, txid: randomBytes(16).toString('hex'), actor: 'leader', cause: '', reason: '',
      trace: '', session: '', sequence: 0, body
    }
    await this.#needs.request({ type: 'propose', drafts: [draft] }, TICK_MS)
    this.#asked.delete(body.id) // Whatever came of it shows in the state, which is looked at again.
  }
}

/**
 * Which tick of a job comes next, of those whose time has come.
 *
 * Pure. A tick is late when its time is more than a grace ago: nobody led then, or no agent was there.
 */
import { fingerprint, type WallMs } from '@hivemind/base'
import type { CronJob } from './cron.ts'
import type { CronFacts } from './cron-facts.ts'

/** Later than this a tick was missed: longer than it takes a cluster to find its next leader. */
export const GRACE_MS = 60_000

/** How much later than scheduled a tick comes: the same for every leader. */
export const delayOf = ({ id, jitterMs }: Pick<CronJob, 'id' | 'jitterMs'>, scheduled: WallMs): number =>
  jitterMs === 0 ? 0 : fingerprint([id, scheduled]).low % (jitterMs + 1)

/**
 * The next tick to propose.
 *
 * A time whose delay is not over holds up those after it: ticks come in order, so one that was overtaken would be lost.
 *
 * @param scheduled - times after the last tick and up to now, ascending
 * @returns null when none is due
 */
export function nextTick (job: CronJob, scheduled: readonly WallMs[], now: WallMs): CronFacts['cron-ticked'] | null {
  const waits = scheduled.findIndex(time => time + job.jitterMs > now && time + delayOf(job, time) > now)
  const times = waits < 0 ? scheduled : scheduled.slice(0, waits)
  const tick = (scheduled: WallMs, missed: number, run: boolean): CronFacts['cron-ticked'] =>
    ({ id: job.id, scheduled, after: job.tickedAt, missed, run })
  const late = times.filter(time => now - time > GRACE_MS + job.jitterMs)
  const [first] = times
  const last = late.at(-1)
  if (first === undefined) return null
  if (last === undefined || job.catchUp === 'all') return tick(first, 0, true)
  const isMadeUp = job.catchUp === 'last' && late.length === times.length
  return tick(last, late.length - (isMadeUp ? 1 : 0), isMadeUp)
}

/**
 * Which tick of a job comes next, of those whose time has come.
 *
 * Pure. A tick is late when its time is more than a grace ago: nobody led then, or no agent was there.
 */
import type { WallMs } from '@hivemind/base'
import type { CronJob } from './cron.ts'
import type { CronFacts } from './cron-facts.ts'

/** Later than this a tick was missed: longer than it takes a cluster to find its next leader. */
export const GRACE_MS = 60_000

/**
 * The next tick to propose.
 *
 * @param times - scheduled times after the last tick whose time has come, ascending
 * @returns null when none is due
 */
export function nextTick (job: CronJob, times: readonly WallMs[], now: WallMs): CronFacts['cron-ticked'] | null {
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

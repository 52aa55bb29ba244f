/**
 * Schedules of jobs: what a cron expression means in a time zone.
 *
 * Pure but for croner, which knows the zones that Node knows. In spring a time that a clock passes over comes when the
 * clock has moved; in autumn a time that comes twice is meant once, the first time, if the expression names its hour.
 */
import { HivemindError, type WallMs, wallMs } from '@hivemind/base'
import { Cron } from 'croner'
import { refuse } from '../errors.ts'

/** Times that are looked at in one go; a job that missed more is told of fewer. */
const TIMES_MAX = 1_000

/**
 * Read a schedule.
 *
 * @throws {HivemindError} HIVE_CRON_SCHEDULE when it is none, names no zone, or is never due
 */
export function readSchedule (schedule: string, zone: string): Cron {
  let read: Cron
  try {
    read = new Cron(schedule, { timezone: zone, paused: true })
    if (read.nextRun(new Date()) !== null) return read
  } catch (cause) {
    const why = (cause as Error).message.slice(0, 200)
    throw new HivemindError(refuse('HIVE_CRON_SCHEDULE', `"${schedule}" in ${zone} cannot be read: ${why}`))
  }
  throw new HivemindError(refuse('HIVE_CRON_SCHEDULE', `"${schedule}" in ${zone} never comes`))
}

/** Times after one and up to another, ascending; the first ones of many. */
export function timesBetween (read: Cron, after: WallMs, through: WallMs): readonly WallMs[] {
  const times: WallMs[] = []
  for (let at = read.nextRun(new Date(after)); at !== null && at.getTime() <= through; at = read.nextRun(at)) {
    times.push(wallMs(at.getTime()))
    if (times.length === TIMES_MAX) break
  }
  return times
}

/**
 * What the log says of jobs: tasks that are wanted again and again, and each time that one was.
 *
 * Pure. When a job is due is for the leader's agent to know, who has clocks and time zones; that a tick counts once is
 * for the log.
 */
import type { WallMs } from '@hivemind/base'
import type { TaskFacts } from './task-facts.ts'

/** What becomes of ticks that nobody was there for: none of them is made up for, one for all, or each. */
export type CatchUp = 'skip' | 'last' | 'all'

/** The task of a job, but for its id. With a selector it is for those that hold the role and have these tags then. */
export interface JobTask extends Omit<TaskFacts['task-added'], 'id'> {
  /** Absent where tags do not count. */
  readonly selector?: string
}

export interface CronFacts {
  'cron-added': {
    readonly id: string
    /** A cron expression, as people write it; read by the leader's agent. */
    readonly schedule: string
    /** IANA time zone that it is meant in. */
    readonly zone: string
    readonly task: JobTask
    readonly catchUp: CatchUp
    /** Whether a tick adds its task while that of an earlier one is open. */
    readonly overlaps: boolean
    /** A tick comes up to so much later than scheduled, milliseconds. */
    readonly jitterMs: number
  }
  'cron-removed': { readonly id: string }
  /** While it is paused nothing is due; what would have been is not made up for. */
  'cron-paused': { readonly id: string, readonly paused: boolean }
  /**
   * A job was due. `after` is the tick that it follows, so that of two leaders' words one counts; without `run` it
   * only passes over ticks that are not made up for.
   */
  'cron-ticked': {
    readonly id: string
    readonly scheduled: WallMs
    readonly after: WallMs
    readonly missed: number
    readonly run: boolean
  }
}

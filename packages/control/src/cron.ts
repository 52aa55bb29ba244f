/**
 * Jobs: tasks that are wanted at times, each tick once.
 *
 * Pure. A tick names the one that it follows and is admitted only after that one, so a tick is never admitted twice,
 * whoever leads and however often he says it; ticks of a job rise.
 */
import { type Index, LIMITS, type Refusal, readSelector, type WallMs, wallMs } from '@hivemind/base'
import type { CatchUp, CronFacts, JobTask } from './cron-facts.ts'
import type { Change } from './effect.ts'
import type { Envelope } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './hashing.ts'
import type { Control } from './state.ts'
import { actionRefused, chosenBy, taskAdded, taskAddedRefused } from './tasks.ts'

type Of<Type extends keyof CronFacts> = Envelope<Type, CronFacts[Type]>

/** A tick as it was. */
export interface CronTick {
  readonly scheduled: WallMs
  readonly at: WallMs
  readonly index: Index
  /** The task that it added, or empty. */
  readonly task: string
  /** Ticks before it that were passed over. */
  readonly missed: number
  /** Why it added none; empty when it did. */
  readonly note: string
}

export interface CronJob {
  readonly id: string
  readonly schedule: string
  readonly zone: string
  readonly task: JobTask
  readonly catchUp: CatchUp
  readonly overlaps: boolean
  readonly jitterMs: number
  readonly paused: boolean
  readonly actor: string
  readonly addedIndex: Index
  readonly addedAt: WallMs
  /** The last tick; when it was added or resumed, if none came since. */
  readonly tickedAt: WallMs
  /** Ticks that added a task. */
  readonly runs: number
  /** The last ones, the newest last. */
  readonly history: readonly CronTick[]
}

const unknown = (id: string): Refusal => refuse('HIVE_CRON_UNKNOWN', `there is no job "${id}"`)

export function cronAddedRefused (control: Control, { id, task }: CronFacts['cron-added']): Refusal | null {
  const before = control.jobs.get(id)
  if (before !== undefined) return refuse('HIVE_CRON_TAKEN', `job ${id} is there since index ${before.addedIndex}`)
  if (control.jobs.size >= LIMITS.jobsMax)
    return refuse('HIVE_CRON_LIMIT', `the cluster has ${control.jobs.size} jobs, its most`)
  const selector = readSelector(task.selector ?? '')
  return 'code' in selector ? selector : actionRefused(control, task)
}

export function cronAdded (control: Control, { body, actor, at }: Of<'cron-added'>, index: Index): readonly Change[] {
  const { id, schedule, zone, task, catchUp, overlaps, jitterMs } = body
  const { role, action, input, members, any, queue, holds, triesMax, selector = '' } = task
  put(control, 'jobs', id, {
    id, schedule, zone, catchUp, overlaps,
    task: {
      role, action, input, members: [...members], any, queue, holds, triesMax, ...selector === '' ? {} : { selector }
    },
    jitterMs, paused: false, actor, addedIndex: index, addedAt: at, tickedAt: at, runs: 0, history: []
  })
  return []
}

export const cronKnown = (control: Control, { id }: { readonly id: string }): Refusal | null =>
  control.jobs.has(id) ? null : unknown(id)

export function cronRemoved (control: Control, { body }: Of<'cron-removed'>): readonly Change[] {
  drop(control, 'jobs', body.id)
  return []
}

export function cronPaused (control: Control, { body, at }: Of<'cron-paused'>): readonly Change[] {
  const job = control.jobs.get(body.id)
  if (job === undefined) return []
  const tickedAt = job.paused && !body.paused ? wallMs(Math.max(job.tickedAt, at)) : job.tickedAt
  put(control, 'jobs', job.id, { ...job, paused: body.paused, tickedAt })
  return []
}

export function cronTickedRefused (control: Control, body: CronFacts['cron-ticked']): Refusal | null {
  const job = control.jobs.get(body.id)
  if (job === undefined) return unknown(body.id)
  if (job.paused) return refuse('HIVE_CRON_PAUSED', `job ${body.id} is paused`)
  if (job.tickedAt === body.after && body.scheduled > body.after) return null
  return refuse('HIVE_CRON_TICKED', `job ${body.id} ticked at ${job.tickedAt}, and the tick ${body.scheduled} follows ${body.after}`)
}

/** The task of a tick goes by the job and the time that it was scheduled for. */
export const tickTask = (id: string, scheduled: WallMs): string => `${id}.${Math.floor(scheduled / 1_000)}`

export function cronTicked (control: Control, fact: Of<'cron-ticked'>, index: Index): readonly Change[] {
  const { id, scheduled, missed, run } = fact.body
  const job = control.jobs.get(id)
  if (job === undefined) return []
  const { task, note } = run ? wanted(control, job, fact, index) : { task: '', note: 'nobody was there for it' }
  const tick: CronTick = { scheduled, at: fact.at, index, task, missed, note }
  put(control, 'jobs', id, {
    ...job, tickedAt: scheduled, runs: job.runs + (task === '' ? 0 : 1),
    history: [...job.history, tick].slice(-LIMITS.jobHistoryMax)
  })
  return []
}

/** The task of a job as it is to be added now; null when nobody has the tags that it wants. */
export function taskNow (
  control: Pick<Control, 'roles' | 'grants' | 'members'>,
  { task: { selector: text = '', ...task } }: Pick<CronJob, 'task'>
): Omit<JobTask, 'selector'> | null {
  const selector = readSelector(text)
  if ('code' in selector || selector.length === 0 || task.any) return task
  const members = chosenBy(control, task.role, task.members, selector)
  return members.length === 0 ? null : { ...task, members }
}

function wanted (
  control: Control, job: CronJob, fact: Of<'cron-ticked'>, index: Index
): { readonly task: string, readonly note: string } {
  const open = job.history.findLast(({ task }) => task !== '' && control.pending.has(task))
  if (open !== undefined && !job.overlaps) return { task: '', note: `${open.task} is not over yet` }
  const task = taskNow(control, job)
  if (task === null) return { task: '', note: `no holder of ${job.task.role} has the tags ${job.task.selector}` }
  const body = { ...task, id: tickTask(job.id, fact.body.scheduled) }
  const refusal = taskAddedRefused(control, body)
  if (refusal !== null) return { task: '', note: `${refusal.code}: ${refusal.message}`.slice(0, 256) }
  taskAdded(control, { ...fact, type: 'task-added', body, cause: `cron ${job.id}` }, index)
  return { task: body.id, note: '' }
}

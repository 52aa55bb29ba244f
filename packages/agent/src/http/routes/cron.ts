/**
 * Jobs: tasks that are wanted at times.
 *
 * Touches chance for the ids of tasks, and the clock for what comes next.
 */
import { randomBytes } from 'node:crypto'
import { refuse, type CronJob as Shown } from '@hivemind/api'
import { HivemindError, wallMs } from '@hivemind/base'
import { type CronJob, taskNow } from '@hivemind/control'
import { catchUp, draft, memberNamed, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'
import { appliedHere } from './registry.ts'

type Naming = 'cron-show' | 'cron-remove' | 'cron-pause' | 'cron-run'
type Named = Pick<Call<Naming>, 'node' | 'deadlineMs' | 'request' | 'stopping' | 'rounds'>

export const listJobs: Handler<'cron-list'> = async call => {
  const jobs = [...call.node.control().jobs.values()]
  return list(call, 'CronJobList', await Promise.all(jobs.map(async job => await jobOf(call, job))))
}

export const showJob: Handler<'cron-show'> = async call =>
  one(call, 'CronJob', await jobOf(call, await named(call, call.params.name)))

export const addJob: Handler<'cron-add'> = async call => {
  const { name: id, schedule, zone, catchUp, overlaps, jitterMs, task, reason } = call.body
  await call.node.jobNext({ schedule, zone, paused: false, tickedAt: wallMs(Date.now()) })
  const { role, action, input, any, queue, holds, tries, selector } = task
  const members = await Promise.all(task.members.map(async name => (await memberNamed(call, name)).id))
  const fact = {
    id, schedule, zone, catchUp, overlaps, jitterMs,
    task: {
      role, action, input, members: any ? [] : [...new Set(members)], any, queue, holds, triesMax: tries,
      ...selector === '' ? {} : { selector }
    }
  }
  return await written(call, 'CronJobAdded', id, draft(call, 'cron-added', fact, { reason }))
}

export const removeJob: Handler<'cron-remove'> = async call => {
  const { id } = await named(call, call.params.name)
  return await written(call, 'CronJobRemoved', id, draft(call, 'cron-removed', { id }, { reason: call.query.reason }))
}

export const pauseJob: Handler<'cron-pause'> = async call => {
  const { paused, reason } = call.body
  const { id } = await named(call, call.params.name)
  return await written(call, 'CronJobPaused', id, draft(call, 'cron-paused', { id, paused }, { reason }))
}

export const runJob: Handler<'cron-run'> = async call => {
  const job = await named(call, call.params.name)
  const id = `${job.id}.${randomBytes(5).toString('hex')}`
  const task = taskNow(call.node.control(), job)
  if (task === null) {
    const { role, selector } = job.task
    throw new HivemindError(refuse('HIVE_NOT_FOUND', `no member that holds role ${role} has the tags ${selector}`, {
      hint: 'See tags: hivemind node list; set them: hivemind node tag NAME KEY=VALUE.'
    }))
  }
  const wish = { reason: call.body.reason, cause: `cron ${job.id}` }
  const place = await proposeOne(call, draft(call, 'task-added', { ...task, id }, wish))
  await appliedHere(call, place.index)
  const targets = call.node.control().tasks.get(id)?.targets.length ?? 0
  return one(call, 'TaskAdded', { ...place, task: { id, targets } }, 'linearizable')
}

async function written<Kind extends string> (
  call: Call<'cron-add' | 'cron-remove' | 'cron-pause'>, kind: Kind, name: string,
  fact: Parameters<typeof proposeOne>[1]
) {
  const place = await proposeOne(call, fact)
  await appliedHere(call, place.index)
  return one(call, kind, { ...place, job: { name } }, 'linearizable')
}

/** A job that may have been made through another agent a moment ago. */
async function named (call: Named, name: string): Promise<CronJob> {
  const known = call.node.control().jobs.get(name)
  if (known !== undefined) return known
  await catchUp(call)
  const found = call.node.control().jobs.get(name)
  if (found !== undefined) return found
  throw new HivemindError(refuse('HIVE_NOT_FOUND', `there is no job "${name}"`, {
    hint: 'List them: hivemind cron list.'
  }))
}

async function jobOf ({ node }: Pick<Named, 'node'>, job: CronJob): Promise<Shown> {
  const { id: name, task, addedAt, history, tickedAt, ...rest } = job
  const nameOf = (id: string): string => node.control().members.get(id as never)?.name ?? id
  // A schedule that this release cannot read is shown without its next time.
  const next = await node.jobNext(job).catch(() => null)
  return {
    ...rest, name, addedAt: timeText(addedAt), tickedAt: timeText(tickedAt),
    nextAt: next === null ? null : timeText(next),
    task: { ...task, members: task.members.map(nameOf), input: { ...task.input } as Shown['task']['input'] },
    history: history.map(({ scheduled, at, ...tick }) =>
      ({ ...tick, scheduled: timeText(scheduled), at: timeText(at) }))
  }
}

/**
 * The part of the contract that is about tasks and the jobs that want them at times.
 *
 * Pure.
 */
import { z } from 'zod'
import type { RouteContract } from './contract.ts'
import { found, waits } from './route-codes.ts'
import * as cron from './schemas/cron.ts'
import { list, one } from './schemas/envelope.ts'
import { label, reason } from './schemas/primitive.ts'
import * as tasks from './schemas/tasks.ts'

const byName = z.strictObject({ name: label })
const byId = z.strictObject({ id: label })

export const taskContract = {
  'task-list': {
    about: 'Tasks in the order in which they are done, then those that are over, the last one last.',
    query: tasks.taskQuery,
    response: list('TaskList', tasks.task),
    errors: found
  },
  'task-show': {
    about: 'One task and its ledger; with `open` the answer waits until another number of targets is open, or a while.',
    params: byId,
    query: tasks.taskShowQuery,
    response: one('Task', tasks.taskShown),
    errors: found
  },
  'task-add': {
    about: 'Want something done by the members that hold a role.',
    body: tasks.taskBody,
    response: one('TaskAdded', tasks.taskWritten),
    errors: [...waits, ...found]
  },
  'task-retry': {
    about: 'Want again what failed, was cancelled, or was lost.',
    params: byId,
    body: tasks.taskReasonBody,
    response: one('TaskRetried', tasks.taskWritten),
    errors: [...waits, ...found]
  },
  'task-cancel': {
    about: 'Want a task no more; what runs of it is told to end.',
    params: byId,
    body: tasks.taskReasonBody,
    response: one('TaskCancelled', tasks.taskWritten),
    errors: [...waits, ...found]
  },
  'cron-list': {
    about: 'Jobs: tasks that are wanted at times.',
    response: list('CronJobList', cron.cronJob),
    errors: []
  },
  'cron-show': {
    about: 'One job and its last ticks.',
    params: byName,
    response: one('CronJob', cron.cronJob),
    errors: found
  },
  'cron-add': {
    about: 'Want a task at times; the schedule is read by the answering machine first.',
    body: cron.cronBody,
    response: one('CronJobAdded', cron.cronWritten),
    errors: [...waits, ...found]
  },
  'cron-remove': {
    about: 'Want a job no more; tasks that it added go on.',
    params: byName,
    query: z.strictObject({ reason: reason.optional() }),
    response: one('CronJobRemoved', cron.cronWritten),
    errors: [...waits, ...found]
  },
  'cron-pause': {
    about: 'Pause a job, or let it go on; what would have been due meanwhile is not made up for.',
    params: byName,
    body: cron.cronPauseBody,
    response: one('CronJobPaused', cron.cronWritten),
    errors: [...waits, ...found]
  },
  'cron-run': {
    about: 'Add the task of a job now, whatever its schedule says.',
    params: byName,
    body: tasks.taskReasonBody,
    response: one('TaskAdded', tasks.taskWritten),
    errors: [...waits, ...found]
  },
  'ledger-list': {
    about: 'What became of tasks at one member, in the order of the tasks.',
    query: tasks.ledgerQuery,
    response: list('LedgerRowList', tasks.ledgerRow),
    errors: found
  }
} as const satisfies Readonly<Record<string, RouteContract>>

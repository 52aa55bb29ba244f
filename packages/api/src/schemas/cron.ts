/**
 * Jobs: tasks that are wanted at times.
 *
 * Pure.
 */
import { LIMITS } from '@hivemind/base'
import { z } from 'zod'
import { written } from './envelope.ts'
import { count, index, label, milliseconds, reason, time } from './primitive.ts'
import { taskBody } from './tasks.ts'

const jobName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
const catchUp = z.enum(['skip', 'last', 'all']).meta({
  description: 'Of ticks that nobody was there for none is made up for, one for all, or each.'
})

export const cronJob = z.object({
  name: jobName,
  schedule: z.string(),
  zone: z.string(),
  task: z.object({
    role: z.string(), action: z.string(), input: z.record(z.string(), z.json()), members: z.array(z.string()),
    any: z.boolean(), queue: z.string(), holds: z.boolean(), triesMax: z.int().min(1),
    selector: z.string().optional().meta({ description: 'Of those that hold the role, the ones with these tags then.' })
  }),
  catchUp,
  overlaps: z.boolean().meta({ description: 'Whether a tick adds its task while that of an earlier one is open.' }),
  jitterMs: milliseconds,
  paused: z.boolean(),
  nextAt: time.nullable().meta({ description: 'When it is due next, without its delay; null while it is paused.' }),
  actor: z.string(),
  addedIndex: index,
  addedAt: time,
  tickedAt: time.meta({ description: 'Time of its last tick; when it was added or resumed if none came since.' }),
  runs: count.meta({ description: 'Ticks that added a task.' }),
  history: z.array(z.object({
    scheduled: time, at: time, index, task: z.string(),
    missed: count.meta({ description: 'Ticks before it that were passed over.' }),
    note: z.string().meta({ description: 'Why it added no task; empty when it did.' })
  })).max(LIMITS.jobHistoryMax).meta({ description: 'Its last ticks, the newest last.' })
}).meta({ id: 'CronJob' })
export type CronJob = z.output<typeof cronJob>

export const cronBody = z.strictObject({
  name: jobName,
  schedule: z.string().min(1).max(128)
    .meta({ description: 'Five fields, six with seconds first, or @daily and the like.' }),
  zone: z.string().min(1).max(64).default('UTC').meta({ description: 'IANA time zone.' }),
  task: taskBody.omit({ id: true, reason: true }),
  catchUp: catchUp.default('last'),
  overlaps: z.boolean().default(false),
  jitterMs: z.int().min(0).max(3_600_000).default(0),
  reason: reason.optional()
})
export const cronPauseBody = z.strictObject({ paused: z.boolean(), reason: reason.optional() })
export const cronWritten = written.extend({ job: z.object({ name: label }) }).meta({ id: 'CronJobWritten' })

/**
 * Tasks: what is wanted of roles, and what became of it at each target.
 *
 * Pure.
 */
import { LIMITS } from '@hivemind/base'
import { z } from 'zod'
import { written } from './envelope.ts'
import { count, index, label, queryNumber, reason, time } from './primitive.ts'

const word = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)
export const queueName = z.string().regex(/^[a-z][a-z0-9._-]{0,62}$/)
const input = z.record(z.string(), z.json())

const targetState = z.enum(['waiting', 'begun', 'done', 'failed', 'gone', 'cancelled'])
export type TargetState = z.output<typeof targetState>
const taskState = z.enum(['open', 'done', 'failed', 'cancelled'])

export const task = z.object({
  id: z.string(),
  role: z.string(),
  action: z.string(),
  input,
  queue: z.string().meta({ description: 'Empty when it is done in no order.' }),
  holds: z.boolean().meta({ description: 'If it fails its queue waits until it is retried or cancelled.' }),
  triesMax: z.int().min(1),
  state: taskState,
  waitsFor: z.string().meta({ description: 'Why nothing of it runs now, in words; empty when something does.' }),
  targets: z.record(targetState, count).meta({ description: 'How many targets are in which state.' }),
  open: count.meta({ description: 'Targets that are not over.' }),
  actor: z.string(),
  cause: z.string().meta({ description: 'What it was added for; empty when a person did.' }),
  addedIndex: index,
  addedAt: time,
  endedIndex: index,
  endedAt: time.nullable()
}).meta({ id: 'Task' })
export type Task = z.output<typeof task>

export const ledgerRow = z.object({
  task: z.string(),
  target: z.string().meta({ description: 'Name of a member; * for any one holder of the role.' }),
  state: targetState,
  reachable: z.boolean().meta({ description: 'A target that is not does its part when it is back.' }),
  attempt: count.meta({ description: 'Attempts that began.' }),
  tries: count.meta({ description: 'Those of them that said that they failed.' }),
  by: z.string().meta({ description: 'Who made the last attempt; empty before the first.' }),
  fence: index,
  result: z.json(),
  problem: z.string(),
  beganAt: time.nullable(),
  at: time.nullable().meta({ description: 'When it changed last.' })
}).meta({ id: 'LedgerRow' })
export type LedgerRow = z.output<typeof ledgerRow>

export const taskShown = task.extend({ ledger: z.array(ledgerRow) }).meta({ id: 'TaskShown' })
export type TaskShown = z.output<typeof taskShown>

export const taskQuery = z.strictObject({
  state: taskState.optional(),
  queue: queueName.optional(),
  role: word.optional(),
  selector: z.string().max(2_048).optional().meta({
    description: 'With a target that has these tags, or by node, role, action, queue and state: `zone=ams,state!=done`.'
  }),
  limit: queryNumber(1, LIMITS.tasksMax).default(100).meta({ description: 'The last so many.' })
})
export const taskShowQuery = z.strictObject({
  open: queryNumber(0, LIMITS.taskTargetsMax).optional().meta({
    description: 'Answer when another number of targets is open than this, or the deadline is near.'
  })
})
export const ledgerQuery = z.strictObject({
  member: label.optional().meta({ description: 'Name or id; the answering machine when left out.' }),
  state: targetState.optional(),
  limit: queryNumber(1, LIMITS.tasksMax).default(100).meta({ description: 'The last so many.' })
})

export const taskBody = z.strictObject({
  id: label.max(64).optional().meta({ description: 'A name for it that is not used yet; made when left out.' }),
  role: word,
  action: word,
  input: input.default({}),
  members: z.array(label).max(LIMITS.taskTargetsMax).default([]).meta({
    description: 'Names or ids; empty for every member that holds the role.'
  }),
  selector: z.string().max(1_024).default('').meta({ description: 'Of those, the ones with these tags.' }),
  any: z.boolean().default(false).meta({ description: 'Any one holder of the role does it, whichever there is then.' }),
  queue: z.union([queueName, z.literal('')]).default(''),
  holds: z.boolean().default(false),
  tries: z.int().min(1).max(LIMITS.taskTriesMax).default(1),
  reason: reason.optional()
})
export const taskReasonBody = z.strictObject({ reason: reason.optional() })

export const taskWritten = written.extend({ task: z.object({ id: z.string(), targets: count }) })
  .meta({ id: 'TaskWritten' })

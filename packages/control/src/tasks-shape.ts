/** Forms of what the log keeps of tasks and of jobs. Pure. */
import { LIMITS } from '@hivemind/base'
import { definition, isPlain } from './registry-shape.ts'
import { name as roleName } from './roles-shape.ts'
import * as shape from './shape.ts'
import {
  type Check, check, either, exactly, listOf, oneOf, type Shape, shaped, text, utf8Bytes, whole
} from './shape.ts'

const queue = text(/^([a-z][a-z0-9._-]{0,62})?$/, 'the name of a queue: up to 63 lower-case letters, digits and signs')
const target = either(exactly('*'), shape.id)
const tries = whole(1, LIMITS.taskTriesMax)
const problem = shape.bounded(LIMITS.taskProblemBytesMax)
const result: Check = check(
  `JSON of at most ${LIMITS.taskResultBytesMax} bytes`,
  value => isPlain(value, 8) && utf8Bytes(JSON.stringify(value)) <= LIMITS.taskResultBytesMax
)

const wanted: Shape = {
  id: shape.word, role: roleName, action: roleName, input: definition, queue, holds: shape.flag, triesMax: tries
}
export const added: Shape = { ...wanted, members: listOf(shape.id, LIMITS.taskTargetsMax), any: shape.flag }
const attempt: Shape = { task: shape.word, target, attempt: whole(1), member: shape.id }
export const begun: Shape = { ...attempt, fence: whole(1) }
export const reported: Shape = { ...attempt, outcome: oneOf('done', 'failed', 'interrupted'), result, problem }
export const named: Shape = { task: shape.word }
export const forgotten: Shape = { through: whole(1) }

const job = text(/^[a-z][a-z0-9-]{0,31}$/, '1 to 32 lower-case letters, digits and dashes, a letter first')
const { id: _id, ...addedTask } = added
const task: Shape = { ...addedTask, selector: either(exactly(undefined), shape.bounded(1_024)) }
const scheduled = {
  id: job, schedule: shape.bounded(128), zone: text(/^[A-Za-z0-9_+/-]{1,64}$/, 'a time zone such as Europe/Amsterdam'),
  task, catchUp: oneOf('skip', 'last', 'all'), overlaps: shape.flag, jitterMs: whole(0, 3_600_000)
} as const
export const cronAdded: Shape = scheduled
export const cronRemoved: Shape = { id: job }
export const cronPaused: Shape = { id: job, paused: shape.flag }
export const cronTicked: Shape = {
  id: job, scheduled: shape.wall, after: shape.wall, missed: whole(0), run: shape.flag
}
const tick = shaped({
  scheduled: shape.wall, at: whole(0), index: whole(1), task: shape.bounded(64), missed: whole(0),
  note: shape.bounded(1_024)
}, 'a tick')
export const storedJob = shaped({
  ...scheduled, paused: shape.flag, actor: shape.actor, addedIndex: whole(1), addedAt: whole(0), tickedAt: whole(0),
  runs: whole(0), history: listOf(tick, LIMITS.jobHistoryMax)
}, 'a job')

export const storedTask = shaped({
  ...wanted, targets: listOf(target, LIMITS.taskTargetsMax, 1), state: oneOf('open', 'done', 'failed', 'cancelled'),
  order: whole(1), actor: shape.actor, cause: shape.bounded(128), addedIndex: whole(1), addedAt: whole(0),
  endedIndex: whole(0), endedAt: whole(0)
}, 'a task')
export const storedRow = shaped({
  id: shape.bounded(256), task: shape.word, target,
  state: oneOf('waiting', 'begun', 'done', 'failed', 'gone', 'cancelled'), attempt: whole(0), tries: whole(0),
  member: either(exactly(''), shape.id), fence: whole(0), result, problem, beganAt: whole(0), index: whole(1),
  at: whole(0)
}, 'a row of the ledger')

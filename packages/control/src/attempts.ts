/**
 * Attempts at tasks: begun by an entry, over by another one, each once.
 *
 * Pure. Nothing is run before the entry that begins it is applied, so the log knows of every attempt that there was;
 * the next one of a target begins only when the one before is over. Of what any one holder may do, an attempt is over
 * as soon as its member is found unreachable or holds the role no more, and what that member says later changes
 * nothing.
 */
import { type Index, LIMITS, type Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { put } from './hashing.ts'
import { fenceOf } from './roles.ts'
import type { Control } from './state.ts'
import { ANY } from './task-facts.ts'
import { isNext, openTargets, rowKey } from './task-order.ts'
import type { LedgerRow, Task } from './task-state.ts'
import { settleTarget, taskUnknown } from './tasks.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

export function taskBegunRefused (control: Control, body: Facts['task-begun']): Refusal | null {
  const { task: id, target, attempt, member, fence } = body
  const task = control.tasks.get(id)
  if (task === undefined) return taskUnknown(id)
  if (task.state !== 'open' || !openTargets(control, id).has(target)) {
    return refuse('HIVE_TASK_ENDED', `${id} is over at ${target}`)
  }
  const row = control.ledger.get(rowKey(id, target))
  if (row?.state === 'begun' || attempt !== (row?.attempt ?? 0) + 1) {
    return refuse('HIVE_TASK_ATTEMPT', `attempt ${attempt} of ${id} at ${target}, where ${row?.attempt ?? 0} is ${row?.state ?? 'waiting'}`)
  }
  const valid = fenceOf(control, task.role, member)
  if (valid !== fence || (target !== ANY && target !== member)) {
    return refuse('HIVE_ROLE_FENCED', `${member} begins ${id} at ${target} with fence ${fence}, and ${valid ?? 'none'} is valid`)
  }
  return isNext(control, task, target) ? null : refuse('HIVE_TASK_ORDER', `${id} is not next in queue ${task.queue}`)
}

export function taskBegun (control: Control, { body, at }: Of<'task-begun'>, index: Index): readonly Change[] {
  const { task, target, attempt, member, fence } = body
  const id = rowKey(task, target)
  const { tries = 0 } = control.ledger.get(id) ?? {}
  put(control, 'ledger', id, {
    id, task, target, state: 'begun', attempt, tries, member, fence, result: null, problem: '', beganAt: at, index, at
  })
  return []
}

/** Only the attempt that runs ends, so a report that comes twice, or late, changes nothing. */
export function taskReportedRefused (control: Control, body: Facts['task-reported']): Refusal | null {
  const { task: id, target, attempt, member } = body
  const task = control.tasks.get(id)
  if (task === undefined) return taskUnknown(id)
  const row = control.ledger.get(rowKey(id, target))
  if (row?.state !== 'begun' || row.attempt !== attempt || row.member !== member) {
    const found = row === undefined ? 'none' : `${row.attempt}, ${row.state}`
    return refuse('HIVE_TASK_ATTEMPT', `${member} reports attempt ${attempt} of ${id} at ${target}, and the last is ${found}`)
  }
  if (target !== ANY || fenceOf(control, task.role, member) === row.fence) return null
  return refuse('HIVE_ROLE_FENCED', `${member} reports ${id} with fence ${row.fence}, which is not valid any more`)
}

export function taskReported (control: Control, { body, at }: Of<'task-reported'>, index: Index): readonly Change[] {
  const { outcome, result, problem } = body
  const row = control.ledger.get(rowKey(body.task, body.target))
  const task = control.tasks.get(body.task)
  if (row === undefined || task === undefined) return []
  const tries = row.tries + (outcome === 'failed' ? 1 : 0)
  const over: LedgerRow = { ...row, tries, result: outcome === 'done' ? result : null, problem, index, at }
  if (outcome === 'done') settleTarget(control, { ...over, state: 'done' }, index, at)
  else if (isGivenUp(control, task, over, outcome)) settleTarget(control, { ...over, state: 'failed' }, index, at)
  else put(control, 'ledger', row.id, { ...over, state: 'waiting' })
  return []
}

function isGivenUp (
  control: Control, { role, action, triesMax }: Task, { attempt, tries }: LedgerRow, outcome: 'failed' | 'interrupted'
): boolean {
  if (outcome === 'failed') return tries >= triesMax
  const declared = control.roles.get(role)?.actions?.find(({ name }) => name === action)
  return declared?.repeatable === false || attempt - tries >= LIMITS.taskInterruptionsMax
}

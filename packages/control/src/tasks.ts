/**
 * Tasks: work that is wanted of roles, and when it is over.
 *
 * Pure. A task is done once at each of its targets; which those are is settled by the entry that adds it. What is over
 * is kept for a while, so that it can be looked at and retried (kernel/tasking.ts says how long).
 *
 * Invariants: (1) a task is open as long as a target of it is; (2) `pending` has the open tasks, and the failed ones
 * for which their queue waits, by their order; (3) a row belongs to a task, and its target is one of the task's.
 */
import {
  type Index, LIMITS, type NodeId, type Refusal, type Selector, selects, index as toIndex, type WallMs, wallMs
} from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './hashing.ts'
import { fenceOf, grantsOf, runsOn } from './roles.ts'
import type { Control, Role } from './state.ts'
import { ANY, type Target } from './task-facts.ts'
import { isHeld, openTargets, rowKey } from './task-order.ts'
import type { LedgerRow, Task } from './task-state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

const NEVER = { endedIndex: toIndex(0), endedAt: wallMs(0) } as const

export const taskUnknown = (id: string): Refusal => refuse('HIVE_TASK_UNKNOWN', `there is no task ${id}`)

export function taskAddedRefused (control: Control, body: Facts['task-added']): Refusal | null {
  if (control.tasks.has(body.id)) return refuse('HIVE_TASK_TAKEN', `${body.id} is a task already`)
  const role = control.roles.get(body.role)
  const refusal = actionRefused(control, body)
  if (refusal !== null || role === undefined) return refusal
  return targetsRefused(control, role, body) ?? (hasRoom(control) ? null : noRoom(control))
}

/** Whether there is such a role, and it can be asked that; null when it can. */
export function actionRefused (
  { roles }: Pick<Control, 'roles'>,
  { role: name, action }: Pick<Facts['task-added'], 'role' | 'action'>
): Refusal | null {
  const role = roles.get(name)
  if (role === undefined) return refuse('HIVE_ROLE_UNKNOWN', `no role "${name}" is enabled`)
  const { actions = [] } = role
  if (actions.some(one => one.name === action)) return null
  const known = actions.map(one => one.name).join(', ') || 'none'
  return refuse('HIVE_TASK_ACTION', `role ${name} has no action "${action}"; it has ${known}`)
}

/** Those who are to do it; a role without holders has none but the one that it will have. */
function targetsOf (control: Control, role: Role, { members, any }: Facts['task-added']): readonly Target[] {
  if (any) return [ANY]
  if (members.length > 0) return [...new Set(members)]
  return holding(control, role)
}

/** Of the members that hold a role, and of those that are named, the ones with the tags that a selector wants. */
export const chosenBy = (
  control: Pick<Control, 'roles' | 'grants' | 'members'>, role: string, named: readonly NodeId[], selector: Selector
): readonly NodeId[] => [...control.members.values()].filter(({ id, tags = {} }) =>
  fenceOf(control, role, id) !== null && (named.length === 0 || named.includes(id)) && selects(selector, tags))
  .map(({ id }) => id)

const holding = (control: Control, role: Role): readonly NodeId[] => role.holders > 0
  ? grantsOf(control, role.id).map(({ member }) => member)
  : [...control.members.keys()].filter(member => runsOn(role, member))

function targetsRefused (control: Control, role: Role, body: Facts['task-added']): Refusal | null {
  const stranger = body.any ? undefined : body.members.find(member => fenceOf(control, role.id, member) === null)
  if (stranger !== undefined) {
    return refuse('HIVE_TASK_TARGETS', `${control.members.get(stranger)?.name ?? stranger} does not hold role ${role.id}`)
  }
  const { length } = targetsOf(control, role, body)
  if (length === 0) return refuse('HIVE_TASK_TARGETS', `nobody holds role ${role.id}`)
  if (length > LIMITS.taskTargetsMax) {
    return refuse('HIVE_TASK_TARGETS', `${length} members hold role ${role.id}, at most ${LIMITS.taskTargetsMax} for a task`)
  }
  let all = length
  for (const { targets } of control.tasks.values()) all += targets.length
  return all <= LIMITS.taskRowsMax ? null : noRoom(control)
}

/** What is over gives way to what is wanted. */
const hasRoom = ({ tasks, pending }: Control): boolean => tasks.size < LIMITS.tasksMax || pending.size < tasks.size

const noRoom = ({ tasks }: Control): Refusal =>
  refuse('HIVE_TASK_LIMIT', `the cluster keeps ${tasks.size} tasks, as many as it can`)

export function taskAdded (control: Control, fact: Of<'task-added'>, index: Index): readonly Change[] {
  const { body, actor, cause, at } = fact
  const role = control.roles.get(body.role)
  if (role === undefined) return []
  if (control.tasks.size >= LIMITS.tasksMax) forgetOldest(control)
  const { id, action, input, queue, holds, triesMax } = body
  const targets = targetsOf(control, role, body)
  put(control, 'tasks', id, {
    id, role: role.id, action, input, queue, holds, triesMax, targets, state: 'open', order: index, actor, cause,
    addedIndex: index, addedAt: at, ...NEVER
  })
  control.pending.set(id, new Set(targets))
  return []
}

export function taskCancelledRefused (control: Control, { task: id }: Facts['task-cancelled']): Refusal | null {
  const task = control.tasks.get(id)
  if (task === undefined) return taskUnknown(id)
  if (control.pending.has(id)) return null
  return refuse('HIVE_TASK_ENDED', `${id} is ${task.state} since index ${task.endedIndex}`)
}

/** What has begun is told to end; what it did meanwhile is not asked for any more. */
export function taskCancelled (control: Control, { body, at }: Of<'task-cancelled'>, index: Index): readonly Change[] {
  const task = control.tasks.get(body.task)
  if (task === undefined) return []
  for (const target of openTargets(control, task.id)) {
    const row = control.ledger.get(rowKey(task.id, target))
    if (row !== undefined) put(control, 'ledger', row.id, { ...row, state: 'cancelled', index, at })
  }
  control.pending.delete(task.id)
  put(control, 'tasks', task.id, { ...task, state: 'cancelled', endedIndex: index, endedAt: at })
  return []
}

/** Targets at which a task came to nothing, and that can do it now. */
function again (control: Control, task: Task): readonly Target[] {
  return task.targets.filter(target => {
    if (target !== ANY && fenceOf(control, task.role, target) === null) return false
    return control.ledger.get(rowKey(task.id, target))?.state !== 'done'
  })
}

export function taskRetriedRefused (control: Control, { task: id }: Facts['task-retried']): Refusal | null {
  const task = control.tasks.get(id)
  if (task === undefined) return taskUnknown(id)
  if (task.state === 'open') return refuse('HIVE_TASK_OPEN', `${id} is not over yet`)
  return again(control, task).length > 0 ? null : refuse('HIVE_TASK_ENDED', `${id} is done wherever it can be done`)
}

/** A task for which its queue waits keeps its place in it; any other one goes to the end. */
export function taskRetried (control: Control, { body }: Of<'task-retried'>, index: Index): readonly Change[] {
  const task = control.tasks.get(body.task)
  if (task === undefined) return []
  const targets = again(control, task)
  for (const target of targets) {
    const row = control.ledger.get(rowKey(task.id, target))
    if (row !== undefined) put(control, 'ledger', row.id, { ...row, state: 'waiting', tries: 0, problem: '', index })
  }
  const order = control.pending.has(task.id) ? task.order : index
  control.pending.set(task.id, new Set(targets))
  put(control, 'tasks', task.id, { ...task, state: 'open', order, ...NEVER })
  return []
}

export function tasksForgotten (control: Control, { body }: Of<'tasks-forgotten'>): readonly Change[] {
  for (const task of [...control.tasks.values()]) {
    if (task.state !== 'open' && !isHeld(task) && task.endedIndex <= body.through) forget(control, task)
  }
  return []
}

/** Ending a task puts it at the end of the table, so the first that is over is the oldest. */
function forgetOldest (control: Control): void {
  for (const task of control.tasks.values()) {
    if (control.pending.has(task.id)) continue
    forget(control, task)
    return
  }
}

function forget (control: Control, task: Task): void {
  for (const target of task.targets) drop(control, 'ledger', rowKey(task.id, target))
  drop(control, 'tasks', task.id)
}

/** A target is done with a task, one way or another; the last one ends it. */
export function settleTarget (control: Control, row: LedgerRow, index: Index, at: WallMs): void {
  put(control, 'ledger', row.id, row)
  const open = control.pending.get(row.task)
  open?.delete(row.target)
  const task = control.tasks.get(row.task)
  if (task?.state !== 'open' || open === undefined || open.size > 0) return
  const states = task.targets.map(target => control.ledger.get(rowKey(task.id, target))?.state)
  const ended: Task = {
    ...task, state: states.includes('failed') || !states.includes('done') ? 'failed' : 'done',
    endedIndex: index, endedAt: at
  }
  put(control, 'tasks', task.id, ended)
  if (!isHeld(ended)) control.pending.delete(task.id)
}

/** The open tasks of a state that came from elsewhere. What follows from the rest is not stored. */
export function pendingOf (
  { tasks, ledger }: Pick<Control, 'tasks' | 'ledger'>
): Array<readonly [string, Set<Target>]> {
  const isOpen = (task: Task) => (target: Target): boolean => {
    const state = ledger.get(rowKey(task.id, target))?.state ?? 'waiting'
    return state === 'waiting' || state === 'begun'
  }
  return [...tasks.values()].filter(task => task.state === 'open' || isHeld(task))
    .sort((one, other) => one.order - other.order)
    .map(task => [task.id, new Set(task.state === 'open' ? task.targets.filter(isOpen(task)) : [])] as const)
}

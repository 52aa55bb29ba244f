/**
 * What becomes of open tasks when those who were to do them come and go.
 *
 * Pure. A level: it looks at who holds what now, and is asked after every entry that may have changed that.
 */
import { type Index, index as toIndex, wallMs } from '@hivemind/base'
import type { Change } from './effect.ts'
import { isUnreachable } from './failures.ts'
import { put } from './hashing.ts'
import { fenceOf, grantsOf } from './roles.ts'
import type { Control } from './state.ts'
import { ANY, type Target } from './task-facts.ts'
import { rowKey } from './task-order.ts'
import type { LedgerRow, Task } from './task-state.ts'
import { settleTarget } from './tasks.ts'

/** Changes after which a role may be held by others than before. */
export const movesHolders = ({ type }: Change): boolean =>
  type === 'roles-changed' || type === 'member-gone' || type === 'member-failed'

/** What nobody can do any more where it was wanted is over there; what any one holder may do goes to another one. */
export function holdersMoved (control: Control, index: Index): void {
  for (const [id, open] of [...control.pending]) {
    const task = control.tasks.get(id)
    if (task === undefined) continue
    for (const target of [...open]) {
      if (target === ANY) release(control, task, index)
      else if (isGone(control, task, target)) settleGone(control, task, target, index)
    }
  }
}

function release (control: Control, { id, role }: Task, index: Index): void {
  const row = control.ledger.get(rowKey(id, ANY))
  if (row?.state !== 'begun' || row.member === '') return
  if (fenceOf(control, role, row.member) === row.fence && !isUnreachable(control, row.member)) return
  put(control, 'ledger', row.id, { ...row, state: 'waiting', member: '', index })
}

/** Somebody who is a member and may yet be given the role is waited for. */
function isGone (control: Control, { role: name }: Task, target: Exclude<Target, typeof ANY>): boolean {
  if (!control.members.has(target)) return true
  const role = control.roles.get(name)
  if (role === undefined || fenceOf(control, name, target) !== null) return false
  return role.holders === 0 || grantsOf(control, name).length >= role.holders
}

/** The entry that moved the holders may not say when; the last time known of the task stands for it. */
function settleGone (control: Control, task: Task, target: Target, index: Index): void {
  const id = rowKey(task.id, target)
  const { ledger } = control
  const times = task.targets.map(one => ledger.get(rowKey(task.id, one))?.at ?? task.addedAt)
  const before: LedgerRow = ledger.get(id) ?? {
    id, task: task.id, target, state: 'waiting', attempt: 0, tries: 0, member: '', fence: toIndex(0), result: null,
    problem: '', beganAt: wallMs(0), index, at: task.addedAt
  }
  const gone: LedgerRow = { ...before, state: 'gone', problem: 'it holds the role no more', index }
  settleTarget(control, gone, index, wallMs(Math.max(...times)))
}

/**
 * The order of queues: which tasks are open, and which of them may be begun where.
 *
 * Pure. A task of a queue begins when every task before it is over wherever somebody is there to do it: a target that
 * cannot be reached does its part when it is back, in the order of the queue, and holds nobody up meanwhile.
 */
import type { NodeId } from '@hivemind/base'
import { isUnreachable } from './failures.ts'
import { fenceOf, holdersOf } from './roles.ts'
import type { Control } from './state.ts'
import { ANY, type Target } from './task-facts.ts'
import type { LedgerRow, Task } from './task-state.ts'

/** The part of the applied state that says what is to be done. */
export type Working = Pick<Control, 'tasks' | 'ledger' | 'pending' | 'roles' | 'grants' | 'members' | 'failures'>

export const rowKey = (task: string, target: Target): string => `${task}/${target}`

/** A task that failed, and for which its queue waits. */
export const isHeld = ({ state, holds, queue }: Task): boolean => state === 'failed' && holds && queue !== ''

/** Targets that have not settled a task yet. */
export const openTargets = ({ pending }: Pick<Control, 'pending'>, task: string): ReadonlySet<Target> =>
  pending.get(task) ?? NONE
const NONE: ReadonlySet<Target> = new Set()

/** Whether what comes after a task in its queue has to wait for it. */
const holdsUp = (control: Working, task: Task, open: ReadonlySet<Target>): boolean => {
  if (task.state !== 'open') return true
  for (const target of open) if (target === ANY || !isUnreachable(control, target)) return true
  return false
}

/** Whether a target may begin an open task now, by the order of its queue. */
export function isNext (control: Working, { id, queue }: Task, target: Target): boolean {
  if (queue === '') return true
  for (const [earlier, open] of control.pending) {
    if (earlier === id) return true
    const task = control.tasks.get(earlier)
    if (task?.queue === queue && (open.has(target) || holdsUp(control, task, open))) return false
  }
  return false
}

/** An attempt that a member may begin. */
export interface Duty {
  readonly task: Task
  readonly target: Target
  readonly attempt: number
  /** Whether it is this member's turn, of all who might take it. */
  readonly turn: boolean
}

/** What a member may begin now, in the order in which it was wanted, and what it has begun. */
export interface Duties { readonly next: readonly Duty[], readonly begun: readonly LedgerRow[] }

export function dutiesOf (control: Working, self: NodeId): Duties {
  const next: Duty[] = []
  const begun: LedgerRow[] = []
  const shut = new Set<string>()
  for (const [id, open] of control.pending) {
    const task = control.tasks.get(id)
    if (task === undefined || (task.queue !== '' && shut.has(task.queue))) continue
    const own = open.has(self) ? self : open.has(ANY) ? ANY : null
    if (own !== null) {
      const row = control.ledger.get(rowKey(id, own))
      if (row?.state === 'begun') { if (row.member === self) begun.push(row) }
      else if (task.state === 'open' && fenceOf(control, task.role, self) !== null)
        next.push({
          task, target: own, attempt: (row?.attempt ?? 0) + 1, turn: own === self || isTurn(control, task, self)
        })
    }
    if (task.queue !== '' && (own === self || holdsUp(control, task, open))) shut.add(task.queue)
  }
  return { next, begun }
}

/** What any one holder may do is spread among them by its place in the log. */
function isTurn (control: Working, { role: name, order }: Task, self: NodeId): boolean {
  const role = control.roles.get(name)
  const holders = role === undefined ? [] : holdersOf(control, role)
  return holders[order % holders.length] === self
}

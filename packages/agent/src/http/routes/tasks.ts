/**
 * Tasks: what is wanted of roles, and what became of it.
 *
 * Touches chance for ids, and the clock for answers that wait.
 */
import { randomBytes } from 'node:crypto'
import { type LedgerRow as RowShown, refuse, type Task as Shown, type TargetState } from '@hivemind/api'
import { HivemindError, type NodeId, type Selector, selectorIn, selects } from '@hivemind/base'
import {
  ANY, chosenBy, type Facts, isNext, isUnreachable, openTargets, rowKey, type Target, type Task
} from '@hivemind/control'
import type { Applied } from '../../node-port.ts'
import { catchUp, draft, memberNamed, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'
import { appliedHere } from './registry.ts'

/** An answer that waits comes so long before the caller gives up. */
const SPARE_MS = 1_000

export const listTasks: Handler<'task-list'> = call => {
  const { state, queue, role, selector: text, limit } = call.query
  const selector = selectorIn(text)
  const control = call.node.control()
  const isOpen = ({ id }: Task): boolean => control.pending.has(id)
  const rank = (task: Task): number => isOpen(task) ? Number.MAX_SAFE_INTEGER / 2 + task.order : task.endedIndex
  const found = [...control.tasks.values()]
    .filter(task => (state ?? task.state) === task.state && (queue ?? task.queue) === task.queue &&
      (role ?? task.role) === task.role && meets(control, task, selector))
    .sort((one, other) => rank(one) - rank(other)).slice(-limit)
  return list(call, 'TaskList', found.map(task => taskOf(control, task)))
}

/** Whether a target of a task is one that a selector wants, by its tags and by what the task is. */
const meets = ({ members }: Applied, task: Task, selector: Selector): boolean =>
  selector.length === 0 || task.targets.some(target => {
    const { role, action, queue, state } = task
    const machine = target === ANY ? undefined : members.get(target)
    const own = { node: machine?.name ?? target, role, action, state, ...queue === '' ? {} : { queue } }
    return selects(selector, { ...machine?.tags, ...own })
  })

export const showTask: Handler<'task-show'> = async call => {
  const { id } = call.params
  if (!call.node.control().tasks.has(id)) await catchUp(call)
  const { open } = call.query
  if (open !== undefined) await otherThan(call, id, open)
  const control = call.node.control()
  const task = known(control, id)
  return one(call, 'Task', {
    ...taskOf(control, task), ledger: task.targets.map(target => rowOf(control, task, target))
  })
}

/** Resolves when another number of targets is open, the caller will not wait much longer, or the server stops. */
async function otherThan (call: Call<'task-show'>, id: string, open: number): Promise<void> {
  const { node, stopping, deadlineMs } = call
  const isSame = (): boolean => {
    const { tasks, pending } = node.control()
    return tasks.get(id)?.state === 'open' && openTargets({ pending }, id).size === open
  }
  await new Promise<void>(resolve => {
    const settle = (): void => {
      off()
      clearTimeout(timer)
      stopping.removeEventListener('abort', settle)
      resolve()
    }
    const off = node.onApplied(() => { if (!isSame()) settle() })
    const timer = setTimeout(settle, Math.max(0, deadlineMs - SPARE_MS))
    stopping.addEventListener('abort', settle)
    if (!isSame()) settle()
  })
}

export const addTask: Handler<'task-add'> = async call => {
  const { id = `T${randomBytes(5).toString('hex')}`, role, action, input, any, queue, holds, tries, reason } = call.body
  const members = any ? [] : await wanted(call, role)
  const fact: Facts['task-added'] = { id, role, action, input, members, any, queue, holds, triesMax: tries }
  const written = await proposeOne(call, draft(call, 'task-added', fact, { reason }))
  return await answered(call, 'TaskAdded', written, id)
}

/** Who is named, and of them those with the tags; nobody when all are meant. */
async function wanted (call: Call<'task-add'>, role: string): Promise<readonly NodeId[]> {
  const { members: names, selector: text } = call.body
  const members: NodeId[] = []
  for (const name of names) members.push((await memberNamed(call, name)).id)
  const selector = selectorIn(text)
  if (selector.length === 0) return [...new Set(members)]
  await catchUp(call)
  const found = chosenBy(call.node.control(), role, members, selector)
  if (found.length > 0) return found
  throw new HivemindError(refuse('HIVE_NOT_FOUND', `no member that holds role ${role} has the tags ${text}`, {
    hint: 'See tags: hivemind node list; set them: hivemind node tag NAME KEY=VALUE.'
  }))
}

export const retryTask: Handler<'task-retry'> = async call => {
  const { id } = call.params
  const written = await proposeOne(call, draft(call, 'task-retried', { task: id }, { reason: call.body.reason }))
  return await answered(call, 'TaskRetried', written, id)
}

export const cancelTask: Handler<'task-cancel'> = async call => {
  const { id } = call.params
  const written = await proposeOne(call, draft(call, 'task-cancelled', { task: id }, { reason: call.body.reason }))
  return await answered(call, 'TaskCancelled', written, id)
}

async function answered<Kind extends string> (
  call: Call<'task-add' | 'task-retry' | 'task-cancel'>, kind: Kind, written: Awaited<ReturnType<typeof proposeOne>>,
  id: string
) {
  await appliedHere(call, written.index)
  const targets = call.node.control().tasks.get(id)?.targets.length ?? 0
  return one(call, kind, { ...written, task: { id, targets } }, 'linearizable')
}

export const listLedger: Handler<'ledger-list'> = async call => {
  const { member, state, limit } = call.query
  const target = member === undefined ? call.node.view().self : (await memberNamed(call, member)).id
  const control = call.node.control()
  const rows = [...control.tasks.values()].filter(({ targets }) => targets.includes(target))
    .sort((one, other) => one.addedIndex - other.addedIndex)
    .map(task => rowOf(control, task, target)).filter(row => (state ?? row.state) === row.state)
  return list(call, 'LedgerRowList', rows.slice(-limit))
}

function known ({ tasks }: Applied, id: string): Task {
  const task = tasks.get(id)
  if (task !== undefined) return task
  throw new HivemindError(refuse('HIVE_NOT_FOUND', `there is no task "${id}"; it may have been forgotten`, {
    hint: 'List them: hivemind task list --all.'
  }))
}

/** What is not in the ledger has not begun, and if the task was cancelled never will. */
const stateAt = ({ ledger }: Applied, { id, state }: Task, target: Target): TargetState =>
  ledger.get(rowKey(id, target))?.state ?? (state === 'cancelled' ? 'cancelled' : 'waiting')

function taskOf (control: Applied, task: Task): Shown {
  const { id, targets, addedAt, endedAt, endedIndex, order: _order, input, ...rest } = task
  const counts: Record<TargetState, number> = { waiting: 0, begun: 0, done: 0, failed: 0, gone: 0, cancelled: 0 }
  for (const target of targets) counts[stateAt(control, task, target)]++
  return {
    ...rest, id, input: { ...input } as Shown['input'], targets: counts,
    open: task.state === 'open' ? openTargets(control, id).size : 0, waitsFor: waitsFor(control, task, counts),
    addedAt: timeText(addedAt), endedIndex, endedAt: endedIndex === 0 ? null : timeText(endedAt)
  }
}

function waitsFor (control: Applied, task: Task, counts: Record<TargetState, number>): string {
  if (task.state !== 'open' || counts.begun > 0) return ''
  if (!control.roles.has(task.role)) return `role ${task.role} to be enabled`
  const open = [...openTargets(control, task.id)]
  if (!open.some(target => isNext(control, task, target))) return `its turn in queue ${task.queue}`
  const nameOf = (id: NodeId): string => control.members.get(id)?.name ?? id
  const away = open.filter(target => target !== ANY && isUnreachable(control, target)) as NodeId[]
  return away.length < open.length ? 'its role to begin' : `${away.slice(0, 5).map(nameOf).join(', ')} to be back`
}

function rowOf (control: Applied, task: Task, target: Target): RowShown {
  const row = control.ledger.get(rowKey(task.id, target))
  const nameOf = (id: NodeId): string => control.members.get(id)?.name ?? id
  return {
    task: task.id, target: target === ANY ? ANY : nameOf(target), state: stateAt(control, task, target),
    reachable: target === ANY || (control.members.has(target) && !isUnreachable(control, target)),
    attempt: row?.attempt ?? 0, tries: row?.tries ?? 0,
    by: row === undefined || row.member === '' ? '' : nameOf(row.member), fence: row?.fence ?? 0,
    result: (row?.result ?? null) as RowShown['result'], problem: row?.problem ?? '',
    beganAt: row === undefined || row.attempt === 0 ? null : timeText(row.beganAt),
    at: row === undefined ? null : timeText(row.at)
  }
}

/** Tasks as people see them. Pure. */
import type { LedgerRow, TargetState, Task } from '@hivemind/api'
import { EXIT, type ExitCode } from '@hivemind/base'
import { ageText, fields } from './reply.ts'
import { renderTable } from './table.ts'
import { type Look, type Paint, printable } from './terminal.ts'

const COLOURS: Readonly<Record<TargetState | Task['state'], Paint | null>> = {
  open: 'yellow', waiting: 'dim', begun: 'yellow', done: 'green', failed: 'red', gone: 'red', cancelled: 'dim'
}

/** `12/20 done, 1 failed`. */
export function countsText ({ targets }: Pick<Task, 'targets'>): string {
  const all = Object.values(targets).reduce((sum, count) => sum + count, 0)
  const others = (['begun', 'failed', 'gone', 'cancelled'] as const).filter(state => targets[state] > 0)
    .map(state => `${targets[state]} ${state}`)
  return [`${targets.done}/${all} done`, ...others].join(', ')
}

/** What a task came to, as an exit code: partly done is neither. */
export function exitOf ({ state, targets }: Pick<Task, 'state' | 'targets'>): ExitCode {
  if (state === 'done' || state === 'open') return EXIT.ok
  return targets.done > 0 ? EXIT.partial : EXIT.failure
}

export const tasksTable = (tasks: readonly Task[], look: Look): string => renderTable({
  columns: [
    { title: 'TASK' }, { title: 'STATE' }, { title: 'WHAT' }, { title: 'QUEUE' }, { title: 'TARGETS' },
    { title: 'ADDED' }, { title: 'WAITS FOR', cut: true }
  ],
  rows: tasks.map(task => [
    task.id, { text: task.state, paint: COLOURS[task.state] }, `${task.role} ${task.action}`, task.queue || '-',
    countsText(task), ageText(look, task.addedAt), task.waitsFor || '-'
  ]),
  empty: 'no tasks; add one with: hivemind task run ROLE ACTION'
}, look)

export const ledgerTable = (rows: readonly LedgerRow[], look: Look, first: 'task' | 'target'): string => renderTable({
  columns: [
    { title: first.toUpperCase() }, { title: 'STATE' }, { title: 'ATTEMPT', right: true }, { title: 'BY' },
    { title: 'CHANGED' }, { title: 'RESULT', cut: true }
  ],
  rows: rows.map(row => [
    row[first], { text: stateText(row), paint: COLOURS[row.state] }, row.attempt, row.by || '-', ageText(look, row.at),
    row.problem === '' ? row.result === null ? '-' : JSON.stringify(row.result) : row.problem
  ]),
  empty: 'nothing was wanted there'
}, look)

const stateText = ({ state, reachable }: LedgerRow): string =>
  (state === 'waiting' || state === 'begun') && !reachable ? `${state}, on rejoin` : state

export function taskText (look: Look, task: Task & { readonly ledger: readonly LedgerRow[] }): string {
  const head = fields(look, [
    ['task', task.id],
    ['what', `${task.role} ${task.action}`],
    ['input', printable(JSON.stringify(task.input))],
    ['state', `${task.state}: ${countsText(task)}`],
    ...task.waitsFor === '' ? [] : [['waits for', printable(task.waitsFor)] as const],
    ['queue', task.queue === '' ? '-' : `${task.queue}${task.holds ? ', which waits if it fails' : ''}`],
    ['tries', String(task.triesMax)],
    ['added', `${ageText(look, task.addedAt)} by ${printable(task.actor)}, index ${task.addedIndex}`],
    ...task.cause === '' ? [] : [['because of', printable(task.cause)] as const],
    ...task.endedAt === null ? [] : [['over', `${ageText(look, task.endedAt)}, index ${task.endedIndex}`] as const]
  ])
  return `${head}\n\n${ledgerTable(task.ledger, look, 'target')}`
}

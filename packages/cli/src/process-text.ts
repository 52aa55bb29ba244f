/** Processes as people see them. Pure. */
import type { Process, ProcessState } from '@hivemind/api'
import { showDuration } from './duration.ts'
import { ageText, fields } from './reply.ts'
import { renderTable } from './table.ts'
import { type Look, type Paint, paint, printable } from './terminal.ts'

const COLOURS: Readonly<Record<ProcessState, Paint | null>> = {
  STARTING: 'yellow', ONLINE: 'green', STOPPING: 'yellow', OFFLINE: 'dim', FAILED: 'red', UNKNOWN: 'dim'
}

/** The state, and where it is not what it should be for long, the last one that was said. */
export function stateCell ({ state, last }: Pick<Process, 'state' | 'last'>): { text: string, paint: Paint | null } {
  const text = state === 'UNKNOWN' && last !== 'UNKNOWN' ? `UNKNOWN, was ${last}` : state
  return { text, paint: COLOURS[state] }
}

const portsText = ({ endpoints }: Process): string =>
  endpoints.map(({ name, port }) => `${name}:${port}`).join(',') || '-'

export const processTable = (processes: readonly Process[], look: Look): string => renderTable({
  columns: [
    { title: 'NAME' }, { title: 'NODE' }, { title: 'ROLE' }, { title: 'MANAGED' }, { title: 'WANTED' },
    { title: 'STATE' }, { title: 'SINCE' }, { title: 'PID', right: true }, { title: 'PORTS' },
    { title: 'PROBLEM', cut: true }
  ],
  rows: processes.map(process => [
    process.name, process.node || '-', process.role, process.managed ? 'yes' : 'no', process.wanted,
    stateCell(process), ageText(look, process.since), process.pid ?? '-', portsText(process), process.problem || '-'
  ]),
  empty: 'no processes; add some with: hivemind process add ROLE'
}, look)

export function processText (look: Look, process: Process): string {
  const { name, id, node, role, template, instance, managed, wanted, ends, problem, command } = process
  const state = stateCell(process)
  const since = process.since === null ? '' : ` since ${ageText(look, process.since)}`
  const { stop: { signal, ms, kills }, user, version } = process
  return fields(look, [
    ['name', name],
    ['id', id || '-'],
    ['node', node || '- (no member any more)'],
    ['made of', `role ${role}, template ${template}, instance ${instance}`],
    ['wanted', managed ? wanted : 'watched: hivemind neither starts nor stops it'],
    ['state', `${paint(look, state.paint, state.text)}${since}${process.settled ? '' : ', not yet what is wanted now'}`],
    ['pid', process.pid ?? '-'],
    ...problem === '' ? [] : [['problem', printable(problem)] as const],
    ...ends === 0 ? [] : [['ends', `${ends}, one after another`] as const],
    ['ports', portsText(process)],
    ...managed
      ? [
          ['command', printable(command.join(' '))] as const,
          ...user === null ? [] : [['runs as', user] as const],
          ['stops', `by ${signal}, within ${showDuration(ms)}${kills ? ', then killed' : '; never killed'}`] as const
        ]
      : [],
    ['keys', process.keys.join(', ') || '-'],
    ['version', `${version}, ${ageText(look, process.changedAt)}, index ${process.changedIndex}`]
  ])
}

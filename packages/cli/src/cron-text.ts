/** Jobs as people see them. Pure. */
import type { CronJob } from '@hivemind/api'
import { showDuration } from './duration.ts'
import { ageText, fields } from './reply.ts'
import { renderTable } from './table.ts'
import { type Look, printable } from './terminal.ts'

const CATCH_UP: Readonly<Record<CronJob['catchUp'], string>> = {
  skip: 'what was missed is passed over', last: 'once for all that was missed', all: 'each that was missed'
}

export const jobsTable = (jobs: readonly CronJob[], look: Look): string => renderTable({
  columns: [
    { title: 'JOB' }, { title: 'SCHEDULE' }, { title: 'ZONE' }, { title: 'WHAT' }, { title: 'NEXT' },
    { title: 'RUNS', right: true }, { title: 'LAST', cut: true }
  ],
  rows: jobs.map(job => [
    job.name, job.schedule, job.zone, `${job.task.role} ${job.task.action}`,
    job.paused ? { text: 'paused', paint: 'yellow' as const } : ageText(look, job.nextAt), job.runs, lastText(job)
  ]),
  empty: 'no jobs; add one with: hivemind cron add NAME SCHEDULE ROLE ACTION'
}, look)

function lastText ({ history }: CronJob): string {
  const last = history.at(-1)
  return last === undefined ? '-' : last.note || last.task
}

export const ticksTable = ({ history }: CronJob, look: Look): string => renderTable({
  columns: [
    { title: 'SCHEDULED' }, { title: 'TICKED' }, { title: 'INDEX', right: true }, { title: 'TASK' },
    { title: 'MISSED', right: true }, { title: 'NOTE', cut: true }
  ],
  rows: history.map(({ scheduled, at, index, task, missed, note }) =>
    [scheduled, ageText(look, at), index, task || '-', missed, note || '-']),
  empty: 'it was not due yet'
}, look)

export function jobText (look: Look, job: CronJob): string {
  const { task, schedule, zone, paused, nextAt, overlaps, jitterMs, catchUp, runs } = job
  const where = task.any ? 'any one holder' : task.members.join(', ') || 'every member that holds the role'
  return `${fields(look, [
    ['job', job.name],
    ['schedule', `${printable(schedule)} in ${zone}${jitterMs === 0 ? '' : `, up to ${showDuration(jitterMs)} later`}`],
    ['next', paused ? 'paused' : ageText(look, nextAt)],
    ['what', `${task.role} ${task.action}`],
    ['input', printable(JSON.stringify(task.input))],
    ['where', where],
    ['queue', task.queue === '' ? '-' : `${task.queue}${task.holds ? ', which waits if it fails' : ''}`],
    ['missed ticks', CATCH_UP[catchUp]],
    ['overlap', overlaps ? 'ticks add their task in any case' : 'none is added while one is open'],
    ['runs', runs],
    ['added', `${ageText(look, job.addedAt)} by ${printable(job.actor)}, index ${job.addedIndex}`]
  ])}\n\n${ticksTable(job, look)}`
}

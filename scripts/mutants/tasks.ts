/**
 * Bugs of holders, tasks and jobs: what the log decides of them, and what an agent makes of that.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

export const TASKS: readonly Mutant[] = [
  {
    id: 'control-any-fence-will-do', rows: ['T3', 'C1'], file: 'roles.ts',
    bug: 'a holder may write under a fence of an earlier time in which it held the role',
    text: '  if (valid !== fence) {\n', becomes: '  if (valid === null) {\n'
  },
  {
    id: 'control-grant-takes-nothing-away', rows: ['T3', 'C1'], file: 'roles.ts',
    bug: 'who is replaced as a holder keeps its grant',
    text: "  if (replaces !== '') drop(control, 'grants', grantKey(name, replaces as NodeId))\n",
    becomes: "  if (replaces === 'nobody') drop(control, 'grants', grantKey(name, replaces as NodeId))\n"
  },
  {
    id: 'control-attempt-begins-twice', rows: ['T1'], file: 'attempts.ts',
    bug: 'an attempt that has begun may be begun again, by whoever is next to ask',
    text: "  if (row?.state === 'begun' || attempt !== (row?.attempt ?? 0) + 1) {\n",
    becomes: "  if (row?.state !== 'begun' && attempt !== (row?.attempt ?? 0) + 1) {\n"
  },
  {
    id: 'control-queue-has-no-order', rows: ['T1'], file: 'task-order.ts',
    bug: 'a task may be begun while one before it in its queue is not over',
    text: 'if (task?.queue === queue && (open.has(target) || holdsUp(control, task, open))) return false',
    becomes: 'if (task?.queue === queue && open.has(target) && holdsUp(control, task, open)) return true'
  },
  {
    id: 'control-late-report-counts', rows: ['T1', 'T3'], file: 'attempts.ts',
    bug: 'a member reports the attempt of another one, or one that is over, and is believed',
    text: " || row.attempt !== attempt || row.member !== member) {\n", becomes: ') {\n'
  },
  {
    id: 'control-old-fence-keeps-a-task', rows: ['T1', 'T3'], file: 'task-holders.ts',
    bug: 'what was begun under an earlier fence stays begun, and can never be reported',
    text: '  if (fenceOf(control, role, row.member) === row.fence &&',
    becomes: '  if (fenceOf(control, role, row.member) !== null &&'
  },
  {
    id: 'control-lost-holder-holds-up', rows: ['T1'], file: 'task-holders.ts',
    bug: 'what a holder had begun is not given to another one when it cannot be reached',
    text: ' === row.fence && !isUnreachable(control, row.member)) return\n', becomes: ' === row.fence) return\n'
  },
  {
    id: 'control-ticks-twice', rows: ['T2'], file: 'cron.ts',
    bug: 'a time that ticked ticks again when another leader, or the same one again, says so',
    text: 'if (job.tickedAt === body.after && body.scheduled > body.after) return null',
    becomes: 'if (body.scheduled > body.after) return null'
  },
  {
    id: 'control-tick-hides-what-it-missed', rows: ['T2'], file: 'cron-due.ts',
    bug: 'times that are passed over are not counted as missed',
    text: '  return tick(last, late.length - (isMadeUp ? 1 : 0), isMadeUp)', becomes: '  return tick(last, 0, isMadeUp)'
  },
  {
    id: 'control-tick-is-overtaken', rows: ['T2'], file: 'cron-due.ts',
    bug: 'a time whose delay is not over is overtaken by the next one, and lost',
    text: '  const times = waits < 0 ? scheduled : scheduled.slice(0, waits)\n',
    becomes: '  const times = waits < 0 ? scheduled : scheduled.filter(time => time + delayOf(job, time) <= now)\n'
  },
  {
    id: 'kernel-takes-a-role-from-who-is-there', rows: ['T3'], file: 'granting.ts',
    bug: 'a role is taken from a holder that can be reached, as soon as another member can',
    text: 'const lost = grants.find(({ member }) => isUnreachable(control, member))',
    becomes: 'const lost = grants.find(({ member }) => !isUnreachable(control, member))'
  },
  {
    id: 'kernel-lets-anybody-write-for-a-holder', rows: ['T3', 'C1'], file: 'role-writing.ts',
    bug: 'an agent writes as the role of another member',
    text: '  return member === from\n', becomes: '  return member !== undefined || from === undefined\n'
  },
  {
    id: 'agent-takes-the-unknown-for-done', rows: ['T1'], file: 'roles/tasks.ts',
    bug: 'an attempt that an earlier life began, and of whose end nobody knows, is reported as done',
    text: 'this.#outcomes.read(id, attempt) ?? LOST)',
    becomes: "this.#outcomes.read(id, attempt) ?? { ...LOST, outcome: 'done' })"
  },
  {
    id: 'agent-forgets-an-outcome', rows: ['T1'], file: 'roles/tasks.ts',
    bug: 'what is done is not written down before it is reported, and done again after a crash',
    text: "    if (acted.outcome !== 'interrupted') this.#remember(act, acted)\n", becomes: ''
  },
  {
    id: 'agent-restart-leaves-what-is-old', rows: ['T1'], file: 'processes/life.ts',
    bug: 'a process that is to be restarted is started without an end of what runs, or not at all',
    text: 'startedVersion < aim.restarted', becomes: 'startedVersion > aim.restarted'
  },
  {
    id: 'control-role-takes-a-kind', rows: ['C1'], file: 'role-kinds.ts',
    bug: 'a role changes a kind that a person or another role defined otherwise',
    text: '  if (before !== undefined && before.role !== role) {\n', becomes: "  if (before?.role === '') {\n"
  },
  {
    id: 'control-kind-of-a-role-is-anybodys', rows: ['C1'], file: 'kinds.ts',
    bug: 'a person changes a kind that an enabled role relies on',
    text: '  if (kind === undefined || !brought) return null\n',
    becomes: '  if (kind === undefined || brought) return null\n'
  }
]

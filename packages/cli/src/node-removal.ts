/**
 * The plan by which a machine is removed: its processes first, then itself.
 *
 * Touches the agent. Each step is an entry of the log, and the plan is made from what is left to do: whoever runs it
 * again after an interruption goes on where it stopped.
 */
import type { Client, MemberShown, Process } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import type { Context } from './context.ts'
import { waitForProcesses } from './process-options.ts'

export interface RemovalStep {
  readonly do: 'drain' | 'stop' | 'wait' | 'remove-process' | 'remove-member'
  /** The process it is about; empty where it is about the machine. */
  readonly process: string
  readonly about: string
}

export interface RemovalWishes { readonly force: boolean, readonly reason: string, readonly waitMs: number }

const isOver = ({ settled, state }: Process): boolean => settled && (state === 'OFFLINE' || state === 'FAILED')
const isAway = ({ condition }: MemberShown): boolean => condition === 'unreachable'

/** What is left to do, in order. */
export function removalPlan (member: MemberShown, processes: readonly Process[]): readonly RemovalStep[] {
  const { name } = member
  const running = isAway(member) ? [] : processes.filter(process => !isOver(process))
  const keys = (process: Process): string => process.keys.length === 0 ? '' : `, releasing ${process.keys.join(', ')}`
  return [
    ...processes.length > 0 && member.draining !== true
      ? [{ do: 'drain', process: '', about: `drain ${name}: it is given nothing new` } as const]
      : [],
    ...running.filter(({ managed, wanted }) => managed && wanted === 'online').map(process =>
      ({ do: 'stop', process: process.name, about: `stop ${process.name}` }) as const),
    ...running.map(process =>
      ({ do: 'wait', process: process.name, about: `wait until ${process.name} is OFFLINE or FAILED` }) as const),
    ...processes.map(process =>
      ({ do: 'remove-process', process: process.name, about: `remove ${process.name}${keys(process)}` }) as const),
    { do: 'remove-member', process: '', about: `remove ${name}: its identity never comes back` }
  ]
}

/** What of a machine cannot be stopped stands in the way, before anything is changed. @throws {HivemindError} */
export async function checkUnmanaged (
  client: Client, member: MemberShown, processes: readonly Process[], { force }: Pick<RemovalWishes, 'force'>
): Promise<void> {
  if (force) return
  const wasOver = ({ last }: Process): boolean => last === 'OFFLINE' || last === 'FAILED'
  for (const process of processes) {
    if (process.managed || isOver(process) || (isAway(member) && wasOver(process))) continue
    await client.call('process-remove', { params: { name: process.id }, query: { dryRun: 'true' } })
      .catch((error: unknown) => { throw forNode(error, member.name) })
  }
}

function forNode (error: unknown, node: string): unknown {
  if (!(error instanceof HivemindError) || error.code !== 'HIVE_PROCESS_ONLINE') return error
  const hint = `Stop it on ${node}, then try again; or: hivemind node remove ${node} --force --reason TEXT.`
  return new HivemindError({ ...error.refusal, hint })
}

/** Carry out all of the plan but its last step. */
export async function clearMachine (
  context: Context, member: MemberShown, processes: readonly Process[], { force, reason, waitMs }: RemovalWishes
): Promise<void> {
  if (processes.length === 0) return
  const client = await context.client()
  if (member.draining !== true) await client.call('member-drain', { params: { name: member.id }, body: { reason } })
  const away = isAway(member)
  const running = away ? [] : processes.filter(process => process.managed && !isOver(process))
  for (const { id, wanted } of running) {
    if (wanted !== 'online') continue
    await client.call('process-want', { params: { name: id }, body: { wanted: 'offline', reason } })
  }
  await waitForProcesses(context, running.map(({ id }) => id), waitMs)
  for (const process of processes) {
    // Of a machine that cannot be reached nobody says more; it ends what it started when it hears that it was removed.
    const forced = away || (force && !process.managed)
    await client.call('process-remove', {
      params: { name: process.id }, query: { force: forced ? 'true' : 'false', reason }
    })
    context.talk.done(`${process.name} is removed`)
  }
}

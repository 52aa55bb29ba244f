/**
 * Processes: what the log wants of each, and what the machine that it is on says of it.
 *
 * Touches nothing by itself.
 */
import { refuse, type Process as Shown } from '@hivemind/api'
import { HivemindError, type NodeId, type Refusal, selectorIn, selects, index as toIndex, wallMs } from '@hivemind/base'
import {
  environmentOf, type Facts, isUnreachable, type PlannedProcess, type Process, planProcesses, processesOf, processId,
  processOf, processRemovedRefused, processWantedRefused, type Role, refuse as refuseControl, runsOn
} from '@hivemind/control'
import type { MemberView } from '@hivemind/kernel'
import { type Observed, observedIn } from '../../processes/observed.ts'
import { catchUp, draft, memberNamed, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'
import { appliedHere } from './registry.ts'

type Writing = 'process-add' | 'process-want' | 'process-remove'
type AnyCall = Pick<Call<Writing>, 'node' | 'deadlineMs' | 'request' | 'rounds' | 'stopping'>
/** What machines said of their processes, by the id of the process; null for nothing. */
type Said = ReadonlyMap<string, Observed | null>

export const listProcesses: Handler<'process-list'> = async call => {
  const { node, role, selector: text = '' } = call.query
  const selector = selectorIn(text)
  const member = node === undefined ? undefined : (await memberNamed(call, node)).id
  const { members } = call.node.control()
  const found = processesOf(call.node.control(), member).filter(({ resource: { parent }, definition }) => {
    if (role !== undefined && definition.role !== role) return false
    const machine = members.get(parent as NodeId)
    const own = { node: machine?.name ?? '', role: definition.role, template: definition.template }
    return selects(selector, { ...machine?.tags, ...own })
  })
  const said = await heard(call, found)
  const shown = found.map(process => shownOf(call, process, said))
  // Those that were changed last would be the last ones otherwise.
  return list(call, 'ProcessList', shown.sort((one, other) => one.name.localeCompare(other.name, 'en')))
}

export const showProcess: Handler<'process-show'> = async call => {
  const found = await named(call, call.params.name)
  return one(call, 'Process', shownOf(call, found, await heard(call, [found])))
}

export const showLines: Handler<'process-lines'> = async call => {
  const { resource: { id, name } } = await named(call, call.params.name)
  return one(call, 'ProcessLines', { name, lines: [...call.node.processLines(id, call.query.lines)] })
}

export const addProcesses: Handler<'process-add'> = async call => {
  const { node, roles, dryRun, reason } = call.body
  const member = await memberNamed(call, node)
  await catchUp(call)
  const fact = await wantedOf(call, member, roles)
  const plan = planProcesses(call.node.control(), fact)
  if ('code' in plan) throw new HivemindError(plan)
  const enabled = fact.enables.map(({ role }) => role)
  const told = { node: { id: member.id, name: member.name }, enabled }
  if (dryRun) {
    const processes = plan.map(planned => shownOf(call, plannedProcess(planned, member.id), new Map()))
    return one(call, 'ProcessesAdded', { place: null, ...told, processes }, 'linearizable')
  }
  const place = await proposeOne(call, draft(call, 'processes-added', fact, { reason }))
  await appliedHere(call, place.index)
  const processes = plan.map((planned, at) => {
    const id = processId(toIndex(place.index), at)
    // An agent that lags shows what it had planned; only names and ports may be others by then.
    const made = processOf(call.node.control().resources.get(id)) ?? plannedProcess(planned, member.id, id)
    return shownOf(call, made, new Map())
  })
  return one(call, 'ProcessesAdded', { place, ...told, processes }, 'linearizable')
}

export const wantProcess: Handler<'process-want'> = async call => {
  const { wanted, dryRun, reason } = call.body
  await catchUp(call)
  const { resource } = here(call, call.params.name)
  const fact = { id: resource.id, from: resource.version, wanted }
  const place = await written(call, dryRun, processWantedRefused(call.node.control(), fact), async () =>
    await proposeOne(call, draft(call, 'process-wanted', fact, { reason })))
  const now = here(call, resource.id)
  return one(call, 'ProcessWanted', { place, process: shownOf(call, now, await heard(call, [now])) }, 'linearizable')
}

export const removeProcess: Handler<'process-remove'> = async call => {
  const { force, dryRun, reason = '' } = call.query
  await catchUp(call)
  const found = here(call, call.params.name)
  const process = shownOf(call, found, await heard(call, [found]))
  const forced = force === 'true'
  const fact = {
    id: found.resource.id, from: found.resource.version, forced,
    state: process.settled ? process.state : 'UNKNOWN'
  } as const
  const refusal = forced ? null : presentRefused(process)
  const place = await written(call, dryRun === 'true', refusal ?? processRemovedRefused(
    call.node.control(), { body: fact, reason }
  ), async () => await proposeOne(call, draft(call, 'process-removed', fact, { reason })))
  return one(call, 'ProcessRemoved', { place, process }, 'linearizable')
}

/** Write it, unless it is only tried. @throws {HivemindError} what it would be refused with */
async function written (
  call: AnyCall, dryRun: boolean, refusal: Refusal | null, write: () => ReturnType<typeof proposeOne>
): Promise<Awaited<ReturnType<typeof proposeOne>> | null> {
  if (refusal !== null) throw new HivemindError(refusal)
  if (dryRun) return null
  const place = await write()
  await appliedHere(call, place.index)
  return place
}

/** Why a process may not be taken away yet, as its machine sees it: the message says since when. */
function presentRefused ({ name, node, managed, wanted, state, last, since, settled }: Shown): Refusal | null {
  if (node === '' || (settled && (state === 'OFFLINE' || state === 'FAILED'))) return null
  const what = `process ${name} is ${managed ? '' : 'unmanaged and '}${state}`
  const when = since === null ? '' : ` since ${since}`
  const force = `hivemind process remove ${name} --force --reason TEXT`
  if (state === 'UNKNOWN') {
    const message = `${what}: ${node} cannot be asked; it was ${last} last`
    return refuseControl('HIVE_PROCESS_ONLINE', message, { hint: `Try again when it can; or: ${force}.` })
  }
  if (!managed) {
    const hint = `hivemind never stops what it does not manage: stop it on ${node}, then try again; or: ${force}.`
    return refuseControl('HIVE_PROCESS_ONLINE', `${what}${when}`, { hint })
  }
  return refuseControl('HIVE_PROCESS_ONLINE', `${what}${when}, and wanted ${wanted}`, {
    hint: `Stop it first: hivemind process stop ${name}.`
  })
}

type Asked = Call<'process-add'>['body']['roles'][number]

/** The one fact by which a machine runs roles and has processes of them. */
async function wantedOf (
  call: Call<'process-add'>, member: MemberView, asked: readonly Asked[]
): Promise<Facts['processes-added']> {
  const enables: Array<Facts['role-enabled']> = []
  const adds: Array<Facts['processes-added']['adds'][number]> = []
  for (const { role: text, source, template = '', settings, bare } of asked) {
    const known = call.node.control().roles.get(text)
    const fresh = known === undefined ? await described(call, text, source, member.id) : null
    if (fresh !== null) enables.push(fresh)
    else if (known !== undefined && !runsOn(known, member.id)) enables.push(wider(known, member.id))
    const { processes = [] } = fresh ?? known ?? {}
    if (bare && template === '' && processes.length === 0) continue
    adds.push({ role: fresh?.role ?? text, template, settings })
  }
  return { member: member.id, enables, adds }
}

/** A role that is enabled for the first time, on one machine. @throws {HivemindError} HIVE_NOT_FOUND, HIVE_ROLE_* */
async function described (
  call: Call<'process-add'>, text: string, source: Role['source'] | undefined, member: NodeId
): Promise<Facts['role-enabled']> {
  if (source === undefined) {
    const hint = 'List them: hivemind role list; enable one with: hivemind role enable SOURCE.'
    throw new HivemindError(refuse('HIVE_NOT_FOUND', `no role "${text}" is enabled`, { hint }))
  }
  const { name: role, ...manifest } = await call.node.describeRole(source, {})
  const before = call.node.control().roles.get(role)
  return before === undefined
    ? { role, source, members: [member], from: 0, ...manifest }
    : wider(before, member)
}

/** A role as it is, and on one machine more. */
function wider (role: Role, member: NodeId): Facts['role-enabled'] {
  const { id, revision, changedIndex: _index, changedAt: _at, grantedIndex: _granted, ...rest } = role
  const members = runsOn(role, member) ? role.members : [...role.members, member]
  return { ...rest, role: id, from: revision, members }
}

/** What would be made, in the shape of what is. */
const plannedProcess = ({ name, definition, keys }: PlannedProcess, parent: NodeId, id = ''): Process => ({
  resource: {
    id, kind: 'process', name, definition: { ...definition }, tags: {}, parent, keys, version: 0,
    createdIndex: 0, createdAt: wallMs(0), changedIndex: 0, changedAt: wallMs(0)
  } as unknown as Process['resource'],
  definition
})

/** Ask for what the machines of processes say. */
async function heard (call: Pick<AnyCall, 'node' | 'deadlineMs'>, found: readonly Process[]): Promise<Said> {
  const machines = [...new Set(found.map(({ resource: { parent } }) => parent as NodeId))]
    .filter(id => call.node.control().members.has(id))
  const facts = new Map(await Promise.all(machines.map(async id =>
    [id as string, (await call.node.hostFacts(id, call.deadlineMs))?.facts] as const)))
  return new Map(found.map(({ resource: { id, parent } }) => {
    const said = facts.get(parent)
    return [id, said === undefined ? null : observedIn(said, id)]
  }))
}

/** A process that may have been added through another agent a moment ago. */
async function named (call: AnyCall, text: string): Promise<Process> {
  const known = lookUp(call, text)
  if (known !== undefined) return known
  await catchUp(call)
  return here(call, text)
}

function here (call: Pick<AnyCall, 'node'>, text: string): Process {
  const found = lookUp(call, text)
  if (found !== undefined) return found
  throw new HivemindError(
    refuse('HIVE_NOT_FOUND', `no process is called "${text}"`, { hint: 'List them: hivemind process list.' })
  )
}

/** By id or name; `b/web-1` is `b.web-1`. */
const lookUp = ({ node }: Pick<AnyCall, 'node'>, text: string): Process | undefined =>
  processOf(node.control().resources.get(text)) ??
  processesOf(node.control()).find(({ resource: { name } }) => name === text)

function shownOf ({ node }: Pick<AnyCall, 'node'>, process: Process, said: Said): Shown {
  const { resource: { id, name, parent, keys, version, changedIndex, changedAt }, definition } = process
  const control = node.control()
  const machine = control.members.get(parent as NodeId)
  const observed = said.get(id) ?? null
  const last = observed?.state ?? 'UNKNOWN'
  const away = machine === undefined || isUnreachable(control, machine.id)
  const { role, template, instance, managed, wanted, endpoints, command, settings, stop, user = null } = definition
  return {
    id, name, node: machine?.name ?? '', nodeId: parent, role, template, instance, managed, wanted,
    state: away ? 'UNKNOWN' : last, last, settled: !away && observed?.version === version,
    since: observed === null ? null : timeText(observed.sinceMs), pid: observed?.pid ?? null, ends: observed?.ends ?? 0,
    problem: observed?.problem ?? '', endpoints: endpoints.map(endpoint => ({ ...endpoint })), command: [...command],
    environment: { ...environmentOf(process, machine?.name ?? '') }, settings: { ...settings }, stop: { ...stop },
    user, keys: [...keys], version, changedIndex, changedAt: timeText(changedAt)
  }
}

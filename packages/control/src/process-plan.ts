/**
 * From templates to processes: how many, how each is called, and which ports it has.
 *
 * Pure. A port that is held is passed over for the next one, up to as many as the template allows; so whoever adds
 * processes needs no list of what is free, and two that add at once have different ports, as the log orders them.
 */
import { LIMITS, type Refusal } from '@hivemind/base'
import { resourcesBelow } from './below.ts'
import type { Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { holderText, nameKey } from './keys.ts'
import { memberUnknown } from './members.ts'
import type { ProcessDefinition, ProcessesWanted, ProcessTemplate } from './process-facts.ts'
import { definition as storable } from './registry-shape.ts'
import { roleEnabledRefused, runsOn } from './roles.ts'
import type { Control, Member, Role } from './state.ts'

/** A process before it has an id. */
export interface PlannedProcess {
  readonly name: string
  readonly definition: ProcessDefinition
  readonly keys: readonly string[]
}

/** The part of the state that a plan is made from. */
export type Planning = Pick<Control, 'members' | 'roles' | 'resources' | 'below' | 'keys' | 'kinds'>

/** What is made of an addition so far. */
interface Plan {
  readonly control: Planning
  readonly member: Member
  readonly processes: PlannedProcess[]
  /** Keys of those. */
  readonly taken: Set<string>
}

/** The key of a port of a machine. It goes by the identity: a name may be given to another machine. */
export const portKey = (member: Pick<Member, 'id'>, port: number): string => `port-${member.id}/${port}`

/** What an addition would make. @returns why not, when it would be refused */
export function planProcesses (
  control: Planning,
  { member: id, enables, adds }: Facts['processes-added']
): readonly PlannedProcess[] | Refusal {
  const member = control.members.get(id)
  if (member === undefined) return memberUnknown(id)
  if (member.drainedIndex !== undefined && adds.length > 0)
    return refuse('HIVE_MEMBER_DRAINING', `"${member.name}" is draining since index ${member.drainedIndex}`)
  const refusal = enablesRefused(control, enables)
  if (refusal !== null) return refusal
  const plan: Plan = { control, member, processes: [], taken: new Set() }
  for (const add of adds) {
    const role = enables.find(one => one.role === add.role) ?? control.roles.get(add.role)
    const wrong = role === undefined
      ? refuse('HIVE_ROLE_UNKNOWN', `no role "${add.role}" is enabled`)
      : addRole(plan, role, add)
    if (wrong !== null) return wrong
  }
  return limitsRefused(plan) ?? plan.processes
}

function enablesRefused (control: Planning, enables: Facts['processes-added']['enables']): Refusal | null {
  const names = new Set(enables.map(({ role }) => role))
  if (names.size < enables.length)
    return refuse('HIVE_ROLE_CHANGED', 'a role is to be enabled twice by one command, expected once')
  const kinds = enables.flatMap(one => one.kinds ?? []).map(({ kind }) => kind)
  if (new Set(kinds).size < kinds.length)
    return refuse('HIVE_ROLE_KIND', 'two roles of one command bring the same kind; enable one after the other')
  const fresh = enables.filter(({ role }) => !control.roles.has(role)).length
  if (control.roles.size + fresh > LIMITS.rolesMax)
    return refuse('HIVE_ROLE_LIMIT', `the cluster has ${control.roles.size} roles, and ${LIMITS.rolesMax} is its most`)
  for (const one of enables) {
    const refusal = roleEnabledRefused(control, one)
    if (refusal !== null) return refusal
  }
  return null
}

function addRole (
  plan: Plan, role: Pick<Role, 'members' | 'processes' | 'user'>, add: ProcessesWanted
): Refusal | null {
  const { member } = plan
  if (!runsOn(role, member.id))
    return refuse('HIVE_PROCESS_ROLE', `role ${add.role} does not run on "${member.name}"`)
  const { processes: all = [] } = role
  const chosen = add.template === '' ? all : all.filter(({ name }) => name === add.template)
  if (chosen.length === 0) {
    const there = all.map(({ name }) => name).join(', ')
    const found = add.template === '' ? 'no templates of processes' : `no template "${add.template}"`
    return refuse('HIVE_PROCESS_TEMPLATE', `role ${add.role} has ${found}${there === '' ? '' : `; it has ${there}`}`)
  }
  const refusal = settingsRefused(add, chosen)
  if (refusal !== null) return refusal
  for (const template of chosen) {
    const count = template.opens.includes('instances')
      ? Number(add.settings['instances'] ?? template.multiplicity)
      : template.multiplicity
    for (let made = 0; made < count; made++) {
      const wrong = addProcess(plan, add, template, template.user ?? role.user)
      if (wrong !== null) return wrong
    }
  }
  return null
}

/** Only what a template opens may be set; how many there are is a number. */
function settingsRefused ({ role, settings }: ProcessesWanted, chosen: readonly ProcessTemplate[]): Refusal | null {
  for (const [key, value] of Object.entries(settings)) {
    if (!chosen.some(({ opens }) => opens.includes(key))) {
      const which = chosen.map(({ name, opens }) => `${name} opens ${opens.join(', ') || 'nothing'}`).join('; ')
      return refuse('HIVE_PROCESS_SETTING', `"${key}" of role ${role} cannot be set: ${which}`)
    }
    if (key === 'instances' && !(/^[1-9]\d{0,3}$/.test(value) && Number(value) <= LIMITS.processesMax)) {
      const found = value.slice(0, 40)
      return refuse('HIVE_PROCESS_SETTING', `instances is "${found}", expected a number from 1 to ${LIMITS.processesMax}`)
    }
  }
  return null
}

function addProcess (
  plan: Plan, { role, settings }: ProcessesWanted, template: ProcessTemplate, user: string | undefined
): Refusal | null {
  const { member, processes, taken } = plan
  const [instance, name] = firstFree(plan, template.name)
  const ports = new Map<string, number>()
  for (const endpoint of template.endpoints) {
    const port = freePort(plan, endpoint)
    if (typeof port !== 'number') return port
    ports.set(endpoint.name, port)
    taken.add(portKey(member, port))
  }
  const open = Object.entries(settings).filter(([key]) => template.opens.includes(key))
  const all = { ...template.settings, ...Object.fromEntries(open) }
  const { instances: _count, ...own } = all
  const account = user === undefined ? {} : { user }
  const definition = { ...filled(template, role, instance, own, ports, { name, member: member.name }), ...account }
  if (!storable.holds(definition)) {
    const most = LIMITS.definitionBytesMax
    return refuse('HIVE_PROCESS_LIMIT', `the definition of ${name} has more than ${most} bytes with its settings`)
  }
  taken.add(nameKey('process', name))
  processes.push({ name, definition, keys: [...ports.values()].map(port => portKey(member, port)) })
  return null
}

/** The lowest number under which the template has no process here, and its name: `b.web-1`. */
function firstFree ({ control, member, taken }: Plan, template: string): readonly [number, string] {
  for (let instance = 1; ; instance++) {
    const name = `${member.name}.${template}-${instance}`
    const key = nameKey('process', name)
    if (!control.keys.has(key) && !taken.has(key)) return [instance, name]
  }
}

/** Ports are also looked up by the machine's name, as people claim them. */
function freePort (
  { control, member, taken }: Plan, { name, port: first, most }: ProcessTemplate['endpoints'][number]
): number | Refusal {
  const holders: string[] = []
  const last = Math.min(first + most - 1, 65_535)
  for (let port = first; port <= last; port++) {
    const key = portKey(member, port)
    const claim = control.keys.get(key) ?? control.keys.get(`port-${member.name}/${port}`)
    if (claim === undefined && !taken.has(key)) return port
    holders.push(`${port} by ${claim === undefined ? 'this addition itself' : holderText(control, claim)}`)
  }
  const shown = holders.slice(0, HOLDERS_SHOWN).join(', ')
  const more = holders.length > HOLDERS_SHOWN ? ` and ${holders.length - HOLDERS_SHOWN} more` : ''
  return refuse('HIVE_PROCESS_PORTS', `no port from ${first} to ${last} of "${member.name}" is free for ${name}: ${shown}${more}`)
}
/** Holders that a refusal names; all of them might not fit into a message. */
const HOLDERS_SHOWN = 8

function filled (
  template: ProcessTemplate, role: string, instance: number, settings: Readonly<Record<string, string>>,
  ports: ReadonlyMap<string, number>, { name, member }: { readonly name: string, readonly member: string }
): ProcessDefinition & Readonly<Record<string, unknown>> {
  const { managed, environment, endpoints, check, restarts, stop: { signal, ms, kills } } = template
  const numbers = [...ports].map(([endpoint, port]) => [`port.${endpoint}`, String(port)] as const)
  const values = new Map([
    ...Object.entries(settings), ...numbers, ['name', name], ['member', member], ['instance', String(instance)]
  ] as ReadonlyArray<readonly [string, string]>)
  const fill = (text: string): string => text.replace(PLACE, (whole, key: string) => values.get(key) ?? whole)
  return {
    role, template: template.name, instance, managed, wanted: managed ? 'online' : 'watched',
    command: template.command.map(fill),
    environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, fill(value)])),
    endpoints: endpoints.map(endpoint => ({ name: endpoint.name, port: ports.get(endpoint.name) ?? 0 })),
    check: checkOf(check, ports, fill), restarts, stop: { signal, ms, kills }, settings: { ...settings }
  }
}
/** What stands for something else in a template. */
const PLACE = /\{\{([a-z][a-z0-9.-]{0,63})\}\}/g

function checkOf (
  check: ProcessTemplate['check'], ports: ReadonlyMap<string, number>, fill: (text: string) => string
): ProcessDefinition['check'] {
  if (check.type === 'pid-file') return { type: 'pid-file', path: fill(check.path) }
  const port = check.type === 'tcp' ? ports.get(check.endpoint) : undefined
  return port === undefined ? { type: 'none' } : { type: 'tcp', port }
}

function limitsRefused ({ control, member, processes, taken }: Plan): Refusal | null {
  const here = resourcesBelow(control, member.id).filter(({ kind }) => kind === 'process').length
  if (here + processes.length > LIMITS.processesMax) {
    const most = `${here + processes.length} processes, at most ${LIMITS.processesMax}`
    return refuse('HIVE_PROCESS_LIMIT', `"${member.name}" would have ${most}`)
  }
  if (control.resources.size + processes.length > LIMITS.resourcesMax)
    return refuse('HIVE_RESOURCE_LIMIT', `the cluster keeps ${control.resources.size} resources, and ${LIMITS.resourcesMax} is its most`)
  if (control.keys.size + taken.size <= LIMITS.keysMax) return null
  return refuse('HIVE_KEY_LIMIT', `the cluster keeps ${control.keys.size} keys, and ${LIMITS.keysMax} is its most`)
}

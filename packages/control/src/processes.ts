/**
 * Processes: added from the templates of roles with all of their ports, wanted online or offline, removed.
 *
 * Pure. How a process is in the world is not known here. What the log refuses by itself is that one is removed which it
 * wants online; whether a process is gone its member says, to whoever asks for the removal.
 */
import type { Index, NodeId, Refusal } from '@hivemind/base'
import { resourcesBelow, type Stack } from './below.ts'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { put } from './hashing.ts'
import { holdKeys, keysOf } from './keys.ts'
import type { ProcessDefinition } from './process-facts.ts'
import { planProcesses } from './process-plan.ts'
import { definitionOf } from './processes-shape.ts'
import { resourceRemoved, resourceRemovedRefused } from './registry.ts'
import { roleEnabled } from './roles.ts'
import type { Control, Resource } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

/** The kind of resource that a process is. */
export const PROCESS = 'process'

type Known = Pick<Control, 'resources' | 'below' | 'members'>

/** A process and what is known of it by the log. */
export interface Process { readonly resource: Resource, readonly definition: ProcessDefinition }

/** A resource as the process that it is; null when it is none. */
export function processOf (resource: Resource | undefined): Process | null {
  if (resource?.kind !== PROCESS) return null
  const definition = definitionOf(resource.definition)
  return definition === null ? null : { resource, definition }
}

/** Processes of a member, or of all. */
export function processesOf (control: Stack, member?: NodeId): readonly Process[] {
  const found: Process[] = []
  for (const resource of member === undefined ? control.resources.values() : resourcesBelow(control, member)) {
    if (resource.kind !== PROCESS) continue
    const known = processOf(resource)
    if (known !== null) found.push(known)
  }
  return found
}

export function processesAddedRefused (control: Control, body: Facts['processes-added']): Refusal | null {
  const plan = planProcesses(control, body)
  return 'code' in plan ? plan : null
}

export function processesAdded (control: Control, fact: Of<'processes-added'>, index: Index): readonly Change[] {
  const { body: { member, enables }, at } = fact
  const plan = planProcesses(control, fact.body)
  if ('code' in plan) return []
  const changes = enables.flatMap(body => roleEnabled(control, { ...fact, type: 'role-enabled', body }, index))
  for (const [place, { name, definition, keys }] of plan.entries()) {
    const id = processId(index, place)
    put(control, 'resources', id, {
      id, kind: PROCESS, name, definition: { ...definition }, tags: {}, parent: member, keys: [...keys], version: 1,
      createdIndex: index, createdAt: at, changedIndex: index, changedAt: at
    })
    holdKeys(control, id, [], keysOf({ kind: PROCESS, name, keys }), index, at)
  }
  return changes.slice(0, 1)
}

/** The id of a process: the entry that added it, and its place there. */
export const processId = (index: Index, place: number): string => `p${index}-${place + 1}`

/** What a process finds in its environment: who it is, its ports, and what its template adds. */
export const environmentOf = (
  { resource: { id, name }, definition: { role, instance, endpoints, environment } }: Process, node: string
): Readonly<Record<string, string>> => ({
  HIVEMIND_PROCESS: name, HIVEMIND_PROCESS_ID: id, HIVEMIND_NODE: node, HIVEMIND_ROLE: role,
  HIVEMIND_INSTANCE: String(instance),
  ...Object.fromEntries(endpoints.map(({ name: endpoint, port }) =>
    [`PORT_${endpoint.toUpperCase().replaceAll('-', '_')}`, String(port)])),
  ...environment
})

const unknown = (id: string): Refusal => refuse('HIVE_PROCESS_UNKNOWN', `there is no process ${id}`)

function versionRefused ({ resource: { name, version } }: Process, from: number): Refusal | null {
  if (version === from) return null
  return refuse('HIVE_RESOURCE_CHANGED', `process ${name} is at version ${version}, and the command changes ${from}`)
}

export function processWantedRefused (control: Known, { id, from }: Facts['process-wanted']): Refusal | null {
  const found = processOf(control.resources.get(id))
  if (found === null) return unknown(id)
  const { resource: { name, parent }, definition } = found
  if (!definition.managed) return refuse('HIVE_PROCESS_UNMANAGED', `process ${name} is not managed: it is only watched`)
  if (!control.members.has(parent as NodeId))
    return refuse('HIVE_MEMBER_UNKNOWN', `the machine of process ${name} is no member any more`)
  return versionRefused(found, from)
}

export function processWanted (control: Control, { body, at }: Of<'process-wanted'>, index: Index): readonly Change[] {
  const found = processOf(control.resources.get(body.id))
  if (found === null) return []
  const { resource, definition } = found
  const version = resource.version + 1
  const wish = body.wanted === 'restarted' ? { wanted: 'online', restarted: version } : { wanted: body.wanted }
  put(control, 'resources', resource.id, {
    ...resource, definition: { ...definition, ...wish }, version, changedIndex: index, changedAt: at
  })
  return []
}

/** Of a machine that is gone nobody can say anything any more. */
export function processRemovedRefused (
  control: Known, { body, reason }: Pick<Of<'process-removed'>, 'body' | 'reason'>
): Refusal | null {
  const { id, from, state, forced } = body
  const found = processOf(control.resources.get(id))
  if (found === null) return unknown(id)
  const { resource: { name, parent }, definition: { managed, wanted } } = found
  if (forced && reason === '')
    return refuse('HIVE_PROCESS_FORCE', `process ${name} is to be removed by force without a reason`)
  if (!forced && control.members.has(parent as NodeId)) {
    if (managed && wanted === 'online') return refuse('HIVE_PROCESS_ONLINE', `process ${name} is wanted online`)
    if (state !== 'OFFLINE' && state !== 'FAILED') return refuse('HIVE_PROCESS_ONLINE', `process ${name} is ${state}`)
  }
  return resourceRemovedRefused(control, { id, from })
}

export const processRemoved = (control: Control, fact: Of<'process-removed'>): readonly Change[] =>
  resourceRemoved(control, { ...fact, type: 'resource-removed', body: { id: fact.body.id, from: fact.body.from } })

/**
 * Whether a command for resources is one for processes: those have their own. Asked by the leader alone, so that what
 * an earlier release admitted keeps its meaning.
 */
export function reservedRefused (
  { resources }: Pick<Control, 'resources'>, { type, body }: { readonly type: string, readonly body: unknown }
): Refusal | null {
  if (type === 'role-wrote') return reservedRefused({ resources }, (body as Facts['role-wrote']).fact)
  if (type === 'resource-created' && (body as Facts['resource-created']).kind === PROCESS)
    return refuse('HIVE_PROCESS_RESERVED', 'a resource of kind process is made from the template of a role')
  if (type !== 'resource-changed' && type !== 'resource-removed') return null
  const found = processOf(resources.get((body as Facts['resource-removed']).id))
  return found === null ? null : refuse('HIVE_PROCESS_RESERVED', `${found.resource.name} is a process`)
}

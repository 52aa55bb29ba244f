/**
 * The registry: resources, what is wanted of each, and what each belongs to.
 *
 * Pure. A resource's definition, tags, parent and keys are one value with a version: whoever changes it names the
 * version that he saw, so of two that change at once one is told. Its keys are claimed in the same entry, or it is
 * refused as a whole.
 */
import { type Index, LIMITS, type NodeId, type Refusal } from '@hivemind/base'
import { resourcesBelow, type Stack } from './below.ts'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './hashing.ts'
import { holdKeys, keysOf, keysRefused } from './keys.ts'
import { provisioned } from './kinds.ts'
import type { Fitting } from './schema.ts'
import type { Control, Resource } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

const unknown = (id: string): Refusal => refuse('HIVE_RESOURCE_UNKNOWN', `there is no resource ${id}`)

const called = ({ kind, name, id }: Resource): string => `${kind}/${name} (${id})`

export function resourceCreatedRefused (control: Control, body: Facts['resource-created']): Refusal | null {
  const { id, parent } = body
  const before = control.resources.get(id)
  if (before !== undefined) return refuse('HIVE_RESOURCE_TAKEN', `${id} is ${called(before)}`)
  const { size } = control.resources
  if (size >= LIMITS.resourcesMax) {
    return refuse('HIVE_RESOURCE_LIMIT', `the cluster keeps ${size} resources, its most`)
  }
  const fitting = provisioned(control, body)
  if ('code' in fitting) return fitting
  return bytesRefused(control, bytesOf(fitting)) ?? parentRefused(control, parent, id) ??
    keysRefused(control, keysOf({ ...body, claims: fitting.claims }), id)
}

/** What stays of a definition, and what it claims; what does not fit was refused before. */
function kept (fitting: Fitting | Refusal): Pick<Resource, 'definition' | 'claims'> {
  if ('code' in fitting) return { definition: {} }
  const { definition, claims } = fitting
  return claims.length === 0 ? { definition } : { definition, claims }
}

export function resourceCreated (
  control: Control,
  { body, at }: Of<'resource-created'>,
  index: Index
): readonly Change[] {
  const { id, kind, name, tags, parent, keys } = body
  const made: Resource = {
    id, kind, name, ...kept(provisioned(control, body)), tags, parent, keys: [...keys], version: 1,
    createdIndex: index, createdAt: at, changedIndex: index, changedAt: at
  }
  put(control, 'resources', id, made)
  control.definitionBytes += bytesOf(made)
  holdKeys(control, id, [], keysOf(made), index, at)
  return []
}

export function resourceChangedRefused (control: Control, body: Facts['resource-changed']): Refusal | null {
  const { id, from, parent } = body
  const before = control.resources.get(id)
  if (before === undefined) return unknown(id)
  const wanted = { ...body, kind: before.kind }
  const stale = versionRefused(before, from)
  if (stale !== null) return stale
  const fitting = provisioned(control, wanted)
  if ('code' in fitting) return fitting
  return bytesRefused(control, bytesOf(fitting) - bytesOf(before)) ?? parentRefused(control, parent, id) ??
    keysRefused(control, keysOf({ ...wanted, claims: fitting.claims }), id)
}

export function resourceChanged (
  control: Control,
  { body, at }: Of<'resource-changed'>,
  index: Index
): readonly Change[] {
  const before = control.resources.get(body.id)
  if (before === undefined) return []
  const { name, tags, parent, keys } = body
  const { claims: _before, ...rest } = before
  const after: Resource = {
    ...rest, ...kept(provisioned(control, { ...body, kind: before.kind })), name, tags, parent, keys: [...keys],
    version: before.version + 1, changedIndex: index, changedAt: at
  }
  put(control, 'resources', before.id, after)
  control.definitionBytes += bytesOf(after) - bytesOf(before)
  holdKeys(control, before.id, keysOf(before), keysOf(after), index, at)
  return []
}

export function resourceRemovedRefused (
  control: Stack, { id, from }: Facts['resource-removed']
): Refusal | null {
  const before = control.resources.get(id)
  if (before === undefined) return unknown(id)
  const [child] = resourcesBelow(control, id)
  if (child === undefined) return versionRefused(before, from)
  return refuse('HIVE_RESOURCE_PARENT', `${called(before)} has ${called(child)} below it`)
}

export function resourceRemoved (control: Control, { body }: Of<'resource-removed'>): readonly Change[] {
  const before = control.resources.get(body.id)
  if (before === undefined) return []
  drop(control, 'resources', before.id)
  control.definitionBytes -= bytesOf(before)
  for (const key of keysOf(before)) drop(control, 'keys', key)
  return []
}

/** A machine went: what stood on it stands on nothing now, and keeps its keys until somebody decides. */
export function orphaned (control: Control, machine: NodeId): void {
  for (const resource of resourcesBelow(control, machine))
    put(control, 'resources', resource.id, { ...resource, parent: '', version: resource.version + 1 })
}

/** What the definitions of these resources take together. */
export const definitionBytes = (resources: Iterable<Resource>): number =>
  [...resources].reduce((sum, resource) => sum + bytesOf(resource), 0)

/** In units of UTF-16, which every replica counts alike and quickly. */
const bytesOf = ({ definition }: Pick<Resource, 'definition'>): number => JSON.stringify(definition).length

/** @param more - that a change would add */
const bytesRefused = (control: Control, more: number): Refusal | null =>
  more <= 0 || control.definitionBytes + more <= LIMITS.definitionBytesSumMax
    ? null
    : refuse(
      'HIVE_RESOURCE_LIMIT',
      `the definitions of all resources have ${control.definitionBytes} bytes, at most ${LIMITS.definitionBytesSumMax} expected`
    )

const versionRefused = (before: Resource, from: number): Refusal | null => before.version === from
  ? null
  : refuse('HIVE_RESOURCE_CHANGED', `${called(before)} is at version ${before.version}, and the command changes ${from}`)

/** A parent is a member or a resource that does not stand on this one itself. */
function parentRefused ({ resources, members }: Control, parent: string, id: string): Refusal | null {
  let above = parent
  for (let levels = 1; above !== '' && !members.has(above as NodeId); levels++) {
    const found = resources.get(above)
    if (above === id) return refuse('HIVE_RESOURCE_PARENT', `${id} would stand on itself`)
    if (found === undefined) return refuse('HIVE_RESOURCE_PARENT', `the parent ${above} is neither resource nor member`)
    if (levels >= LIMITS.resourceLevelsMax) {
      return refuse('HIVE_RESOURCE_PARENT', `${id} would have more than ${LIMITS.resourceLevelsMax} levels above it`)
    }
    above = found.parent
  }
  return null
}

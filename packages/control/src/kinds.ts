/**
 * Kinds of resources that have a schema. The registry is their gatekeeper: a definition is checked, completed and its
 * unique keys are claimed in the one entry that makes or changes the resource, or that entry is refused.
 *
 * Pure. A kind that was never defined has no schema, and any definition fits it. Whoever looks at a kind's resources
 * may rely on its schema: it is changed only to one that all of them fit, and never in what it claims while there are
 * any.
 */
import { type Index, LIMITS, type Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './hashing.ts'
import { definition as wanted } from './registry-shape.ts'
import { claimsBy, type Fitting, fitted, type Schema, schemaProblem, shown } from './schema.ts'
import type { Control, Kind, Resource } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>
type Kinds = Pick<Control, 'kinds'>

/** A definition as its kind wants it; HIVE_RESOURCE_DEFINITION names the field that does not fit. */
export function provisioned (
  { kinds }: Kinds, { kind, name, definition }: Pick<Resource, 'kind' | 'name' | 'definition'>
): Fitting | Refusal {
  const known = kinds.get(kind)
  if (known === undefined) return { definition, claims: [] }
  const found = fitted(known.schema, definition)
  if (!('expected' in found)) return tooMuch(found, `${kind}/${name}`) ?? found
  return refuse('HIVE_RESOURCE_DEFINITION', `${found.field} of ${kind}/${name} is ${shown(found.found)}, expected ${found.expected}`)
}

/** What a schema adds may be more than a resource can have. */
function tooMuch ({ definition, claims }: Fitting, called: string): Refusal | null {
  if (claims.length > LIMITS.resourceKeysMax)
    return refuse('HIVE_RESOURCE_DEFINITION', `definition of ${called} claims ${claims.length} keys, expected at most ${LIMITS.resourceKeysMax}`)
  if (wanted.holds(definition)) return null
  return refuse('HIVE_RESOURCE_DEFINITION', `definition of ${called} is too large with what its kind adds, expected ${wanted.expected}`)
}

export function kindDefinedRefused (control: Control, { kind, schema, from }: Facts['kind-defined']): Refusal | null {
  const before = control.kinds.get(kind)
  const stale = revisionRefused(kind, before, from)
  if (stale !== null) return stale
  const held = ownedRefused(control, before)
  if (held !== null) return held
  const problem = schemaProblem(schema)
  if (problem !== null) return refuse('HIVE_KIND_SCHEMA', problem)
  if (before === undefined && control.kinds.size >= LIMITS.kindsMax)
    return refuse('HIVE_KIND_LIMIT', `the cluster has ${control.kinds.size} kinds with a schema, its most`)
  return residentsRefused(control, kind, before, schema as unknown as Schema)
}

/** A kind that an enabled role brought is changed with the role. */
function ownedRefused ({ roles }: Pick<Control, 'roles'>, kind: Kind | undefined): Refusal | null {
  const role = kind?.role === undefined ? undefined : roles.get(kind.role)
  const brought = [...role?.kinds ?? [], ...role?.update?.to.kinds ?? []].some(one => one.kind === kind?.id)
  if (kind === undefined || !brought) return null
  return refuse('HIVE_KIND_OF_ROLE', `kind ${kind.id} is what role ${kind.role} made it at index ${kind.changedIndex}`)
}

/** Whether those that are there fit. */
export function residentsRefused (
  { resources }: Pick<Control, 'resources'>, kind: string, before: Kind | undefined, schema: Schema
): Refusal | null {
  const claims = claimsBy(schema) !== (before === undefined ? '' : claimsBy(before.schema))
  for (const one of resources.values()) {
    if (one.kind !== kind) continue
    if (claims) return refuse('HIVE_KIND_IN_USE', `${kind}/${one.name} is there, and the schema claims other keys than it holds`)
    const found = fitted(schema, one.definition)
    if (!('expected' in found)) continue
    return refuse('HIVE_KIND_IN_USE', `${kind}/${one.name} would not fit: ${found.field} is ${shown(found.found)}, expected ${found.expected}`)
  }
  return null
}

const revisionRefused = (kind: string, before: Kind | undefined, from: number): Refusal | null =>
  (before?.revision ?? 0) === from
    ? null
    : refuse('HIVE_KIND_CHANGED', `kind ${kind} is at revision ${before?.revision ?? 0}, and the command changes ${from}`)

export function kindDefined (control: Control, { body, at }: Of<'kind-defined'>, index: Index): readonly Change[] {
  const { kind: id, schema, from } = body
  const kind: Kind = {
    id, schema: schema as unknown as Schema, revision: from + 1, changedIndex: index, changedAt: at
  }
  put(control, 'kinds', id, kind)
  return []
}

export function kindRemovedRefused (control: Control, { kind, from }: Facts['kind-removed']): Refusal | null {
  const before = control.kinds.get(kind)
  if (before === undefined) return refuse('HIVE_KIND_UNKNOWN', `kind ${kind} has no schema`)
  const resident = [...control.resources.values()].find(one => one.kind === kind && one.claims !== undefined)
  if (resident === undefined) return ownedRefused(control, before) ?? revisionRefused(kind, before, from)
  return refuse('HIVE_KIND_IN_USE', `${kind}/${resident.name} holds keys by the schema`)
}

export function kindRemoved (control: Control, { body }: Of<'kind-removed'>): readonly Change[] {
  drop(control, 'kinds', body.kind)
  return []
}

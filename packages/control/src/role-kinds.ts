/**
 * Kinds that roles bring: the entry that enables a role, or begins its update, defines them.
 *
 * Pure. A kind that is defined alike stays as it is, whoever defined it. One that is defined otherwise is the role's to
 * change only if the role defined it; then by the same rules as everybody's: what is there fits. A kind of a role that
 * is enabled is not changed by others. It stays when the role goes, since its resources do.
 */
import { canonical, type Index, LIMITS, type Refusal, type WallMs } from '@hivemind/base'
import type { KindFact } from './envelope.ts'
import { refuse } from './errors.ts'
import { put } from './hashing.ts'
import { residentsRefused } from './kinds.ts'
import { type Schema, schemaProblem } from './schema.ts'
import type { Control, Kind } from './state.ts'

/** The part of the state that a role's kinds are judged by. */
export type Defining = Pick<Control, 'kinds' | 'resources'>

/** Whether a kind is defined as a role says. */
export const isAlike = (before: Kind | undefined, schema: KindFact['schema']): boolean =>
  before !== undefined && canonical(before.schema) === canonical(schema)

/** Why a role cannot have its kinds defined; null when it can. */
export function roleKindsRefused (control: Defining, role: string, kinds: readonly KindFact[] = []): Refusal | null {
  const names = new Set(kinds.map(({ kind }) => kind))
  if (names.size < kinds.length) return refuse('HIVE_ROLE_KIND', `role ${role} brings a kind twice, expected each once`)
  const fresh = [...names].filter(kind => !control.kinds.has(kind)).length
  if (fresh > 0 && control.kinds.size + fresh > LIMITS.kindsMax)
    return refuse('HIVE_KIND_LIMIT', `the cluster has ${control.kinds.size} kinds with a schema, and ${LIMITS.kindsMax} is its most`)
  for (const one of kinds) {
    const refusal = kindRefused(control, role, one)
    if (refusal !== null) return refusal
  }
  return null
}

function kindRefused (control: Defining, role: string, { kind, schema }: KindFact): Refusal | null {
  const problem = schemaProblem(schema)
  if (problem !== null) return refuse('HIVE_KIND_SCHEMA', `kind ${kind} of role ${role}: ${problem}`)
  const before = control.kinds.get(kind)
  if (isAlike(before, schema)) return null
  if (before !== undefined && before.role !== role) {
    const by = before.role === undefined ? 'a person' : `role ${before.role}`
    return refuse('HIVE_ROLE_KIND', `role ${role} brings kind ${kind}, which ${by} defined otherwise at index ${before.changedIndex}`)
  }
  return residentsRefused(control, kind, before, schema as unknown as Schema)
}

/** Define what is not defined alike, as far as nothing is against it. */
export function defineRoleKinds (
  control: Control, role: string, kinds: readonly KindFact[] = [], index: Index, at: WallMs
): void {
  for (const { kind, schema } of kinds) {
    const before = control.kinds.get(kind)
    if (isAlike(before, schema) || kindRefused(control, role, { kind, schema }) !== null) continue
    put(control, 'kinds', kind, {
      id: kind, schema: schema as unknown as Schema, role, revision: (before?.revision ?? 0) + 1, changedIndex: index,
      changedAt: at
    })
  }
}

/**
 * Unique keys: names that one holder has at a time, whatever they stand for: addresses, ports, names.
 *
 * Pure. A key is claimed and refused when its entry is applied, so of any number of claims at once one wins, and every
 * other one is told who. A resource holds its keys as long as it is there; other holders release theirs themselves.
 */
import { type Index, LIMITS, type Refusal, type WallMs } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './hashing.ts'
import type { Control, KeyClaim, Resource } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

/** The key by which a resource's name is unique among those of its kind. */
export const nameKey = (kind: string, name: string): string => `name-${kind}/${name}`

/** All keys of a resource: its name first, then those it was given, and those that follow from its definition. */
export const keysOf = (
  { kind, name, keys, claims = [] }: Pick<Resource, 'kind' | 'name' | 'keys' | 'claims'>
): readonly string[] => [nameKey(kind, name), ...keys, ...claims]

/** Who holds a key, as a person reads it. */
export function holderText ({ resources }: Pick<Control, 'resources'>, { resource, holder }: KeyClaim): string {
  if (resource === '') return `"${holder}"`
  const found = resources.get(resource)
  return found === undefined ? resource : `${found.kind}/${found.name} (${resource})`
}

/** Whether keys are free for a resource, which may hold some of them already; null when they are. */
export function keysRefused (control: Control, keys: readonly string[], resource: string): Refusal | null {
  if (new Set(keys).size < keys.length) {
    return refuse('HIVE_KEY_TWICE', `keys are ${keys.join(', ').slice(0, 300)}, each expected once`)
  }
  let more = 0
  for (const key of keys) {
    const claim = control.keys.get(key)
    if (claim === undefined) more++
    else if (resource === '' || claim.resource !== resource) return taken(control, claim)
  }
  return control.keys.size + more <= LIMITS.keysMax ? null : full(control)
}

const taken = (control: Control, claim: KeyClaim): Refusal =>
  refuse('HIVE_KEY_TAKEN', `${claim.id} is held by ${holderText(control, claim)} since index ${claim.index}`)

const full = ({ keys }: Control): Refusal =>
  refuse('HIVE_KEY_LIMIT', `the cluster keeps ${keys.size} keys, and ${LIMITS.keysMax} is its most`)

/** Make the keys of a resource what they are to be: those it gives up are free for others. */
export function holdKeys (
  control: Control, resource: string, before: readonly string[], after: readonly string[], index: Index, at: WallMs
): void {
  for (const key of before) if (!after.includes(key)) drop(control, 'keys', key)
  for (const key of after) {
    if (!before.includes(key)) put(control, 'keys', key, { id: key, resource, holder: '', index, at })
  }
}

export const keyClaimedRefused = (control: Control, { key }: Facts['key-claimed']): Refusal | null =>
  keysRefused(control, [key], '')

export function keyClaimed (control: Control, { body, at }: Of<'key-claimed'>, index: Index): readonly Change[] {
  const { key, holder } = body
  put(control, 'keys', key, { id: key, resource: '', holder, index, at })
  return []
}

/** Only the holder's own claim ends: a release that comes late does not take the key from the next one. */
export function keyReleasedRefused (control: Control, { key, holder }: Facts['key-released']): Refusal | null {
  const claim = control.keys.get(key)
  if (claim === undefined) return refuse('HIVE_KEY_UNKNOWN', `nobody holds ${key}`)
  if (claim.resource !== '') {
    return refuse('HIVE_KEY_OF_RESOURCE', `${key} is held by ${holderText(control, claim)}, with which it is released`)
  }
  if (claim.holder === holder) return null
  return refuse('HIVE_KEY_HOLDER', `${key} is held by "${claim.holder}", and "${holder}" releases it`)
}

export function keyReleased (control: Control, { body }: Of<'key-released'>): readonly Change[] {
  drop(control, 'keys', body.key)
  return []
}

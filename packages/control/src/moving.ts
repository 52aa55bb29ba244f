/**
 * What a member is called, where it is reached and by which tags it is chosen, after it has joined.
 *
 * Pure. Addresses are its own word, numbered by the life in which it said them, so that an old word never comes back;
 * the leader checked the signature, which stays in the entry for whoever doubts it. A name is an operator's to give.
 */
import { LIMITS, type Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { put } from './hashing.ts'
import { memberUnknown, nameRefused } from './members.ts'
import type { Control, Member } from './state.ts'

export function movedRefused (control: Control, { member, boot }: Facts['member-moved']): Refusal | null {
  const known = control.members.get(member)
  if (known === undefined) return memberUnknown(member)
  const { name, boot: before = 0 } = known
  if (boot > before) return null
  return refuse('HIVE_MEMBER_STALE', `"${name}" says it in boot ${boot}, and its addresses are those of boot ${before}`)
}

export function memberMoved (control: Control, body: Facts['member-moved']): readonly Change[] {
  const known = control.members.get(body.member)
  if (known === undefined) return []
  const member = { ...known, addresses: [...body.addresses], version: body.version, boot: body.boot }
  put(control, 'members', member.id, member)
  return [{ type: 'member-changed', member }]
}

export function renamedRefused (control: Control, { member, name }: Facts['member-renamed']): Refusal | null {
  return control.members.has(member) ? nameRefused(control, name, member) : memberUnknown(member)
}

export function memberRenamed (control: Control, { member: id, name }: Facts['member-renamed']): readonly Change[] {
  const known = control.members.get(id)
  if (known === undefined) return []
  const member = { ...known, name }
  control.names.delete(known.name)
  control.names.set(name, id)
  put(control, 'members', id, member)
  return [{ type: 'member-changed', member }]
}

/** What is left of its tags when some are put and some dropped. */
const tagsAfter = ({ tags = {} }: Pick<Member, 'tags'>, { put: more, drop }: Facts['member-tagged']) =>
  Object.fromEntries(Object.entries({ ...tags, ...more }).filter(([key]) => !drop.includes(key)))

export function taggedRefused (control: Control, body: Facts['member-tagged']): Refusal | null {
  const known = control.members.get(body.member)
  if (known === undefined) return memberUnknown(body.member)
  const { length } = Object.keys(tagsAfter(known, body))
  if (length <= LIMITS.resourceTagsMax) return null
  return refuse('HIVE_MEMBER_TAGS', `"${known.name}" would have ${length} tags, at most ${LIMITS.resourceTagsMax}`)
}

export function memberTagged (control: Control, body: Facts['member-tagged']): readonly Change[] {
  const known = control.members.get(body.member)
  if (known === undefined) return []
  const { tags: _before, ...rest } = known
  const tags = tagsAfter(known, body)
  const member = Object.keys(tags).length === 0 ? rest : { ...rest, tags }
  put(control, 'members', member.id, member)
  return []
}

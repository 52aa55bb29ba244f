/**
 * The control plane: whom the cluster wants in it, and who counts.
 *
 * Pure. A wish is a fact of its own; the leader brings the Raft configuration there, and each change on the way is an
 * entry whose meaning here is only to be remembered: Raft obeyed it before.
 */
import { LIMITS, type NodeId, type Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { change, put } from './hashing.ts'
import { memberUnknown } from './members.ts'
import type { Control, Member } from './state.ts'

export function wishRefused (control: Control, id: NodeId, wanted: Member['wanted']): Refusal | null {
  const known = control.members.get(id)
  if (known === undefined) return memberUnknown(id)
  if (known.wanted === wanted) return null
  return wanted === 'voter' ? votersFull(control) : lastVoter(control, known)
}

/** Whether one more voter would be too many, `without` one who goes. */
export function votersFull (control: Control, without?: NodeId): Refusal | null {
  let wanted = 0
  for (const member of control.members.values()) if (member.wanted === 'voter' && member.id !== without) wanted++
  if (wanted < LIMITS.votersMax) return null
  return refuse('HIVE_VOTER_LIMIT', `the cluster wants ${wanted} voters already, at most ${LIMITS.votersMax}`)
}

/** Somebody must vote now who is to go on voting: a wish alone elects nobody. */
function lastVoter (control: Control, { id, name }: Member): Refusal | null {
  const stays = control.voters.some(other => other !== id && control.members.get(other)?.wanted === 'voter')
  return stays ? null : refuse('HIVE_VOTER_LAST', `"${name}" is the only voter that stays`)
}

export function wished (control: Control, id: NodeId, wanted: Member['wanted']): readonly Change[] {
  const known = control.members.get(id)
  if (known === undefined || known.wanted === wanted) return []
  const member = { ...known, wanted }
  put(control, 'members', id, member)
  return [{ type: 'member-changed', member }]
}

/** One voter in the place of another: their number stays, so the limit does not stand in the way. */
export function replacementRefused (control: Control, { member, by }: Facts['voter-replaced']): Refusal | null {
  const [before, after] = [control.members.get(member), control.members.get(by)]
  if (before === undefined) return memberUnknown(member)
  if (after === undefined) return memberUnknown(by)
  if (before.wanted !== 'voter') return refuse('HIVE_VOTER_NOT', `"${before.name}" is no voter that could be replaced`)
  if (after.wanted === 'voter') return refuse('HIVE_VOTER_ALREADY', `"${after.name}" is a voter already`)
  return lastVoter(control, before)
}

export const replaced = (control: Control, { member, by }: Facts['voter-replaced']): readonly Change[] =>
  [...wished(control, by, 'voter'), ...wished(control, member, 'member')]

export function votersChanged (control: Control, body: Facts['voters-changed']): readonly Change[] {
  const { voters, learners, outgoing = [] } = body
  change(control, { voters: [...voters], learners: [...learners], outgoing: [...outgoing] })
  return [{ type: 'voters-changed', voters: control.voters, learners: control.learners }]
}

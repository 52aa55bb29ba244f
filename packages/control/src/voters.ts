/**
 * The control plane: whom the cluster wants in it, and who counts.
 *
 * Pure. A wish is a fact of its own; the leader brings the Raft configuration there one change at a time, and each of
 * those is an entry whose meaning here is only to be remembered: Raft obeyed it before.
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

/** Whether one more voter would be too many. */
export function votersFull (control: Control): Refusal | null {
  let wanted = 0
  for (const member of control.members.values()) if (member.wanted === 'voter') wanted++
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

export function votersChanged (control: Control, { voters, learners }: Facts['voters-changed']): readonly Change[] {
  change(control, { voters: [...voters], learners: [...learners] })
  return [{ type: 'voters-changed', voters: control.voters, learners: control.learners }]
}

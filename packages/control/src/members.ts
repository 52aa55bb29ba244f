/**
 * Members that go, and their place in the control plane while they stay.
 *
 * Pure.
 */
import { LIMITS, type Index, type NodeId, type Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { change, drop, put } from './records.ts'
import type { Control } from './state.ts'

/** Whoever is in the Raft configuration leaves it first: nobody breaks the quorum by going. */
export function goneRefused (control: Control, { member }: { readonly member: NodeId }): Refusal | null {
  const known = control.members.get(member)
  if (known === undefined) return refuse('HIVE_MEMBER_UNKNOWN', `${member} is no member`)
  const counted = control.voters.includes(member) || control.learners.includes(member)
  return counted ? refuse('HIVE_MEMBER_IS_VOTER', `"${known.name}" is ${control.voters.includes(member) ? 'a voter' : 'a learner'}`) : null
}

export function memberGone (control: Control, id: NodeId, how: 'left' | 'removed', reason: string, at: Index): readonly Change[] {
  const member = control.members.get(id)
  if (member === undefined) return []
  drop(control, 'members', id)
  control.names.delete(member.name)
  put(control, 'tombstones', id, { id, name: member.name, how, index: at, epoch: control.epoch, reason })
  for (const request of [...control.requests.values()]) if (request.claim.id === id) drop(control, 'requests', request.id)
  return [{ type: 'member-gone', id, name: member.name, how }]
}

export function wishRefused (control: Control, { member }: { readonly member: NodeId }, wanted: 'voter' | 'member'): Refusal | null {
  const known = control.members.get(member)
  if (known === undefined) return refuse('HIVE_MEMBER_UNKNOWN', `${member} is no member`)
  let voters = 0
  for (const one of control.members.values()) if (one.wanted === 'voter' && one.id !== member) voters++
  if (wanted === 'voter') return voters < LIMITS.votersMax ? null : refuse('HIVE_VOTER_LIMIT', `the control plane has ${voters} voters, at most ${LIMITS.votersMax}`)
  const others = control.voters.filter(id => id !== member && control.members.get(id)?.wanted === 'voter').length
  return others > 0 || known.wanted === 'member' ? null : refuse('HIVE_VOTER_LAST', `"${known.name}" is the only voter that stays`)
}

export function wished (control: Control, id: NodeId, wanted: 'voter' | 'member'): readonly Change[] {
  const known = control.members.get(id)
  if (known === undefined || known.wanted === wanted) return []
  const member = { ...known, wanted }
  put(control, 'members', id, member)
  return [{ type: 'member-changed', member }]
}

export function votersChanged (control: Control, { body: { voters, learners } }: Envelope<string, Facts['voters-changed']>): readonly Change[] {
  change(control, { voters: [...voters], learners: [...learners] })
  return [{ type: 'voters-changed', voters: control.voters, learners: control.learners }]
}

/**
 * Members: who comes in, and who goes for good.
 *
 * Pure. An identity that went does not come back; its name is free for another one.
 */
import type { Index, NodeId, Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { forgetFailure, isUnreachable } from './failures.ts'
import { drop, put } from './hashing.ts'
import { orphaned } from './registry.ts'
import { releaseRoles } from './roles.ts'
import { keptRefused } from './settings.ts'
import type { Control, Member } from './state.ts'

/** Addresses of a name's holder that a refusal shows; all of them might not fit into a reason. */
const ADDRESSES_SHOWN = 3

export const memberUnknown = (id: NodeId): Refusal => refuse('HIVE_MEMBER_UNKNOWN', `${id} is no member`)

/** A name is a unique claim. The refusal says who holds it and where, so that a person finds the machine. */
export function nameRefused (control: Control, name: string, id: NodeId): Refusal | null {
  const holder = control.names.get(name)
  if (holder === undefined || holder === id) return null
  const addresses = control.members.get(holder)?.addresses ?? []
  const more = addresses.length - ADDRESSES_SHOWN
  const where = addresses.slice(0, ADDRESSES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '')
  return refuse('HIVE_NAME_TAKEN', `"${name}" is held by ${holder} at ${where === '' ? 'no known address' : where}`)
}

export function memberAdded (control: Control, member: Member): void {
  put(control, 'members', member.id, member)
  control.names.set(member.name, member.id)
}

/** Whoever is in the Raft configuration leaves it first: nobody breaks the quorum by going. */
export function goneRefused (control: Control, id: NodeId): Refusal | null {
  const known = control.members.get(id)
  if (known === undefined) return memberUnknown(id)
  const votes = control.voters.includes(id) || control.outgoing.includes(id)
  const counts = votes ? 'a voter' : control.learners.includes(id) ? 'a learner' : null
  return counts === null ? null : refuse('HIVE_MEMBER_IS_VOTER', `"${known.name}" is ${counts}`)
}

/** An operator removes whom he names, the leader only who is still away since the failure that it means. */
export function removalRefused (control: Control, { member, failed }: Facts['member-removed']): Refusal | null {
  const refusal = goneRefused(control, member) ?? keptRefused(control, member)
  if (refusal !== null || failed === undefined) return refusal
  if (isUnreachable(control, member) && control.failures.get(member)?.index === failed) return null
  return refuse('HIVE_MEMBER_REACHABLE', `"${control.members.get(member)?.name}" came back since index ${failed}`)
}

export function memberGone (
  control: Control, id: NodeId, how: 'left' | 'removed', reason: string, at: Index
): readonly Change[] {
  const member = control.members.get(id)
  if (member === undefined) return []
  const { name } = member
  drop(control, 'members', id)
  forgetFailure(control, id)
  control.names.delete(name)
  orphaned(control, id)
  releaseRoles(control, id)
  put(control, 'tombstones', id, { id, name, how, index: at, epoch: control.epoch, reason })
  for (const request of [...control.requests.values()]) {
    if (request.claim.id === id) drop(control, 'requests', request.id)
  }
  return [{ type: 'member-gone', id, name, how }]
}

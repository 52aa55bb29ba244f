/**
 * Taking over a name: a new machine comes in the place of one that is gone, whose identity goes in the same entry.
 *
 * Pure. Nobody pushes a living machine out: the log must have found the old one unreachable. That it is replaced is
 * asked when the request is made and again when it is approved, since the old one may come back in between.
 */
import type { Index, NodeId, Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import { refuse } from './errors.ts'
import { isUnreachable } from './failures.ts'
import { memberGone } from './members.ts'
import { keptRefused } from './settings.ts'
import type { Control, JoinRequest } from './state.ts'

/** A request as far as it matters here. */
type Newcomer = Pick<JoinRequest, 'claim' | 'voter'>

/** The member whose name a request takes over; undefined when it takes over none. */
export function replacedBy (control: Control, { claim, replaces }: Pick<JoinRequest, 'claim' | 'replaces'>):
NodeId | undefined {
  const holder = replaces === true ? control.names.get(claim.name) : undefined
  return holder === claim.id ? undefined : holder
}

export function takeoverRefused (control: Control, { claim: { id, name }, voter }: Newcomer): Refusal | null {
  const holder = control.names.get(name)
  const member = holder === undefined ? undefined : control.members.get(holder)
  if (member === undefined) return refuse('HIVE_REPLACE_NOBODY', `no member is called "${name}"`)
  if (member.id === id) return null
  if (!isUnreachable(control, member.id)) {
    const where = member.addresses[0] ?? 'no known address'
    return refuse('HIVE_REPLACE_ALIVE', `"${name}" is ${member.id} at ${where}, and the cluster reaches it`)
  }
  if (!voter && countsFor(control, member.id))
    return refuse('HIVE_REPLACE_VOTER', `"${name}" is a voter, and its successor does not ask to be one`)
  return keptRefused(control, member.id)
}

/** Whether a member counts for the quorum, or is to. */
export const countsFor = ({ members, voters, learners, outgoing }: Control, id: NodeId): boolean =>
  members.get(id)?.wanted === 'voter' || [voters, learners, outgoing].some(ids => ids.includes(id))

/**
 * The machine that a request replaces goes for good. A dead voter goes before Raft's configuration lets it go: the
 * leader brings the configuration to whom the members' wishes describe, and its successor votes in the same step.
 */
export function takenOver (control: Control, request: JoinRequest, index: Index): readonly Change[] {
  const old = replacedBy(control, request)
  return old === undefined ? [] : memberGone(control, old, 'removed', `replaced by ${request.claim.id}`, index)
}

/**
 * Members that cannot be reached: the word of several who watched, as one fact, and its end.
 *
 * Being unreachable takes nothing from a member but that others count on it. The last episode stays with the member
 * after its return, so that anybody can ask why.
 *
 * Pure.
 */
import type { Index, NodeId, Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './hashing.ts'
import { memberUnknown } from './members.ts'
import type { Control, Failure } from './state.ts'

/** Whether the log says that a member cannot be reached. */
export const isUnreachable = (control: Pick<Control, 'failures'>, id: NodeId): boolean => {
  const failure = control.failures.get(id)
  return failure !== undefined && failure.returned === null
}

export function failedRefused (control: Control, id: NodeId): Refusal | null {
  const known = control.members.get(id)
  if (known === undefined) return memberUnknown(id)
  return isUnreachable(control, id) ? refuse('HIVE_MEMBER_UNREACHABLE', `"${known.name}" is unreachable already`) : null
}

/** A return answers the failure with a higher incarnation: an older word of the member comes from before it. */
export function returnedRefused (control: Control, { member, incarnation }: Facts['member-returned']): Refusal | null {
  const known = control.members.get(member)
  if (known === undefined) return memberUnknown(member)
  const failure = control.failures.get(member)
  if (failure === undefined || failure.returned !== null)
    return refuse('HIVE_MEMBER_REACHABLE', `"${known.name}" is not unreachable`)
  if (incarnation > failure.incarnation) return null
  return refuse(
    'HIVE_MEMBER_STALE',
    `"${known.name}" is heard at incarnation ${incarnation}, and was found unreachable at ${failure.incarnation}`
  )
}

export function memberFailed (
  control: Control, { body, at }: Envelope<'member-failed', Facts['member-failed']>, index: Index
): readonly Change[] {
  const { member: id, incarnation, observers, stopped } = body
  const accusers = body.accusers.map(({ id: by, missed, denied, silentTicks, connected }) =>
    ({ id: by, missed, denied, silentTicks, connected }))
  const mark = stopped === true ? { stopped } : {}
  const failure: Failure = { id, index, at, incarnation, observers, accusers, ...mark, returned: null }
  put(control, 'failures', id, failure)
  return [{ type: 'member-failed', failure }]
}

export function memberReturned (
  control: Control, { body, at }: Envelope<'member-returned', Facts['member-returned']>, index: Index
): readonly Change[] {
  const known = control.failures.get(body.member)
  if (known === undefined) return []
  const failure = { ...known, returned: { index, at, incarnation: body.incarnation } }
  put(control, 'failures', body.member, failure)
  return [{ type: 'member-returned', failure }]
}

/** Nothing is kept of who is no member any more. */
export function forgetFailure (control: Control, id: NodeId): void { drop(control, 'failures', id) }

/**
 * Members that are to be emptied: they are given nothing new, and what others can hold is handed to them.
 *
 * Pure. The leader hands roles over, as it does when a member cannot be reached; processes go on until somebody stops
 * them.
 */
import type { Index, NodeId, Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Facts } from './envelope.ts'
import { put } from './hashing.ts'
import { memberUnknown } from './members.ts'
import type { Control } from './state.ts'

export const isDraining = ({ members }: Pick<Control, 'members'>, id: NodeId): boolean =>
  members.get(id)?.drainedIndex !== undefined

export const drainedRefused = (control: Control, { member }: Facts['member-drained']): Refusal | null =>
  control.members.has(member) ? null : memberUnknown(member)

/** One that is draining already stays so since it began. */
export function memberDrained (control: Control, body: Facts['member-drained'], index: Index): readonly Change[] {
  const known = control.members.get(body.member)
  if (known === undefined || (known.drainedIndex !== undefined) === body.draining) return []
  const { drainedIndex: _before, ...rest } = known
  const member = body.draining ? { ...rest, drainedIndex: index } : rest
  put(control, 'members', member.id, member)
  return []
}

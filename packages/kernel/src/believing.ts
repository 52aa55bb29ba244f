/**
 * Whose word ends this agent: a voter's, over its own authenticated connection, or the same word of two other members.
 *
 * Pure. One member that is no voter may be mistaken, or lie; it must not be able to make others stop or begin anew.
 */
import type { NodeId } from '@hivemind/base'
import { note } from './consensus.ts'
import { appliedVoters } from './counting.ts'
import type { Effect } from './effect.ts'
import type { Kernel } from './state.ts'

/**
 * Whether to act upon what a member says of our own end.
 *
 * @param code - what it says; another member has to say the same
 */
export function believed (kernel: Kernel, from: NodeId, code: string, effects: Effect[]): boolean {
  const { control, doom } = kernel
  if (appliedVoters(control).includes(from)) return true
  if (doom?.code === code) return doom.from !== from
  kernel.doom = { from, code }
  const name = control.members.get(from)?.name
  effects.push(note('warn', 'a member that is no voter says that this one is to end; others are asked', { from, name, code }))
  return false
}

/**
 * Meeting a later history: the cluster was recovered by force, or restored, without this node.
 *
 * Pure. Raft of another lineage is not heard, so a voter of the old one learns it here: it stops deciding and follows
 * the new log. If what it applied is part of that, it goes on as whatever the new configuration makes of it; if not, it
 * is of a history that is over, and is fenced.
 */
import type { NodeId, Refusal } from '@hivemind/base'
import { fence } from './applying.ts'
import { note } from './consensus.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { toFollow } from './following.ts'
import type { Stamp } from './message.ts'
import { isAdmitted } from './peering.ts'
import type { Kernel } from './state.ts'

/** A frame came: what its stamp says about the lineage, whether the frame itself may be heard or not. */
export function lineageHeard (kernel: Kernel, from: NodeId, stamp: Stamp, effects: Effect[]): void {
  const { control } = kernel
  if (stamp.lineage <= control.lineage || stamp.cluster !== control.cluster?.id || !isAdmitted(kernel, from)) return
  kernel.lineageHeard = Math.max(kernel.lineageHeard, stamp.lineage)
  if (kernel.mode !== 'raft') return
  effects.push(note('warn', 'the cluster was recovered without this node; its log is followed from here on', {
    from, lineage: stamp.lineage, own: control.lineage
  }))
  toFollow(kernel, effects)
}

/** A source refused to be followed: when it is of a later history, ours is over. */
export function historyOver (kernel: Kernel, { code, message }: Refusal, effects: Effect[]): void {
  if (code !== 'HIVE_PULL_DIVERGED' || kernel.lineageHeard <= kernel.control.lineage) return
  fence(kernel, refuse('HIVE_EPOCH_STALE', `the cluster was recovered without this machine, and its log is another one: ${message}`), effects)
}

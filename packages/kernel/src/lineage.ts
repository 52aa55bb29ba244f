/**
 * Meeting a later history: the cluster was recovered by force, or restored, without this node.
 *
 * Pure. Raft of another lineage is not heard, so a voter of the old one learns it here: it stops deciding and follows
 * whoever spoke of the later one. If what it applied is part of that history, it goes on as whatever the new
 * configuration makes of it; if not, its own history is over, and it is fenced. Nothing of its log is given up before
 * entries have come that contradict it, so a peer that only claims to be of a later lineage cannot make it forget.
 */
import { type NodeId, type Refusal, type Ticks, ticks } from '@hivemind/base'
import { fence } from './applying.ts'
import { believed } from './believing.ts'
import { note } from './consensus.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { toFollow, toRaft } from './following.ts'
import type { Stamp } from './message.ts'
import { isAdmitted } from './peering.ts'
import type { Kernel } from './state.ts'

/** Without an entry of the later history for so long the claim was empty: 10 s as shipped. */
const SUSPEND_TICKS = 500
/** And no claim is acted upon again for so long: whoever lies costs a tenth of the time. */
const DISTRUST_TICKS = 5_000

/** A node that was deciding and has heard of a later history than its own, of this lineage. */
export interface Suspended { readonly from: NodeId, readonly lineage: number, readonly until: Ticks }

/** A frame came: what its stamp says about the lineage, whether the frame itself may be heard or not. */
export function lineageHeard (kernel: Kernel, from: NodeId, stamp: Stamp, effects: Effect[]): void {
  const { control } = kernel
  if (stamp.lineage <= control.lineage || stamp.cluster !== control.cluster?.id || !isAdmitted(kernel, from)) return
  kernel.lineageHeard = Math.max(kernel.lineageHeard, stamp.lineage)
  if (kernel.mode !== 'raft' || kernel.pulling !== null || kernel.tick < kernel.trustAgainAt) return
  kernel.suspended = { from, lineage: control.lineage, until: ticks(kernel.tick + SUSPEND_TICKS) }
  effects.push(note('warn', 'the cluster was recovered without this node; that history is followed from here on', {
    from, lineage: stamp.lineage, own: control.lineage
  }))
  toFollow(kernel, effects)
}

/** Time goes by: the later history is here, or nobody can show it, and this node decides again. */
export function lineageTick (kernel: Kernel, effects: Effect[]): void {
  const { suspended } = kernel
  if (suspended === null) return
  if (kernel.control.lineage > suspended.lineage) { kernel.suspended = null; return }
  if (kernel.tick < suspended.until) return
  kernel.suspended = null
  kernel.trustAgainAt = ticks(kernel.tick + DISTRUST_TICKS)
  effects.push(note('warn', 'nobody shows the later history that was spoken of', { from: suspended.from }))
  toRaft(kernel, effects)
}

/** A source refused to be followed: when it is of a later history, ours is over. */
export function historyOver (
  kernel: Kernel, from: NodeId, { code, message }: Refusal, effects: Effect[]
): void {
  if (code !== 'HIVE_PULL_DIVERGED' || kernel.lineageHeard <= kernel.control.lineage) return
  if (!believed(kernel, from, code, effects)) return
  const why = `the cluster was recovered without this machine, and its log is another one: ${message}`
  fence(kernel, refuse('HIVE_EPOCH_STALE', why), effects)
}

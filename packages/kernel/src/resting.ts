/**
 * Whether a node may be told of time in pieces: nothing that it waits for is due within a few ticks.
 *
 * Pure. Most members of a large cluster wait for something to happen, and a timer that wakes each of them fifty times a
 * second is most of what they cost. Who is told of time so must be told of all that went by before it is given
 * anything else, so that every wait begins at the tick that it is.
 */
import { isUnreachable } from '@hivemind/control'
import type { Kernel } from './state.ts'

/** Ticks that may be told at once. What is waited for meanwhile (an ack, a round of a feed) comes so much later. */
export const REST_TICKS = 5

/** Voters and learners never rest: their waits are as short as an election. */
export const rests = (kernel: Kernel): boolean =>
  kernel.mode === 'follow' && kernel.phase === 'member' && kernel.welcomed && kernel.pulling !== null &&
  !kernel.leaseReads && kernel.suspended === null && kernel.acquainted === null && kernel.stopping === null &&
  (kernel.joining === null || kernel.joining.step === 'ready') && !isBusy(kernel)

/** Whether somebody waits for this node: a client, the leader for its report, or others for what it publishes. */
function isBusy ({ waiting, observing, parting, feed, topics, swim, control, self }: Kernel): boolean {
  if (waiting.size > 0 || observing.stale || parting.size > 0 || feed.news.size > 0) return true
  if (isUnreachable(control, self)) return true
  for (const topic of topics.values()) if (topic.news.size > 0) return true
  for (const { condition } of swim.watched.values()) if (condition !== 'alive') return true
  return false
}

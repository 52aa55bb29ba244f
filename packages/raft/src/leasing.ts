/**
 * Reads without a round of heartbeats, for as long as a quorum has promised to vote for nobody else. Thesis 6.4.1.
 *
 * Pure. Off unless `times.leaseTicks` says otherwise. A heartbeat carries the leader's tick; whoever answers it
 * promises not to vote, and not to campaign, for an election time-out of its own ticks, and says so by returning that
 * tick. The leader counts from the tick of sending, for at most half as long: so a voter's clock may run twice as fast
 * as the leader's. What the others rules of voting allow (a closed connection, thesis 9.6) waits for the promise.
 *
 *  - A promise is not on disk: a node that starts acts as if it had just given one.
 *  - A transfer asks voters to break it, and its word may come late: a leader that ever began one has no lease until
 *    it is elected anew.
 *  - Ticks must be those of a clock that only goes forward and is not held up: after a pause the input `lapse` ends
 *    every lease.
 */
import { type NodeId, ticks } from '@hivemind/base'
import { configurationOf } from './log.ts'
import { hasQuorum } from './quorum.ts'
import type { Leading, Progress, Raft } from './state.ts'

const leases = ({ times }: Raft): boolean => (times.leaseTicks ?? 0) > 0

/** The tick to put into a heartbeat; 0 when no promise is asked. */
export const leaseAsked = (raft: Raft, leading: Leading): number =>
  leases(raft) && leading.transfers === 0 ? leading.ticks : 0

/** Answer a heartbeat. @returns the tick to give back, 0 when nothing is promised */
export function promise (raft: Raft, asked: number): number {
  if (asked === 0 || !leases(raft)) return 0
  raft.promisedTicks = raft.times.electionTicksMin
  return asked
}

/** A member returned the tick of a heartbeat. */
export function promised (leading: Leading, progress: Progress, returned: number): void {
  if (returned <= leading.ticks) progress.promisedAt = ticks(Math.max(progress.promisedAt, returned))
}

/** Whether a read may be served at once. */
export function holdsLease (raft: Raft, leading: Leading): boolean {
  if (!leases(raft) || leading.transfers > 0 || raft.commit < leading.firstIndex) return false
  const oldest = leading.ticks - (raft.times.leaseTicks ?? 0)
  const stands = (id: NodeId): boolean => {
    const at = leading.progress.get(id)?.promisedAt ?? 0
    return id === raft.self || (at > 0 && at > oldest)
  }
  return hasQuorum(configurationOf(raft.log), stands)
}

/** Time went by that was not ticked: every promise asked for so far may be over, whether or not it came back yet. */
export function lapse ({ times }: Raft, leading: Leading): void {
  leading.ticks = ticks(leading.ticks + (times.leaseTicks ?? 0))
}

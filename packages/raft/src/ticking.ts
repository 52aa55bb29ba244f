/**
 * What the passing of time means: patience for a follower, duties and doubts for a leader. Raft 5.2; thesis 6.2.
 *
 * Pure. A leader steps down when a quorum has not answered it for `doubtTicks`, or its own disk has not acknowledged
 * anything for `diskDoubtTicks`. Its followers do not wait for that, so it may be longer than their patience. Neither
 * waits for input or output, so a hanging disk cannot keep it in place. Ticks that this node itself missed, since it
 * was busy or stopped, count for its duties, and for nobody's silence: it may have been spoken to.
 */
import { ticks } from '@hivemind/base'
import { leaveJoint } from './changing.ts'
import { preCampaign } from './election.ts'
import { configurationOf, lastIndexOf } from './log.ts'
import { beaten, hurry, isBeatDue, isUnderWay, waitForAll } from './pacing.ts'
import { hasQuorum } from './quorum.ts'
import { broadcastHeartbeat, offerSnapshot, tellCommit } from './replication.ts'
import { follow, mayCampaign } from './standing.ts'
import type { Leading, Raft } from './state.ts'
import { urge } from './transfer.ts'
import type { Turn } from './turn.ts'

/** One tick went by, and before it so many that this node did not hear; `awake`: there is other work in this tick. */
export function tick (raft: Raft, turn: Turn, missed: number, awake: boolean): void {
  if (raft.promisedTicks > 0) raft.promisedTicks = ticks(raft.promisedTicks - 1)
  if (raft.leading !== null) return leaderTick(raft, turn, raft.leading, missed, awake)
  raft.elapsed = ticks(raft.elapsed + 1)
  loseLeader(raft, turn)
}

/** When patience is at its end, campaign; who may not still stops believing in the leader. */
export function loseLeader (raft: Raft, turn: Turn): void {
  if (raft.elapsed < raft.patience) return
  if (mayCampaign(raft)) return preCampaign(raft, turn)
  if (raft.standing !== 'follower') return follow(raft, turn, raft.term, null)
  raft.leader = null
}

export const doubtTicks = ({ times }: Raft): number => times.doubtTicks ?? times.electionTicksMin

export const diskDoubtTicks = (raft: Raft): number => raft.times.diskDoubtTicks ?? doubtTicks(raft)

function leaderTick (raft: Raft, turn: Turn, leading: Leading, missed: number, awake: boolean): void {
  leading.ticks = ticks(leading.ticks + 1)
  leading.askedTicks = ticks(leading.askedTicks + 1)
  waitForAll(raft, leading, 1)
  leading.diskTicks = ticks(raft.persisted < lastIndexOf(raft.log) ? leading.diskTicks + 1 : 0)
  if (!hearsQuorum(raft, leading) || leading.diskTicks >= diskDoubtTicks(raft))
    return follow(raft, turn, raft.term, null)

  expireTransfer(raft, leading)
  repeatOffers(raft, turn, leading)
  leading.heartbeatElapsed = ticks(leading.heartbeatElapsed + 1 + missed)
  if (isUnderWay(raft, leading)) hurry(raft, leading)
  if (!isBeatDue(raft, leading, awake)) return tellCommit(raft, turn, leading)
  broadcastHeartbeat(raft, turn, leading, beaten(raft, leading))
  leaveJoint(raft, turn, leading)
  urge(raft, turn, leading)
}

/** Check-quorum, thesis 6.2: a leader that a quorum cannot reach would only keep its clients waiting. */
export const hearsQuorum = (raft: Raft, leading: Leading): boolean =>
  hasQuorum(
    configurationOf(raft.log),
    id => id === raft.self || (leading.progress.get(id)?.silentTicks ?? 0) < doubtTicks(raft)
  )

/** The target did not take over in time: serve again, and say so at once. Thesis 3.10. */
function expireTransfer (raft: Raft, leading: Leading): void {
  if (leading.transfer === null) return
  leading.transfer.elapsedTicks = ticks(leading.transfer.elapsedTicks + 1)
  if (leading.transfer.elapsedTicks < doubtTicks(raft)) return
  leading.transfer = null
  leading.heartbeatElapsed = raft.times.heartbeatTicks
}

/** An offer may be lost like any message. */
function repeatOffers (raft: Raft, turn: Turn, leading: Leading): void {
  for (const [to, progress] of leading.progress) {
    if (progress.state !== 'snapshot') continue
    progress.offeredTicks = ticks(progress.offeredTicks + 1)
    if (progress.offeredTicks >= raft.times.electionTicksMin) offerSnapshot(raft, turn, leading, to, progress)
  }
}

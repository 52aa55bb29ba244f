/**
 * What a connection's end says of a leader. Divergence: docs/divergence.md
 *
 * Pure. A close alone may be the network's doing, and a mere reset must not depose a leader that lives: it only lets us
 * grant a vote to others inside the sticky window, and silence goes on to be waited for. Nobody at the leader's door is
 * proof that its process is gone: then the voters ask for pre-votes at once, the first by id before the others, so that
 * two of them do not split the vote. A voter that lost its own connection only is refused by all who still have theirs,
 * and follows again at the leader's next word.
 */
import { index, type NodeId, ticks } from '@hivemind/base'
import { meet } from './beginning.ts'
import { votersOf, votesIn } from './configuration.ts'
import { memberReconnected } from './leading.ts'
import { configurationOf, lastIndexOf } from './log.ts'
import { probe } from './progress.ts'
import { drawPatience } from './standing.ts'
import type { Raft } from './state.ts'
import { loseLeader } from './ticking.ts'
import type { Turn } from './turn.ts'

/** The last connection to a peer closed. */
export function peerClosed (raft: Raft, peer: NodeId): void {
  raft.closed.add(peer)
  raft.met?.delete(peer)
}

/** Nobody listens where a peer did. */
export function peerGone (raft: Raft, turn: Turn, peer: NodeId): void {
  raft.closed.add(peer)
  if (!isOurLeader(raft, peer) || raft.promisedTicks > 0) return
  raft.patience = ticks(Math.min(raft.patience, raft.elapsed + place(raft, peer)))
  loseLeader(raft, turn)
}

/** It is there, again or still: wait for the leader's word as before. */
export function peerOpened (raft: Raft, turn: Turn, peer: NodeId): void {
  meet(raft, peer)
  const wasClosed = raft.closed.delete(peer)
  if (wasClosed && isOurLeader(raft, peer)) raft.patience = ticks(drawPatience(raft) + raft.slack)
  if (raft.leading !== null) memberReconnected(raft, turn, raft.leading, peer)
}

/**
 * A learner lost its disk and begins anew: what it acknowledged says nothing any more of how far it is, so it is asked
 * again before it may vote. Of a voter this is no news that anybody may act upon: what it acknowledged was counted.
 */
export function peerEmptied ({ log, leading }: Raft, peer: NodeId): void {
  const progress = leading?.progress.get(peer)
  if (progress === undefined || votesIn(configurationOf(log), peer)) return
  progress.match = index(0)
  probe(progress, index(lastIndexOf(log) + 1))
}

const isOurLeader = (raft: Raft, peer: NodeId): boolean => raft.leader === peer && raft.standing === 'follower'

/** How many voters go before us, when all but the lost one live. */
function place (raft: Raft, lost: NodeId): number {
  const before = votersOf(configurationOf(raft.log)).filter(id => id < raft.self && id !== lost && !raft.closed.has(id))
  return before.length
}

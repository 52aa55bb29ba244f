/**
 * Linearizable reads without a log entry: the leader proves with one round of heartbeats that it still leads. Thesis
 * 6.4.
 *
 * Pure. One round is on its way at a time; reads that come meanwhile share the next one. A round is numbered, and only
 * replies to it count, so a reply that was late cannot confirm a read that came after it was sent. The index is taken
 * when the round begins, and none begins before the leader has committed in its own term: until then it may not know
 * what its predecessors committed.
 */
import { LIMITS, type NodeId } from '@hivemind/base'
import { holdsLease } from './leasing.ts'
import { configurationOf } from './log.ts'
import { hurry } from './pacing.ts'
import { hasQuorum } from './quorum.ts'
import { broadcastHeartbeat } from './replication.ts'
import type { Leading, Raft } from './state.ts'
import { refused, type Turn } from './turn.ts'

/** A read arrived. */
export function read (raft: Raft, turn: Turn, id: number): void {
  const { leading } = raft
  if (leading === null)
    return refused(turn, id, 'HIVE_RAFT_NOT_LEADER', `${raft.self} is ${raft.standing} in term ${raft.term}`)
  if (leading.reading.waiting.length >= LIMITS.requestsPendingMax) {
    return refused(turn, id, 'HIVE_BUSY', `${leading.reading.waiting.length} reads are waiting; at most ${LIMITS.requestsPendingMax} may`)
  }
  hurry(raft, leading)
  if (holdsLease(raft, leading)) {
    turn.effects.push({ type: 'read-ready', lane: 'early', id, index: raft.commit })
    return
  }
  leading.reading.waiting.push(id)
  beginRound(raft, turn, leading)
}

/** Begin a round if reads wait, none is on its way, and this term has committed. */
export function beginRound (raft: Raft, turn: Turn, leading: Leading): void {
  const { reading } = leading
  if (reading.round !== null || reading.waiting.length === 0 || raft.commit < leading.firstIndex) return
  reading.context++
  reading.round = { index: raft.commit, ids: reading.waiting, replied: new Set([raft.self]) }
  reading.waiting = []
  if (!confirmed(raft, turn, leading)) broadcastHeartbeat(raft, turn, leading)
}

/** A member answered the heartbeat of a round. */
export function roundReplied (raft: Raft, turn: Turn, leading: Leading, from: NodeId, context: number): void {
  const { round } = leading.reading
  if (round === null || context !== leading.reading.context) return
  round.replied.add(from)
  if (confirmed(raft, turn, leading)) beginRound(raft, turn, leading)
}

function confirmed (raft: Raft, turn: Turn, leading: Leading): boolean {
  const { round } = leading.reading
  if (round === null || !hasQuorum(configurationOf(raft.log), id => round.replied.has(id))) return false
  leading.reading.round = null
  for (const id of round.ids) turn.effects.push({ type: 'read-ready', lane: 'early', id, index: round.index })
  return true
}

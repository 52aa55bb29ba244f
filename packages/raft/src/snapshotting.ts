/**
 * Letting go of old entries, and catching up when others let go of theirs. Raft 7.
 *
 * Pure. A snapshot never passes through here: a follower is told through which index to fetch, and says when it has.
 */
import { type Index, index, type NodeId } from '@hivemind/base'
import { commitThrough, committed, moveCommit } from './committing.ts'
import { accept } from './following.ts'
import type { Message } from './input.ts'
import { compactThrough, lastIndexOf, restartLog, termIn } from './log.ts'
import { follow } from './standing.ts'
import type { Raft, SnapshotPoint } from './state.ts'
import type { Turn } from './turn.ts'

/** Drop entries whose effects are durable, save some for followers that are a little behind. */
export function compact (raft: Raft, through: Index, trailing: number): void {
  const to = index(Math.min(through, raft.commit, raft.persisted) - Math.max(0, trailing))
  if (to > raft.log.base.index) compactThrough(raft.log, to)
}

/** The leader of our term offers committed history through an index. */
export function snapshotOffered (
  raft: Raft,
  turn: Turn,
  from: NodeId,
  offer: Message & { type: 'snapshot-offer' }
): void {
  if (offer.index > raft.commit && termIn(raft.log, offer.index) === offer.lastTerm) {
    commitThrough(raft, turn, offer.index) // We hold it: the leader's memory was short, not our log.
  }
  if (offer.index <= raft.commit) return accept(raft, turn, from, raft.commit)
  turn.effects.push({ type: 'fetch-snapshot', lane: 'early', from, index: offer.index, term: offer.lastTerm })
}

/**
 * Committed history through a point is on our disk. If our log has that very entry, what follows it stays; otherwise
 * all of it gave way to the snapshot, and with it any configuration that only the tail brought. A leader that was
 * elected while it fetched learns here what its predecessors committed, a change of who counts among it.
 */
export function snapshotInstalled (raft: Raft, turn: Turn, from: NodeId, point: SnapshotPoint): void {
  if (point.term > raft.term) follow(raft, turn, point.term, null)
  if (point.index > raft.commit) {
    if (termIn(raft.log, point.index) === point.term) {
      moveCommit(raft, point.index)
      compactThrough(raft.log, point.index)
    } else {
      if (raft.leading !== null) return // A leader holds every committed entry: this is not of our cluster's history.
      if (lastIndexOf(raft.log) > point.index) turn.dropFrom = index(point.index + 1)
      restartLog(raft.log, point)
      raft.commit = point.index
      raft.persisted = point.index
    }
    if (raft.persisted < point.index) raft.persisted = point.index
    if (raft.leading !== null) committed(raft, turn, raft.leading)
  }
  const to = raft.leader ?? from
  if (to !== raft.self) accept(raft, turn, to, raft.commit)
}

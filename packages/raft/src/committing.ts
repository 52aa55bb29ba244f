/**
 * When an entry is committed. Raft 5.3, 5.4.2; thesis 10.2.1.
 *
 * Pure.
 */
import { type Index, index, invariant } from '@hivemind/base'
import { changePending, isVoter, leaveJoint } from './changing.ts'
import { configurationOf, lastIndexOf, sliceOf, termIn } from './log.ts'
import { quorumIndex } from './quorum.ts'
import { beginRound } from './reading.ts'
import { broadcastHeartbeat, laneOf, tellCommit } from './replication.ts'
import { follow } from './standing.ts'
import type { Leading, Raft } from './state.ts'
import { bestTarget } from './transfer.ts'
import { send, type Turn } from './turn.ts'

/** Entries through `to` are committed; a commit index never falls. */
export function commitThrough (raft: Raft, turn: Turn, to: Index): void {
  if (to <= raft.commit) return
  moveCommit(raft, to)
  turn.effects.push({ type: 'commit', lane: 'log', index: to })
}

/** The commit index rises, and nobody is told: what is held is committed, and no longer waits for that. */
export function moveCommit (raft: Raft, to: Index): void {
  invariant(to <= lastIndexOf(raft.log), 'only entries in the log are committed')
  if (raft.leading !== null) {
    for (const entry of sliceOf(raft.log, raft.commit, to)) raft.leading.pendingBytes -= entry.payload.length
  }
  raft.commit = to
}

/**
 * Leader: commit what a quorum of disks holds, if it is of this term. Entries of earlier terms are committed with it,
 * never by counting (Raft figure 8). Our own disk counts as far as it has acknowledged, like anybody's; it may come
 * after a quorum of others. A leader that is no voter (any more) does not count itself.
 */
export function advance (raft: Raft, turn: Turn, leading: Leading): void {
  const held = quorumIndex(configurationOf(raft.log), id =>
    id === raft.self ? raft.persisted : (leading.progress.get(id)?.match ?? index(0))
  )
  if (held > raft.commit && termIn(raft.log, held) === raft.term) {
    commitThrough(raft, turn, held)
    return committed(raft, turn, leading)
  }
  tellCommit(raft, turn, leading)
}

/** Leader: the commit index moved, and with it perhaps a change of who counts. */
export function committed (raft: Raft, turn: Turn, leading: Leading): void {
  if (!isVoter(raft) && !changePending(raft)) return retire(raft, turn, leading)
  leaveJoint(raft, turn, leading)
  beginRound(raft, turn, leading)
  tellCommit(raft, turn, leading)
}

/** A leader that was removed leads until that is committed (thesis 4.2.2), says so, and names a successor (3.10). */
function retire (raft: Raft, turn: Turn, leading: Leading): void {
  broadcastHeartbeat(raft, turn, leading)
  const successor = bestTarget(raft, leading)
  if (successor !== null) {
    const number = leading.transfers + 1
    send(turn, laneOf(leading), successor, { type: 'timeout-now', term: raft.term, number })
  }
  follow(raft, turn, raft.term, null)
}

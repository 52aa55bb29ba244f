/**
 * Obeying a leader: its entries, its heartbeats, its commit index. Raft 5.3.
 *
 * Pure. Answers to appends leave in the log lane, so they say what is durable. Answers to heartbeats leave early: they
 * only say that this node knows of no later leader, which a crash cannot make untrue (a later one needs a quorum of
 * durable votes).
 */
import { type Index, index, type NodeId, term } from '@hivemind/base'
import { commitThrough } from './committing.ts'
import type { Message } from './input.ts'
import { promise } from './leasing.ts'
import { lastIndexOf, lastWithTermAtMost, termIn } from './log.ts'
import type { Entry, Raft } from './state.ts'
import { drop, send, type Turn, write } from './turn.ts'

type AppendRequest = Message & { type: 'append-request' }

/** The leader of our term appends. */
export function appendRequested (raft: Raft, turn: Turn, from: NodeId, request: AppendRequest): void {
  const { prevIndex, prevTerm, entries } = request
  // What lies before our memory is committed, and a leader holds everything committed: the logs agree that far.
  if (prevIndex < raft.log.base.index) return accept(raft, turn, from, raft.commit)
  if (termIn(raft.log, prevIndex) !== prevTerm) return reject(raft, turn, from, request)

  if (!appendKnown(raft, turn, entries)) return
  const last = index(prevIndex + entries.length)
  raft.agreed = index(Math.max(raft.agreed, last))
  commitThrough(raft, turn, index(Math.min(request.commit, last)))
  accept(raft, turn, from, last)
}

/**
 * Entries whose predecessor is in the log: what differs from them gives way, what is new is appended. Raft 5.3.
 *
 * @returns false when they contradict a committed entry, which nobody who keeps the rules does; nothing changed
 */
export function appendKnown (raft: Raft, turn: Turn, entries: readonly Entry[]): boolean {
  const known = entries.findIndex(entry => termIn(raft.log, entry.index) !== entry.term)
  const news = known === -1 ? [] : known === 0 ? entries : entries.slice(known)
  const first = news[0]?.index
  if (first === undefined) return true
  if (first <= raft.commit) return false
  if (first <= lastIndexOf(raft.log)) drop(raft, turn, first)
  write(raft, turn, news)
  return true
}

/** Say that our log equals the leader's through an index. */
export function accept (raft: Raft, turn: Turn, to: NodeId, through: Index): void {
  send(turn, 'log', to, {
    type: 'append-reply',
    term: raft.term,
    success: true,
    index: through,
    rejected: index(0),
    hintTerm: term(0)
  })
}

/** Say where the logs may still meet: our last entry that is not of a later term than the one the leader has there. */
function reject (raft: Raft, turn: Turn, to: NodeId, { prevIndex, prevTerm }: AppendRequest): void {
  if (prevIndex <= raft.commit) return // No true leader contradicts a committed entry.
  const hint = index(Math.max(lastWithTermAtMost(raft.log, prevIndex, prevTerm), raft.commit))
  const hintTerm = termIn(raft.log, hint) ?? raft.log.base.term
  send(turn, 'log', to, {
    type: 'append-reply',
    term: raft.term,
    success: false,
    index: hint,
    rejected: prevIndex,
    hintTerm
  })
}

/**
 * The leader of our term lives; it never tells more than it knows us to hold. What it knew before our disk lost a part
 * is no longer so: under repair our last entries may be ones that had given way to others.
 */
export function heartbeatHeard (
  raft: Raft,
  turn: Turn,
  from: NodeId,
  heartbeat: Message & { type: 'heartbeat' }
): void {
  const through = raft.repair === null ? lastIndexOf(raft.log) : Math.min(raft.agreed, lastIndexOf(raft.log))
  commitThrough(raft, turn, index(Math.min(heartbeat.commit, through)))
  raft.transfersOver = Math.max(raft.transfersOver, heartbeat.transfersOver)
  const lease = promise(raft, heartbeat.lease)
  if (heartbeat.unanswered === true) return
  send(turn, 'early', from, { type: 'heartbeat-reply', term: raft.term, context: heartbeat.context, lease })
}

/**
 * A leader's words to the others: entries, heartbeats, offers. Raft 5.3; thesis 10.2 for batching and pipelining.
 *
 * Pure. They leave in the early lane: our own disk is only one of those that must hold an entry (thesis 10.2.1).
 */
import { index, LIMITS, type NodeId } from '@hivemind/base'
import { leaseAsked } from './leasing.ts'
import { batchAfter, lastIndexOf, termIn } from './log.ts'
import { hurry } from './pacing.ts'
import { awaitSnapshot, maySend, sent } from './progress.ts'
import type { Entry, Leading, Progress, Raft } from './state.ts'
import { send, type Turn } from './turn.ts'

const NO_ENTRIES: readonly Entry[] = []

/** The lane of a leader's words; see election.ts for the leader that nobody else elected. */
export const laneOf = (leading: Leading): 'log' | 'early' => leading.termDurable ? 'early' : 'log'

/** Send a member what it lacks, as much as may be on its way; a probe asks even when there is nothing new. */
export function sendAppends (raft: Raft, turn: Turn, leading: Leading, to: NodeId, progress: Progress): void {
  const last = lastIndexOf(raft.log)
  while (maySend(progress) && (progress.next <= last || progress.state === 'probe')) {
    const entries = batchAfter(raft.log, index(progress.next - 1), LIMITS.appendEntriesMax, LIMITS.appendBytesMax)
    if (!sendAppend(raft, turn, leading, to, progress, entries)) return
    sent(progress, index(progress.next + entries.length - 1))
  }
}

/** One append after `next`; when memory does not reach back so far, an offer of a snapshot instead. */
function sendAppend (
  raft: Raft,
  turn: Turn,
  leading: Leading,
  to: NodeId,
  progress: Progress,
  entries: readonly Entry[]
): boolean {
  const prevIndex = index(progress.next - 1)
  const prevTerm = termIn(raft.log, prevIndex)
  if (prevTerm === null) {
    offerSnapshot(raft, turn, leading, to, progress)
    return false
  }
  send(turn, laneOf(leading), to, {
    type: 'append-request',
    term: raft.term,
    prevIndex,
    prevTerm,
    commit: raft.commit,
    entries
  })
  progress.commitTold = raft.commit
  progress.owes = true
  hurry(raft, leading) // An append does not say when the next word comes, so it comes soon.
  return true
}

/** Ask whether everything that was sent has arrived: an empty append at the end of the stream. */
export function nudge (raft: Raft, turn: Turn, leading: Leading, to: NodeId, progress: Progress): void {
  sendAppend(raft, turn, leading, to, progress, NO_ENTRIES)
}

/** Tell a member to fetch committed history; it is far behind or its place in our memory is gone. Raft 7. */
export function offerSnapshot (raft: Raft, turn: Turn, leading: Leading, to: NodeId, progress: Progress): void {
  awaitSnapshot(progress)
  progress.owes = true
  hurry(raft, leading)
  const lastTerm = termIn(raft.log, raft.commit) ?? raft.log.base.term
  send(turn, laneOf(leading), to, { type: 'snapshot-offer', term: raft.term, index: raft.commit, lastTerm })
}

/** @param answered - whether the member is to answer */
function sendHeartbeat (
  raft: Raft, turn: Turn, leading: Leading, to: NodeId, progress: Progress, answered = true
): void {
  // Never more than it is known to hold: its tail may still differ from ours.
  const commit = index(Math.min(raft.commit, progress.match))
  progress.commitTold = commit
  progress.owes ||= answered
  const { pace } = leading
  send(turn, laneOf(leading), to, {
    type: 'heartbeat',
    term: raft.term,
    commit,
    context: leading.reading.round === null ? 0 : leading.reading.context,
    transfersOver: leading.transfer === null ? leading.transfers : leading.transfer.number - 1,
    lease: answered ? leaseAsked(raft, leading) : 0,
    ...(pace > raft.times.heartbeatTicks ? { next: pace } : {}),
    ...(answered ? {} : { unanswered: true })
  })
}

/** Say to everybody that we lead, with the number of the read round under way. */
export function broadcastHeartbeat (raft: Raft, turn: Turn, leading: Leading, answered = true): void {
  for (const [to, progress] of leading.progress) sendHeartbeat(raft, turn, leading, to, progress, answered)
}

export function broadcastAppends (raft: Raft, turn: Turn, leading: Leading): void {
  for (const [to, progress] of leading.progress) sendAppends(raft, turn, leading, to, progress)
}

/**
 * Tell those for whom no append is on its way how far the log is committed; the others hear it with the next one. Under
 * a stream of writes a word of its own for each commit would be half of all words, so they can be bounded in time: the
 * next append says it then, or else a later tick.
 */
export function tellCommit (raft: Raft, turn: Turn, leading: Leading): void {
  for (const [to, progress] of leading.progress) {
    const toldTicks = leading.ticks - progress.toldAt
    if (!lacksCommit(raft, progress) || toldTicks < (raft.times.commitTicks ?? 0)) continue
    progress.toldAt = leading.ticks
    sendHeartbeat(raft, turn, leading, to, progress)
  }
}

/** Whether anybody is still to be told, now or at a later tick. */
export function hasCommitToTell (raft: Raft, { progress }: Leading): boolean {
  for (const one of progress.values()) if (lacksCommit(raft, one)) return true
  return false
}

const lacksCommit = ({ commit }: Raft, { state, inFlight, commitTold, match }: Progress): boolean =>
  state === 'replicate' && inFlight.length === 0 && commitTold < Math.min(commit, match)

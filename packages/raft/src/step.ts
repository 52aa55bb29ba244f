/**
 * The only door. All branching on the type of an input or a message happens here.
 *
 * Pure. Time is the input `tick`; chance is the generator in the state; the world is the list of effects.
 * Terms come first (Raft 5.1): a later one makes us a follower, an earlier one is answered with ours.
 */
import { type Index, index, type NodeId, type Term, ticks, term as toTerm } from '@hivemind/base'
import { advance } from './committing.ts'
import type { Effect } from './effect.ts'
import { campaign, countVote } from './election.ts'
import { appendRequested, heartbeatHeard } from './following.ts'
import type { Input, Message } from './input.ts'
import { appendReplied, heartbeatReplied, propose } from './leading.ts'
import { lapse } from './leasing.ts'
import { lent } from './lending.ts'
import { termIn } from './log.ts'
import { peerClosed, peerEmptied, peerGone, peerOpened } from './losing.ts'
import { wait } from './pacing.ts'
import { read } from './reading.ts'
import { mend } from './repairing.ts'
import { compact, snapshotInstalled, snapshotOffered } from './snapshotting.ts'
import { follow, isElectable, isSticky } from './standing.ts'
import type { Raft } from './state.ts'
import { loseLeader, tick } from './ticking.ts'
import { transfer } from './transfer.ts'
import { beginTurn, endTurn, send, type Turn } from './turn.ts'
import { voteRequested } from './voting.ts'
import { isWellFormed } from './well-formed.ts'

/**
 * Give a node an input.
 *
 * @param raft - changed in place
 * @returns effects in order; see effect.ts for the lanes
 */
export function step (raft: Raft, input: Input): Effect[] {
  const turn = beginTurn(raft)
  perform(raft, turn, input)
  mend(raft, turn)
  return endTurn(raft, turn)
}

function perform (raft: Raft, turn: Turn, input: Input): void {
  switch (input.type) {
    case 'tick': return tick(raft, turn, input.missed ?? 0, input.awake === true)
    case 'lapse': return raft.leading === null ? undefined : lapse(raft, raft.leading)
    case 'message': return receive(raft, turn, input.from, input.message)
    case 'propose': return propose(raft, turn, input.id, input.proposals)
    case 'read': return read(raft, turn, input.id)
    case 'transfer': return transfer(raft, turn, input.to, input.id)
    case 'persisted': return persisted(raft, turn, input.index, input.term)
    case 'peer-closed': return peerClosed(raft, input.peer)
    case 'peer-opened': return peerOpened(raft, turn, input.peer)
    case 'peer-gone': return peerGone(raft, turn, input.peer)
    case 'peer-emptied': return peerEmptied(raft, input.peer)
    case 'compact': return compact(raft, input.index, input.trailing)
    case 'snapshot-installed': return snapshotInstalled(raft, turn, input.from, input.point)
  }
}

/** A message: is it one, is it from this term, and who is it for? */
function receive (raft: Raft, turn: Turn, from: NodeId, message: Message): void {
  if (from === raft.self || !isWellFormed(message)) return
  // Replies of those whom a leader no longer counts tell it nothing, least of all their term. Thesis 4.2.3.
  if (raft.leading !== null && !raft.leading.progress.has(from) && message.type.endsWith('-reply')) return
  if (message.term > raft.term) {
    if (message.type === 'vote-request' && !message.pre && !message.transfer && isSticky(raft)) return
    if (!isForecast(message)) follow(raft, turn, message.term, null)
  } else if (message.term < raft.term && message.type !== 'log-tail') {
    return answerStale(raft, turn, from, message)
  }
  deliver(raft, turn, from, message)
}

/** A pre-vote and its grant name a term that nobody is in yet. Thesis 9.6. */
const isForecast = (message: Message): boolean =>
  (message.type === 'vote-request' && message.pre) || (message.type === 'vote-reply' && message.pre && message.granted)

/** Stale leaders and candidates learn our term from the answer. Raft 5.1. */
function answerStale (raft: Raft, turn: Turn, from: NodeId, message: Message): void {
  switch (message.type) {
    case 'vote-request':
      return send(turn, 'log', from, { type: 'vote-reply', term: raft.term, granted: false, pre: message.pre })
    case 'append-request':
      return send(turn, 'log', from, {
        type: 'append-reply',
        term: raft.term,
        success: false,
        index: index(0),
        rejected: message.prevIndex,
        hintTerm: toTerm(0)
      })
    case 'snapshot-offer':
    case 'heartbeat': return send(turn, 'log', from, { type: 'heartbeat-reply', term: raft.term, context: 0, lease: 0 })
    case 'vote-reply':
    case 'append-reply':
    case 'heartbeat-reply':
    case 'log-tail':
    case 'timeout-now': return
  }
}

function deliver (raft: Raft, turn: Turn, from: NodeId, message: Message): void {
  const progress = raft.leading?.progress.get(from)
  switch (message.type) {
    case 'vote-request':
      return voteRequested(raft, turn, from, message)
    case 'vote-reply':
      return countVote(raft, turn, from, message)
    case 'log-tail':
      return lent(raft, turn, message)
    case 'append-request':
      if (obey(raft, turn, from, message)) appendRequested(raft, turn, from, message)
      return
    case 'heartbeat':
      if (!obey(raft, turn, from, message)) return
      wait(raft, message.next ?? 0)
      return heartbeatHeard(raft, turn, from, message)
    case 'snapshot-offer':
      if (obey(raft, turn, from, message)) snapshotOffered(raft, turn, from, message)
      return
    case 'append-reply':
      if (raft.leading !== null && progress !== undefined)
        appendReplied(raft, turn, raft.leading, from, progress, message)
      return
    case 'heartbeat-reply':
      if (raft.leading !== null && progress !== undefined)
        heartbeatReplied(raft, turn, raft.leading, from, progress, message)
      return
    case 'timeout-now':
      if (raft.leader === from && message.number > raft.transfersOver && isElectable(raft)) campaign(raft, turn, true)
  }
}

/** The leader of our term speaks: follow it. A term has one leader (Raft 5.2), so a second one is an impostor. */
function obey (raft: Raft, turn: Turn, from: NodeId, message: Message): boolean {
  if (raft.leader !== null && raft.leader !== from) return false
  follow(raft, turn, message.term, from)
  return true
}

/**
 * Our disk holds the log through an entry. The term tells whether the log still has that entry: an acknowledgement may
 * arrive after another leader's entry took its place. If it has, it has all entries before it too (Raft 5.3).
 */
function persisted (raft: Raft, turn: Turn, through: Index, term: Term): void {
  if (through <= raft.persisted || termIn(raft.log, through) !== term) return
  raft.persisted = through
  const { leading } = raft
  if (leading === null) return loseLeader(raft, turn) // A campaign may have waited for the disk alone.
  leading.diskTicks = ticks(0)
  if (term === raft.term) leading.termDurable = true
  advance(raft, turn, leading)
}

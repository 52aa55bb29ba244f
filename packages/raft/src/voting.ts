/**
 * Giving votes. Raft 5.2, 5.4.1; thesis 4.2.3 and 9.6.
 *
 * Pure. A node gives its vote whether or not its own configuration names it or the candidate: it may be the one that
 * has not heard of the change yet (thesis 4.1).
 *
 * A node whose log is under repair votes as it would if it still had what it lost: for a log that reaches at least to
 * the last entry lost. That entry's index and term are known, and more is never compared, so it keeps Raft 5.4.1.
 */
import { type Index, type NodeId, type Term, ticks } from '@hivemind/base'
import { requestVote } from './election.ts'
import type { Message } from './input.ts'
import { lend } from './lending.ts'
import { lastIndexOf, lastTermOf } from './log.ts'
import { isSticky, rest } from './standing.ts'
import type { Raft } from './state.ts'
import { send, type Turn } from './turn.ts'

type VoteRequest = Message & { type: 'vote-request' }

/** Answer a candidate; the term of a real request is ours by now. The answer waits for the vote to be durable. */
export function voteRequested (raft: Raft, turn: Turn, from: NodeId, request: VoteRequest): void {
  const granted = request.pre ? mayPreGrant(raft, from, request) : mayGrant(raft, from, request)
  if (granted && !request.pre) {
    raft.votedFor = from
    rest(raft)
  }
  if (granted && request.pre && raft.standing === 'follower') yieldTo(raft)
  const term = granted && request.pre ? request.term : raft.term
  send(turn, 'log', from, { type: 'vote-reply', term, granted, pre: request.pre })
  if (request.pre && !isSticky(raft) && !reaches(request, lastTermOf(raft.log), lastIndexOf(raft.log)))
    lend(raft, turn, from, request)
  if (!granted && request.pre) askAgain(raft, turn, from)
}

/** Whoever is told to go ahead has a heartbeat's time before we campaign as well, or the votes would be split. */
function yieldTo (raft: Raft): void {
  raft.leader = null
  raft.patience = ticks(Math.max(raft.patience, raft.elapsed + raft.times.heartbeatTicks))
}

/**
 * Who asks for pre-votes believes in no leader any more, so its refusal of our own question is out of date: it had not
 * noticed yet. At most one of two refuses the other for its log or its id, so this comes to an end.
 */
function askAgain (raft: Raft, turn: Turn, voter: NodeId): void {
  if (raft.standing !== 'pre-candidate' || raft.votes.get(voter) !== false) return
  raft.votes.delete(voter)
  requestVote(raft, turn, voter, false)
}

/** One vote a term, first come first served, and only for a log that holds everything committed. */
function mayGrant (raft: Raft, from: NodeId, request: VoteRequest): boolean {
  const free = raft.votedFor === from || (raft.votedFor === null && raft.leader === null)
  return free && (request.transfer || raft.promisedTicks === 0) && isUpToDate(raft, request)
}

/** A pre-vote is a forecast, not a promise: it is given to everyone who could have the real one. */
function mayPreGrant (raft: Raft, from: NodeId, request: VoteRequest): boolean {
  if (isSticky(raft) || outranks(raft, from, request)) return false
  return request.term > raft.term ? isUpToDate(raft, request) : mayGrant(raft, from, request)
}

/** Raft 5.4.1: the later last term, or with equal terms the longer log. */
const isUpToDate = ({ log, repair }: Raft, candidate: VoteRequest): boolean =>
  reaches(candidate, lastTermOf(log), lastIndexOf(log)) &&
  (repair === null || reaches(candidate, repair.term, repair.index))

const reaches = ({ lastIndex, lastTerm }: VoteRequest, term: Term, index: Index): boolean =>
  lastTerm > term || (lastTerm === term && lastIndex >= index)

/**
 * Of two that ask in the same moment, with equal logs, the lower id goes first. When a leader's machine dies its
 * followers see the close at once and would otherwise split the vote. Only for our first question, and while it is
 * fresh (half of the shortest patience, for a busy machine takes its time to answer), since we may be the one that
 * cannot win. Divergence: docs/divergence.md
 */
const outranks = (raft: Raft, from: NodeId, { lastIndex, lastTerm }: VoteRequest): boolean =>
  raft.standing === 'pre-candidate' && raft.asked === 1 && raft.elapsed < raft.times.electionTicksMin / 2 &&
  raft.self < from && lastTerm === lastTermOf(raft.log) && lastIndex === lastIndexOf(raft.log)

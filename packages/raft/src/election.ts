/**
 * Asking for votes and counting them. Raft 5.2; pre-vote after thesis 9.6.
 *
 * Pure. A candidate counts its own vote at once, although the write that makes it durable has only been asked for.
 * With other voters that is safe, since the requests leave in the log lane: whoever answers one answers a candidate
 * whose vote is on its disk. A sole voter wins at once, but then nothing of its term may be seen before that write is
 * done: its no-op is in the same write and commits only when it is acknowledged, and until then a leader that needed
 * no one else sends in the log lane (`termDurable`). Otherwise a crash could make it lead the same term twice, with
 * different entries at one index and term.
 */
import { type NodeId, term as toTerm } from '@hivemind/base'
import { isAlone, votersOf } from './configuration.ts'
import type { Message } from './input.ts'
import { lead } from './leading.ts'
import { configurationOf, lastIndexOf, lastTermOf } from './log.ts'
import { hasQuorum } from './quorum.ts'
import { enterTerm, follow, rest } from './standing.ts'
import type { Raft } from './state.ts'
import { send, type Turn } from './turn.ts'

/** Ask whether an election could be won, without disturbing anybody's term. Thesis 9.6. */
export function preCampaign (raft: Raft, turn: Turn): void {
  raft.standing = 'pre-candidate'
  raft.leader = null
  raft.asked++
  raft.met = null
  rest(raft)
  ask(raft, turn, false)
}

/** Begin an election in the next term. Raft 5.2. */
export function campaign (raft: Raft, turn: Turn, transfer: boolean): void {
  raft.standing = 'candidate'
  raft.leader = null
  enterTerm(raft, toTerm(raft.term + 1))
  raft.votedFor = raft.self
  rest(raft)
  ask(raft, turn, transfer)
}

function ask (raft: Raft, turn: Turn, transfer: boolean): void {
  const configuration = configurationOf(raft.log)
  raft.votes.clear()
  raft.votes.set(raft.self, true)
  if (isAlone(configuration, raft.self)) return won(raft, turn)
  for (const to of votersOf(configuration)) if (to !== raft.self) requestVote(raft, turn, to, transfer)
}

/** Ask one voter, as the pre-candidate or candidate that we are. */
export function requestVote (raft: Raft, turn: Turn, to: NodeId, transfer: boolean): void {
  const pre = raft.standing === 'pre-candidate'
  send(turn, 'log', to, {
    type: 'vote-request',
    term: pre ? toTerm(raft.term + 1) : raft.term,
    lastIndex: lastIndexOf(raft.log),
    lastTerm: lastTermOf(raft.log),
    pre,
    transfer,
    commit: raft.commit
  })
}

function won (raft: Raft, turn: Turn): void {
  if (raft.standing === 'pre-candidate') campaign(raft, turn, false)
  else lead(raft, turn)
}

/** An answer came. Each voter counts once, whatever the network repeats. */
export function countVote (
  raft: Raft,
  turn: Turn,
  from: NodeId,
  { term, granted, pre }: Message & { type: 'vote-reply' }
): void {
  // A forecast counts for the term it was asked for: an earlier campaign of ours may have asked for another.
  if (pre && granted && term !== raft.term + 1) return
  if (raft.standing !== (pre ? 'pre-candidate' : 'candidate')) return
  const configuration = configurationOf(raft.log)
  raft.votes.set(from, granted)
  if (hasQuorum(configuration, id => raft.votes.get(id) === true)) return won(raft, turn)
  const canWin = hasQuorum(configuration, id => raft.votes.get(id) !== false)
  if (!canWin) follow(raft, turn, raft.term, null)
}

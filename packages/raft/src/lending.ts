/**
 * A voter that cannot vote for a candidate because it holds more gives it what it lacks. Ng, Haridi, Carbone 2023
 * (Omni-Paxos), the constrained election.
 *
 * Pure. After a partial cut the only node that a quorum hears may be one whose log is too short to be elected, while
 * those that hold more are heard by too few; nobody would lead until the network heals. So a voter that refuses a
 * pre-vote for the log alone lends its own tail, and the candidate asks again as soon as that is on its disk.
 *
 * Taking it is safe. The lent log ends in an entry of some term, so it is what that term's leader had through there,
 * and could have sent itself; a log that is further than ours holds everything that may be committed (Raft 5.4), so
 * what gives way was not. Nothing is acknowledged: nobody counts these entries before a leader of a later term does.
 */
import { type Index, index, LIMITS, type NodeId } from '@hivemind/base'
import { votersOf } from './configuration.ts'
import { appendKnown } from './following.ts'
import type { Message } from './input.ts'
import { batchAfter, configurationOf, lastIndexOf, lastTermOf, termIn } from './log.ts'
import type { Raft } from './state.ts'
import { send, type Turn } from './turn.ts'

/** Give a candidate what comes after the last entry that both logs surely have. */
export function lend (raft: Raft, turn: Turn, to: NodeId, candidate: Message & { type: 'vote-request' }): void {
  if (!votersOf(configurationOf(raft.log)).includes(to)) return
  const prevIndex = meeting(raft, candidate)
  const prevTerm = termIn(raft.log, prevIndex)
  if (prevTerm === null) return // Our memory does not reach back so far.
  const entries = batchAfter(raft.log, prevIndex, LIMITS.appendEntriesMax, LIMITS.appendBytesMax)
  send(turn, 'log', to, { type: 'log-tail', term: raft.term, prevIndex, prevTerm, entries })
}

/** Its last entry when we have the same one; otherwise what it knows to be committed, which a longer log has too. */
const meeting = ({ log }: Raft, { lastIndex, lastTerm, commit }: Message & { type: 'vote-request' }): Index =>
  termIn(log, lastIndex) === lastTerm ? lastIndex : index(Math.min(commit, lastIndex))

/** Take what was lent if it makes our log reach further, and ask again. The terms of it are ours or earlier ones. */
export function lent (raft: Raft, turn: Turn, { prevIndex, prevTerm, entries }: Message & { type: 'log-tail' }): void {
  const last = entries.at(-1)
  if (last === undefined || raft.leader !== null || raft.standing === 'candidate' || last.term > raft.term) return
  const [ownTerm, ownIndex] = [lastTermOf(raft.log), lastIndexOf(raft.log)]
  if (last.term < ownTerm || (last.term === ownTerm && last.index <= ownIndex)) return
  if (termIn(raft.log, prevIndex) !== prevTerm || !appendKnown(raft, turn, entries)) return
  raft.patience = raft.elapsed
}

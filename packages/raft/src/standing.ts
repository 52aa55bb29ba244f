/**
 * Being a follower: patience, and what ends when leadership or a campaign ends. Raft 5.1, 5.2.
 *
 * Pure.
 */
import { draw, type NodeId, type Term, type Ticks, ticks } from '@hivemind/base'
import { votesIn } from './configuration.ts'
import { configurationAt, lastIndexOf } from './log.ts'
import type { Raft } from './state.ts'
import { refused, type Turn } from './turn.ts'

/** Start to wait anew. */
export function rest (raft: Raft): void {
  raft.elapsed = ticks(0)
  raft.slack = ticks(0)
  raft.patience = drawPatience(raft)
}

/**
 * A patience that nobody can foresee, so that votes are rarely split (Raft 5.2): up to half as long again as the
 * shortest. Wider is not needed, since those who do campaign together go by their ids (voting.ts).
 */
export function drawPatience (raft: Raft): Ticks {
  const { electionTicksMin } = raft.times
  return ticks(electionTicksMin + draw(raft, Math.floor(electionTicksMin / 2) + 1))
}

/** A later term begins with nothing promised and nothing told. Raft 5.1. */
export function enterTerm (raft: Raft, term: Term): void {
  raft.term = term
  raft.votedFor = null
  raft.transfersOver = 0
}

/**
 * Become, or stay, a follower.
 *
 * A higher term alone does not restart the wait: only a leader's word and a vote given do (thesis 3.4), so that a node
 * that cannot win does not keep the others from trying.
 */
export function follow (raft: Raft, turn: Turn, term: Term, leader: NodeId | null): void {
  const before = raft.standing
  if (term > raft.term) enterTerm(raft, term)
  raft.standing = 'follower'
  raft.leader = leader
  raft.votes.clear()
  stopLeading(raft, turn)
  if (leader !== null || before !== 'follower') rest(raft)
  if (leader === null) return
  raft.closed.delete(leader) // It speaks, so some connection to it is open.
  raft.asked = 0
  raft.met = null
}

function stopLeading (raft: Raft, turn: Turn): void {
  const { leading } = raft
  if (leading === null) return
  raft.leading = null
  for (const id of [...leading.reading.round?.ids ?? [], ...leading.reading.waiting]) {
    refused(turn, id, 'HIVE_RAFT_NOT_LEADER', `${raft.self} lost leadership before the read was confirmed`)
  }
}

/**
 * Whether this node may ask for votes on its own account: it is electable and its disk has all of its log. The latter
 * because a node whose disk hangs would win, hang, step down and begin again; its requests would wait for that disk
 * anyway. Nor while it has promised not to vote: that includes its own vote.
 */
export const mayCampaign = (raft: Raft): boolean =>
  raft.promisedTicks === 0 && raft.persisted >= lastIndexOf(raft.log) && isElectable(raft)

/**
 * Whether this node can be a leader: its log is whole, and it is a voter in the last configuration it knows to be
 * committed or in any later one. Not only in the last of all: its removal may be in its log alone, and then no other
 * log is as complete, so nobody else can be elected (thesis 4.2.2, figure 4.6). It does not count its own vote then.
 */
export function isElectable ({ self, repair, log, commit }: Raft): boolean {
  if (repair !== null) return false
  return votesIn(configurationAt(log, commit), self) ||
    log.configurations.some(({ index, configuration }) => index > commit && votesIn(configuration, self))
}

/**
 * Whether this node believes in a leader so firmly, or has promised it so, that it hears no other candidate. Thesis
 * 4.2.3, 6.4.1, 9.6.
 */
export function isSticky (raft: Raft): boolean {
  if (raft.promisedTicks > 0) return true
  if (raft.leader === null) return false
  if (raft.standing === 'leader') return true
  return raft.elapsed < raft.times.electionTicksMin + raft.slack && !raft.closed.has(raft.leader)
}

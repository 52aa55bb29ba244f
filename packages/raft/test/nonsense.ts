/**
 * Inputs for one node out of random numbers: some fit what the node is doing, most are a little or entirely wrong.
 *
 * Pure. Numbers are taken near the node's own term and indexes, since nonsense far away is dropped at the door.
 */
import { type Index, index, type NodeId, nodeId, type Term, term } from '@hivemind/base'
import {
  type Configuration,
  type Entry,
  type Input,
  type Message,
  type Proposal,
  type Raft,
  status,
  termAt
} from '../src/index.ts'

export const NAMES = ['a', 'b', 'c', 'd'].map(nodeId)

/** Random numbers in [0, 1000), read one after another; 0 when they are used up. */
class Draws {
  private readonly numbers: readonly number[]
  private at = 0
  constructor (numbers: readonly number[]) { this.numbers = numbers }
  below (limit: number): number { return (this.numbers[this.at++] ?? 0) % limit }
  often (): boolean { return this.below(4) > 0 }
  pick<T> (choices: readonly T[]): T { return choices[this.below(choices.length)] as T }
  near (centre: number): number { return centre + this.pick([0, 0, 0, 0, 1, -1, 2, -3]) }
}

/** Turn random numbers into an input for a node as it is now. */
export function nonsense (raft: Raft, numbers: readonly number[]): Input {
  const draws = new Draws(numbers)
  const { lastIndex, lastTerm, commit, persisted } = status(raft)
  const kind = draws.below(26) - 6
  if (kind < 4) return { type: 'tick' }
  if (kind < 13) return { type: 'message', from: draws.pick(NAMES), message: message(raft, draws) }
  switch (kind) {
    case 13:
    case 14: return { type: 'propose', id: 1, proposals: Array.from({ length: draws.below(4) }, () => proposal(draws)) }
    case 15:
    case 16:
      return draws.often()
        ? { type: 'persisted', index: lastIndex, term: lastTerm }
        : { type: 'persisted', index: index(draws.near(persisted)), term: term(draws.near(raft.term)) }
    case 17:
      return draws.below(2) > 0 ? { type: 'read', id: 2 } : { type: 'transfer', to: draws.pick([null, ...NAMES]) }
    case 18:
      return {
        type: draws.pick(['peer-closed', 'peer-opened', 'peer-gone', 'peer-emptied'] as const),
        peer: draws.pick(NAMES)
      }
    default:
      return draws.often()
        ? { type: 'compact', index: index(draws.near(commit)), trailing: draws.below(3) }
        : { type: 'snapshot-installed', from: draws.pick(NAMES), point: point(raft, draws) }
  }
}

/** What was fetched is committed: it agrees with the node's own committed entries. */
function point (raft: Raft, draws: Draws): { index: Index, term: Term, configuration: Configuration } {
  const at = index(Math.max(1, raft.commit + draws.below(4) - 1))
  const known = at <= raft.commit || draws.often() ? termAt(raft, at) : null
  return {
    index: at,
    term: known ?? term(Math.max(raft.term, 1)),
    configuration: { voters: NAMES.slice(0, 3), learners: [] }
  }
}

function configuration (draws: Draws): Configuration {
  if (draws.often()) return { voters: NAMES.slice(0, 3), learners: draws.often() ? NAMES.slice(3) : [] }
  const chosen = NAMES.filter(() => draws.often())
  const learners = draws.often() ? [] : chosen.slice(-1)
  const voters = draws.often() ? chosen.filter(id => !learners.includes(id)) : chosen
  return draws.often() ? { voters, learners } : { voters, learners, outgoing: NAMES.filter(() => draws.often()) }
}

const proposal = (draws: Draws): Proposal => draws.often() || draws.often()
  ? { kind: 'command', payload: new Uint8Array(1) }
  : { kind: 'configuration', payload: new Uint8Array(1), configuration: configuration(draws) }

function message (raft: Raft, draws: Draws): Message {
  const { lastIndex, lastTerm, commit, leader } = status(raft)
  const at = term(leader !== null && draws.often() ? raft.term : draws.near(raft.term))
  if (raft.standing.endsWith('candidate') && draws.often()) {
    const pre = raft.standing === 'pre-candidate'
    return { type: 'vote-reply', term: term(pre ? raft.term + 1 : raft.term), granted: draws.often(), pre }
  }
  if (raft.leading !== null && draws.often()) {
    return draws.often()
      ? {
          type: 'append-reply',
          term: raft.term,
          success: true,
          index: index(lastIndex - draws.below(2)),
          rejected: index(0),
          hintTerm: term(0)
        }
      : {
          type: 'heartbeat-reply',
          term: raft.term,
          context: raft.leading.reading.context,
          lease: draws.near(raft.leading.ticks)
        }
  }
  switch (draws.below(9)) {
    case 0:
      return {
        type: 'vote-request',
        term: term(at + draws.below(2)),
        lastIndex: index(draws.near(lastIndex)),
        lastTerm: term(draws.near(lastTerm)),
        pre: draws.often(),
        transfer: !draws.often(),
        commit: index(draws.near(commit))
      }
    case 1:
      return { type: 'vote-reply', term: at, granted: draws.often(), pre: false }
    case 2:
      return { type: 'vote-reply', term: term(raft.term + 1), granted: draws.often(), pre: true }
    case 3:
      return append(raft, draws, at)
    case 4: {
      const request = append(raft, draws, at)
      if (draws.often() || request.type !== 'append-request') return request
      const { term, prevIndex, prevTerm, entries } = request
      return { type: 'log-tail', term, prevIndex, prevTerm, entries }
    }
    case 5:
      return {
        type: 'append-reply',
        term: at,
        success: draws.often(),
        index: index(draws.near(lastIndex)),
        rejected: index(draws.near(lastIndex)),
        hintTerm: term(draws.near(lastTerm))
      }
    case 6:
      return {
        type: 'heartbeat',
        term: at,
        commit: index(draws.near(commit)),
        context: draws.below(3),
        transfersOver: draws.below(3),
        lease: draws.below(9),
        next: draws.near(3),
        ...(draws.below(2) === 0 ? {} : { unanswered: true })
      }
    case 7:
      return { type: 'heartbeat-reply', term: at, context: draws.below(3), lease: draws.below(9) }
    default:
      return draws.often()
        ? {
            type: 'snapshot-offer',
            term: at,
            index: index(draws.near(lastIndex)),
            lastTerm: term(draws.near(lastTerm))
          }
        : { type: 'timeout-now', term: at, number: draws.below(4) }
  }
}

function append (raft: Raft, draws: Draws, at: Term): Message {
  const { lastIndex, lastTerm, commit } = status(raft)
  const prevIndex = index(draws.often() ? draws.pick([lastIndex, commit]) : draws.near(lastIndex))
  const prevTerm = draws.often() ? termAt(raft, prevIndex) ?? lastTerm : term(draws.near(lastTerm))
  const sane = draws.often()
  let last = prevTerm as number
  const entries = Array.from({ length: draws.below(4) }, (_, offset): Entry => {
    last = sane ? draws.pick([last, at, at]) : draws.near(last)
    const row = {
      index: index(prevIndex + 1 + (sane ? offset : draws.near(offset))),
      term: term(last),
      payload: new Uint8Array(1)
    }
    return draws.often()
      ? { ...row, kind: 'command' }
      : { ...row, kind: 'configuration', configuration: configuration(draws) }
  })
  return {
    type: 'append-request',
    term: at,
    prevIndex,
    prevTerm,
    commit: index(draws.near(draws.pick([commit, lastIndex]))),
    entries
  }
}

/** A voter's id for what a test needs to name. */
export const SELF: NodeId = nodeId('a')

/**
 * Whatever a node is told, in whatever order: its invariants hold, its term never falls, its vote is kept, what is
 * committed stays, and its disk is what its log is.
 *
 * Method: sequences of random inputs to one node. The last test proves that they get everywhere.
 */
import { index, type NodeId, prng, term, ticks } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import {
  check,
  type Effect,
  type Entry,
  type Input,
  type Raft,
  type RaftView,
  start,
  status,
  step
} from '../src/index.ts'
import { NAMES, nonsense, SELF } from './nonsense.ts'

const TIMES = { heartbeatTicks: ticks(2), electionTicksMin: ticks(5), doubtTicks: ticks(5) }

const sequences = fc.array(fc.array(fc.noBias(fc.nat(999)), { minLength: 24, maxLength: 24 }), {
  maxLength: 150,
  size: 'max'
})

/** A node on its own; `b` and `c` vote too. */
const fresh = (seed: number, damaged: boolean): Raft => start({
  self: SELF, seed: prng(seed), times: TIMES, hard: { term: term(0), votedFor: null }, commit: index(0), entries: [],
  snapshot: { index: index(0), term: term(0), configuration: { voters: NAMES.slice(0, 3), learners: [] } },
  repair: damaged ? { index: index(3), term: term(2) } : null
})

/** What the disk holds, by index, and who had its votes. */
interface Memory {
  readonly disk: Map<number, Entry>
  last: number
  readonly votes: Map<number, NodeId>
  readonly committed: Map<number, Entry>
}

function write (memory: Memory, { truncateFrom, entries }: Effect & { type: 'persist' }): void {
  if (truncateFrom !== null) memory.last = truncateFrom - 1
  for (const entry of entries) {
    if (entry.index !== memory.last + 1) throw new Error(`a write of ${entry.index} after ${memory.last}`)
    memory.disk.set(entry.index, entry)
    memory.last = entry.index
  }
}

function compareStatus (before: RaftView, after: RaftView, { votes }: Memory): void {
  if (after.term < before.term) throw new Error(`term fell from ${before.term} to ${after.term}`)
  if (after.commit < before.commit) throw new Error(`commit index fell from ${before.commit} to ${after.commit}`)
  if (after.votedFor !== null) {
    if ((votes.get(after.term) ?? after.votedFor) !== after.votedFor) throw new Error(`two votes in term ${after.term}`)
    votes.set(after.term, after.votedFor)
  } else if (after.term === before.term && before.votedFor !== null) {
    throw new Error('a vote was forgotten')
  }
}

/** Under repair a node votes only for a log that reaches as far as what it lost. */
function compareVote (input: Input, before: RaftView, after: RaftView): void {
  if (before.repair === null || after.votedFor === null || after.votedFor === before.votedFor) return
  const request = input.type === 'message' && input.message.type === 'vote-request' ? input.message : null
  const [lastIndex, lastTerm] = [request?.lastIndex ?? 0, request?.lastTerm ?? 0]
  const { index, term } = before.repair
  if (lastTerm < term || (lastTerm === term && lastIndex < index))
    throw new Error(`a vote under repair, which lost ${index} of term ${term}, for ${lastIndex} of term ${lastTerm}`)
}

function compareEffects (input: Input, before: RaftView, after: RaftView, effects: readonly Effect[]): void {
  let told = input.type === 'snapshot-installed' ? after.commit as number : before.commit as number
  for (const [at, effect] of effects.entries()) {
    if (effect.type === 'persist' && at > 0) throw new Error('a write came after what waits for it')
    if (effect.type === 'persist' && effect.truncateFrom !== null) {
      if (effect.truncateFrom <= before.commit)
        throw new Error(`dropped ${effect.truncateFrom}, committed through ${before.commit}`)
      if (before.standing === 'leader' && after.standing === 'leader')
        throw new Error('a leader dropped its own entries')
    }
    if (effect.type === 'commit') {
      if (effect.index <= told) throw new Error('a commit was told twice')
      told = effect.index
    }
    const promise =
      effect.type === 'send' && (effect.message.type.startsWith('vote') || effect.message.type === 'append-reply')
    if (promise && effect.lane === 'early') throw new Error(`a ${effect.message.type} left before it was durable`)
  }
  if (told !== after.commit) throw new Error(`commit index ${after.commit}, but told ${told}`)
}

function compareLog (raft: Raft, input: Input, memory: Memory): void {
  const { lastIndex, commit } = status(raft)
  // What is fetched gets to the disk by another road.
  if (input.type === 'snapshot-installed' && memory.last < lastIndex) memory.last = lastIndex
  if (memory.last !== lastIndex) throw new Error(`disk ends at ${memory.last}, log at ${lastIndex}`)
  for (const entry of raft.log.entries) {
    if (memory.disk.get(entry.index) !== entry) throw new Error(`disk and log differ at ${entry.index}`)
    if (entry.index > commit) continue
    if ((memory.committed.get(entry.index) ?? entry) !== entry)
      throw new Error(`committed entry ${entry.index} changed`)
    memory.committed.set(entry.index, entry)
  }
}

t.test('no sequence of inputs breaks a node', async () => {
  fc.assert(fc.property(fc.integer(), fc.boolean(), sequences, (seed, damaged, sequence) => {
    const raft = fresh(seed, damaged)
    const memory: Memory = { disk: new Map(), last: 0, votes: new Map(), committed: new Map() }
    for (const numbers of sequence) {
      const input = nonsense(raft, numbers)
      const before = status(raft)
      const effects = step(raft, input)
      check(raft)
      compareStatus(before, status(raft), memory)
      compareVote(input, before, status(raft))
      compareEffects(input, before, status(raft), effects)
      for (const effect of effects) if (effect.type === 'persist') write(memory, effect)
      compareLog(raft, input, memory)
    }
  }), { numRuns: 2_000 })
})

t.test('the same inputs give the same effects and the same state', async t => {
  fc.assert(fc.property(fc.integer(), sequences, (seed, sequence) => {
    const one = fresh(seed, false)
    const other = structuredClone(one)
    for (const numbers of sequence) {
      const input = nonsense(one, numbers)
      const expected = JSON.stringify(step(one, input))
      if (JSON.stringify(step(other, structuredClone(input))) !== expected) throw new Error('effects differ')
    }
    if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error('states differ')
  }), { numRuns: 50 })
  t.same(structuredClone(fresh(1, true)), fresh(1, true), 'a state can be cloned')
})

t.test('random inputs get everywhere', async t => {
  const seen = new Set<string>()
  fc.assert(fc.property(fc.integer(), fc.boolean(), sequences, (seed, damaged, sequence) => {
    const raft = fresh(seed, damaged)
    for (const numbers of sequence) {
      for (const effect of step(raft, nonsense(raft, numbers))) {
        seen.add(effect.type)
        if (effect.type === 'send') seen.add(effect.message.type)
        if (effect.type === 'persist' && effect.truncateFrom !== null) seen.add('truncation')
      }
      seen.add(raft.standing)
      if (raft.leading?.transfer != null) seen.add('transfer')
      if (raft.log.configurations.length > 0) seen.add('change')
      if (raft.log.base.index > 0) seen.add('compaction')
    }
  }), { numRuns: 1_000, seed: 1 })
  t.same([...seen].sort(), [
    'accepted',
    'append-reply',
    'append-request',
    'candidate',
    'change',
    'commit',
    'compaction',
    'fetch-snapshot',
    'follower',
    'heartbeat',
    'heartbeat-reply',
    'leader',
    'log-tail',
    'persist',
    'pre-candidate',
    'read-ready',
    'refused',
    'repaired',
    'send',
    'snapshot-offer',
    'standing',
    'timeout-now',
    'transfer',
    'truncation',
    'vote-reply',
    'vote-request'
  ])
})

/**
 * A leader bounds what it holds, what it sends at once, and what is on its way.
 *
 * Goal: no member and no client can make it hold or send without limit. Method: a leader of three, elected by hand,
 * whose followers say only what the test lets them say.
 */
import { index, LIMITS, nodeId, prng, term, ticks } from '@hivemind/base'
import t from 'tap'
import { type Effect, type Message, type Raft, start, status, step } from '../src/index.ts'

const A = nodeId('a')
const B = nodeId('b')
const C = nodeId('c')

function leader (): Raft {
  const raft = start({
    self: A,
    seed: prng(1),
    times: { heartbeatTicks: ticks(2), electionTicksMin: ticks(10), doubtTicks: ticks(10) },
    hard: { term: term(0), votedFor: null },
    snapshot: { index: index(0), term: term(0), configuration: { voters: [A, B, C], learners: [] } },
    entries: [],
    commit: index(0),
    repair: null
  })
  while (raft.standing === 'follower') step(raft, { type: 'tick' })
  say(raft, { type: 'vote-reply', term: term(1), granted: true, pre: true })
  say(raft, { type: 'vote-reply', term: term(1), granted: true, pre: false })
  step(raft, { type: 'persisted', index: index(1), term: term(1) })
  holds(raft, 1)
  return raft
}

const say = (raft: Raft, message: Message): Effect[] => step(raft, { type: 'message', from: B, message })
const holds = (raft: Raft, through: number): Effect[] =>
  say(raft, {
    type: 'append-reply',
    term: term(1),
    success: true,
    index: index(through),
    rejected: index(0),
    hintTerm: term(0)
  })
const propose = (raft: Raft, count: number, bytes: number): Effect[] => {
  const payload = new Uint8Array(bytes)
  return step(raft, {
    type: 'propose',
    id: 1,
    proposals: Array.from({ length: count }, () => ({ kind: 'command' as const, payload }))
  })
}
const codes = (effects: readonly Effect[]): string[] =>
  effects.flatMap(effect => (effect.type === 'refused' ? [effect.code] : []))
const appendsToB = (effects: readonly Effect[]) =>
  effects.flatMap(effect =>
    effect.type === 'send' && effect.to === B && effect.message.type === 'append-request' ? [effect.message] : []
  )

t.test('more proposals than may wait are refused as a whole, and fit again once some are committed', async t => {
  const raft = leader()
  t.equal(status(raft).commit, 1)
  t.same(codes(propose(raft, LIMITS.proposalsPendingMax, 1)), [])
  t.same(codes(propose(raft, 1, 1)), ['HIVE_BUSY'])
  t.equal(status(raft).lastIndex, LIMITS.proposalsPendingMax + 1)
  step(raft, { type: 'persisted', index: status(raft).lastIndex, term: term(1) })
  holds(raft, 3)
  t.same(codes(propose(raft, 3, 1)), ['HIVE_BUSY'])
  t.same(codes(propose(raft, 2, 1)), [])
})

t.test('more bytes than may wait are refused, and fit again once some are committed', async t => {
  const raft = leader()
  const large = 1024 * 1024
  const fit = LIMITS.proposalBytesPendingMax / large
  t.same(codes(propose(raft, fit, large)), [])
  t.same(codes(propose(raft, 1, 1)), ['HIVE_BUSY'])
  step(raft, { type: 'persisted', index: status(raft).lastIndex, term: term(1) })
  holds(raft, 2)
  t.same(codes(propose(raft, 2, large)), ['HIVE_BUSY'])
  t.same(codes(propose(raft, 1, large)), [])
})

t.test('an entry that is too large is refused', async t => {
  t.same(codes(propose(leader(), 1, LIMITS.entryBytesMax + 1)), ['HIVE_RAFT_ENTRY_TOO_LARGE'])
  t.same(codes(propose(leader(), 1, LIMITS.entryBytesMax)), [])
})

t.test('one append carries so many entries at most', async t => {
  const appends = appendsToB(propose(leader(), LIMITS.appendEntriesMax + 5, 1))
  t.same(appends.map(({ entries }) => entries.length), [LIMITS.appendEntriesMax, 5])
})

t.test('one append carries so many bytes at most, but always an entry', async t => {
  const half = LIMITS.appendBytesMax / 2
  t.same(appendsToB(propose(leader(), 5, half)).map(({ entries }) => entries.length), [2, 2, 1])
  t.same(appendsToB(propose(leader(), 2, LIMITS.entryBytesMax)).map(({ entries }) => entries.length), [1, 1])
})

t.test('so many appends are on their way at most; the rest follows in one when the first arrive', async t => {
  const raft = leader()
  const sent = Array.from({ length: LIMITS.appendsInFlightMax + 10 }, () => appendsToB(propose(raft, 1, 1)).length)
  t.equal(sent.reduce((sum, count) => sum + count, 0), LIMITS.appendsInFlightMax)
  t.same(appendsToB(holds(raft, 2)).map(({ entries }) => entries.length), [10])
})

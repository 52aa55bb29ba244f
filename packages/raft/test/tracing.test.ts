/**
 * Goal: a trace leaves out no transition and names each as docs/checking.md says.
 * Method: one node, its inputs by hand; each test reads the rows of one step.
 */
import { index, nodeId, prng, term, ticks } from '@hivemind/base'
import t from 'tap'
import {
  type Configuration, type Effect, type Entry, type Input, initialRow, markOf, type Raft, start, step, type TraceRow,
  transitions
} from '../src/index.ts'

const [A, B, C] = [nodeId('a'), nodeId('b'), nodeId('c')]
const TIMES = { heartbeatTicks: ticks(2), electionTicksMin: ticks(10), doubtTicks: ticks(20) }

function node (...voters: readonly (typeof A)[]): Raft {
  const configuration: Configuration = { voters, learners: [] }
  const first: Entry = {
    index: index(1),
    term: term(1),
    kind: 'configuration',
    payload: new Uint8Array(0),
    configuration
  }
  return start({
    self: A, seed: prng(1), times: TIMES, hard: { term: term(1), votedFor: null }, snapshot: null, entries: [first],
    commit: index(1), repair: null
  })
}

/** Give an input. @returns its rows, and its effects */
function give (raft: Raft, input: Input): { rows: readonly TraceRow[], effects: readonly Effect[] } {
  const before = markOf(raft)
  const effects = step(raft, input)
  return { rows: transitions(before, raft, input, effects), effects }
}

const events = (rows: readonly TraceRow[]): readonly string[] => rows.map(({ event }) => event)

/** Let time pass until something happens. */
function wait (raft: Raft): readonly TraceRow[] {
  for (;;) {
    const { rows } = give(raft, { type: 'tick' })
    if (rows.length > 0) return rows
  }
}

t.test('a life begins with what the disk held', async t => {
  t.match(initialRow(node(A, B, C)), {
    event: 'InitState',
    node: A,
    term: 1,
    vote: null,
    commit: 1,
    log: 1,
    lastTerm: 1,
    standing: 'follower',
    leader: null,
    configuration: { voters: [A, B, C], learners: [] }
  })
})

t.test('an election is told from the first question to the first entry', async t => {
  const raft = node(A, B, C)
  t.same(events(wait(raft)), ['BecomePreCandidate', 'SendRequestPreVoteRequest', 'SendRequestPreVoteRequest'])
  const reply = { type: 'vote-reply', term: term(2), granted: true } as const
  const { rows: asked } = give(raft, { type: 'message', from: B, message: { ...reply, pre: true } })
  t.same(events(asked), [
    'ReceiveRequestPreVoteResponse', 'BecomeCandidate', 'Ready', 'SendRequestVoteRequest', 'SendRequestVoteRequest'
  ])
  t.match(asked[1], { term: 2, vote: A, standing: 'candidate' })
  const { rows: won } = give(raft, { type: 'message', from: B, message: { ...reply, pre: false } })
  t.same(events(won), [
    'ReceiveRequestVoteResponse', 'BecomeLeader', 'Replicate', 'Ready', 'SendAppendEntriesRequest',
    'SendAppendEntriesRequest'
  ])
  t.match(won[0]?.message, { type: 'vote-reply', from: B, to: A, granted: true })
  t.match(won[2], { log: 2, lastTerm: 2, entries: { count: 1, terms: [[2, 2]] } })
})

t.test('a node that wins at once was a candidate too, and what its disk does is told', async t => {
  const raft = node(A)
  t.same(events(wait(raft)), ['BecomeCandidate', 'BecomeLeader', 'Replicate', 'Ready'])
  const { rows } = give(raft, { type: 'persisted', index: index(2), term: term(2) })
  t.same(events(rows), ['Persisted', 'Commit'])
  t.match(rows[1], { commit: 2 })
})

t.test('a change of voters is told when it is appended, and when it is committed', async t => {
  const raft = node(A)
  wait(raft)
  give(raft, { type: 'persisted', index: index(2), term: term(2) })
  const configuration = { voters: [A], learners: [B] }
  const proposals = [{ kind: 'configuration', payload: new Uint8Array(1), configuration }] as const
  const { rows } = give(raft, { type: 'propose', id: 1, proposals })
  t.same(events(rows).slice(0, 2), ['ChangeConf', 'Ready'])
  t.match(rows[0], { configuration, entries: { count: 1, configurations: [{ index: 3, configuration }] } })
  t.same(events(give(raft, { type: 'persisted', index: index(3), term: term(2) }).rows), [
    'Persisted', 'Commit', 'ApplyConfChange'
  ])
})

t.test('a follower tells what it heard, what it drops and whom it follows', async t => {
  const raft = node(A, B, C)
  const entry = (at: number, of: number): Entry =>
    ({ index: index(at), term: term(of), kind: 'command', payload: new Uint8Array(3) })
  const append = (of: number, entries: readonly Entry[]): Input => ({
    type: 'message', from: of === 2 ? B : C,
    message: {
      type: 'append-request', term: term(of), prevIndex: index(1), prevTerm: term(1), commit: index(1), entries
    }
  })
  const { rows } = give(raft, append(2, [entry(2, 2), entry(3, 2)]))
  t.same(events(rows), ['ReceiveAppendEntriesRequest', 'BecomeFollower', 'Ready', 'SendAppendEntriesResponse'])
  t.match(rows[0]?.message, { entries: { count: 2, terms: [[2, 2]] } })
  t.match(rows[1], { leader: B, term: 2 })
  const { rows: other } = give(raft, append(3, [entry(2, 3)]))
  t.match(other.find(({ event }) => event === 'Ready'), { truncateFrom: 2, log: 2, lastTerm: 3 })
})

t.test('a tick that changes nothing is no line', async t => {
  t.same(give(node(A, B, C), { type: 'tick' }).rows, [])
})

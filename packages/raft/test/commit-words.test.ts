/**
 * Goal: followers learn of a commit at once when writes are few, and with the next append when they are many.
 * Method: a leader of three that is told what its followers hold, entry after entry within one tick.
 */
import { index, nodeId, prng, term, ticks } from '@hivemind/base'
import t from 'tap'
import { type Effect, type Message, type Raft, start, step } from '../src/index.ts'

const [A, B, C] = [nodeId('a'), nodeId('b'), nodeId('c')]

function leader (commitTicks?: number): Raft {
  const raft = start({
    self: A,
    seed: prng(1),
    times: {
      heartbeatTicks: ticks(4), electionTicksMin: ticks(20),
      ...(commitTicks === undefined ? {} : { commitTicks: ticks(commitTicks) })
    },
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
  while (wordsOf(step(raft, { type: 'tick' })) === 0); // The next ticks have nothing to say by themselves.
  return raft
}

const say = (raft: Raft, message: Message): Effect[] => step(raft, { type: 'message', from: B, message })
const holds = (raft: Raft, through: number): Effect[] => say(raft, {
  type: 'append-reply', term: term(1), success: true, index: index(through), rejected: index(0), hintTerm: term(0)
})
/** Words to B that say nothing but how far the log is committed. */
const wordsOf = (effects: readonly Effect[]): number =>
  effects.filter(effect => effect.type === 'send' && effect.to === B && effect.message.type === 'heartbeat').length

/** Append one entry, hold it everywhere, and count the words that its commit brings. */
function write (raft: Raft, at: number): number {
  step(raft, { type: 'propose', id: at, proposals: [{ kind: 'command', payload: new Uint8Array(1) }] })
  return wordsOf(step(raft, { type: 'persisted', index: index(at), term: term(1) })) + wordsOf(holds(raft, at))
}

t.test('without a bound each commit is told at once', async t => {
  const raft = leader()
  t.same([2, 3, 4].map(at => write(raft, at)), [1, 1, 1])
})

t.test('with one, a single write is told at once, and the others of a tick by their followers or the next tick', async t => {
  const raft = leader(1)
  t.same([2, 3, 4].map(at => write(raft, at)), [1, 0, 0])
  t.equal(wordsOf(step(raft, { type: 'tick' })), 1, 'the last of them has nothing behind it')
  t.equal(wordsOf(step(raft, { type: 'tick' })), 0, 'and is told once')
})

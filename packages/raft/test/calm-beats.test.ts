/**
 * Goal: a leader for which nothing is under way speaks seldom, says so, and wants few answers; its followers wait as
 * much longer, and whoever was not asked is not silent.
 * Method: a leader of three and one follower by hand, tick by tick.
 */
import { index, nodeId, prng, term, ticks } from '@hivemind/base'
import t from 'tap'
import { type Effect, type Message, type Raft, start, status, step } from '../src/index.ts'

const [A, B, C] = [nodeId('a'), nodeId('b'), nodeId('c')]
const TIMES = {
  heartbeatTicks: ticks(2), electionTicksMin: ticks(11), doubtTicks: ticks(22),
  calmTicks: ticks(5), calmAfterTicks: ticks(25), answerTicks: ticks(20)
}

const node = (self: typeof A): Raft => start({
  self, seed: prng(1), times: TIMES, hard: { term: term(0), votedFor: null },
  snapshot: { index: index(0), term: term(0), configuration: { voters: [A, B, C], learners: [] } },
  entries: [], commit: index(0), repair: null
})

const hear = (raft: Raft, from: typeof A, message: Message): Effect[] => step(raft, { type: 'message', from, message })
const holds = (raft: Raft, from: typeof A, through: number): Effect[] => hear(raft, from, {
  type: 'append-reply', term: term(1), success: true, index: index(through), rejected: index(0), hintTerm: term(0)
})

function leader (): Raft {
  const raft = node(A)
  while (raft.standing === 'follower') step(raft, { type: 'tick' })
  hear(raft, B, { type: 'vote-reply', term: term(1), granted: true, pre: true })
  hear(raft, B, { type: 'vote-reply', term: term(1), granted: true, pre: false })
  step(raft, { type: 'persisted', index: index(1), term: term(1) })
  for (const one of [B, C]) holds(raft, one, 1)
  return raft
}

type Beat = Message & { type: 'heartbeat' }
const beatsOf = (effects: readonly Effect[]): readonly Beat[] => effects.flatMap(effect =>
  effect.type === 'send' && effect.to === B && effect.message.type === 'heartbeat' ? [effect.message] : [])

/** Ticks with the answers of those who give any. @returns for each tick its beat to b, or null */
function ticking (raft: Raft, count: number, answering: ReadonlyArray<typeof A> = [B, C]): ReadonlyArray<Beat | null> {
  return Array.from({ length: count }, () => {
    const [beat = null] = beatsOf(step(raft, { type: 'tick' }))
    if (beat !== null && beat.unanswered !== true && raft.leading !== null)
      for (const from of answering) hear(raft, from, { type: 'heartbeat-reply', term: term(1), context: 0, lease: 0 })
    return beat
  })
}

const gapsOf = (beats: ReadonlyArray<Beat | null>): readonly number[] =>
  beats.flatMap((beat, at) => beat === null ? [] : [at]).map((at, place, all) => at - (all[place - 1] ?? at)).slice(1)

t.test('a leader with nothing to do calms down, says so first, and asks seldom', async t => {
  const raft = leader()
  const beats = ticking(raft, 100)
  const gaps = gapsOf(beats)
  t.same(new Set(gaps.slice(0, 8)), new Set([2]))
  t.same(new Set(gaps.slice(-8)), new Set([5]))
  const said = beats.filter(beat => beat !== null).map(({ next = 2 }) => next)
  t.same(said.slice(0, -1), gaps, 'each beat says when the next one comes')
  const asked = beats.slice(40).filter(beat => beat !== null && beat.unanswered !== true).length
  t.ok(asked >= 2 && asked <= 4, `${asked} of the calm beats of 60 ticks want an answer`)
})

t.test('whatever is asked of it ends the calm at once', async t => {
  const raft = leader()
  ticking(raft, 60)
  step(raft, { type: 'propose', id: 1, proposals: [{ kind: 'command', payload: new Uint8Array(1) }] })
  t.same(ticking(raft, 2).filter(beat => beat !== null).length, 1)
  t.same(new Set(gapsOf(ticking(raft, 12))), new Set([2]), 'and it lasts while that is not committed')
  step(raft, { type: 'persisted', index: index(2), term: term(1) })
  for (const one of [B, C]) holds(raft, one, 2)
  ticking(raft, 60)
  const [beat] = beatsOf(step(raft, { type: 'read', id: 2 }))
  t.equal(beat?.context, 1)
  t.equal(beat?.unanswered, undefined, 'the beats of a read are to be answered')
})

t.test('who was not asked is not silent, and who does not answer is', async t => {
  const raft = leader()
  ticking(raft, 200)
  t.ok(status(raft).progress.every(({ recentlyActive }) => recentlyActive))
  ticking(raft, 60, [])
  t.equal(raft.leading, null, 'nobody answers: it leads no more')
})

t.test('in a calm, one that is gone keeps nobody awake', async t => {
  const raft = leader()
  ticking(raft, 60, [B])
  t.same(new Set(gapsOf(ticking(raft, 60, [B])).values()), new Set([5]))
})

t.test('a follower waits as much longer as its leader said, and does not answer unasked', async t => {
  const beat = (more: object): Message =>
    ({ type: 'heartbeat', term: term(1), commit: index(0), context: 0, transfersOver: 0, lease: 0, ...more })
  const patience = (more: object): { readonly ticks: number, readonly answers: number } => {
    const raft = node(B)
    const answers = hear(raft, A, beat(more)).filter(({ type }) => type === 'send').length
    let count = 0
    for (; raft.standing === 'follower'; count++) step(raft, { type: 'tick' })
    return { ticks: count, answers }
  }
  const usual = patience({})
  t.equal(usual.answers, 1)
  t.same(patience({ next: 5 }), { ticks: usual.ticks + 3, answers: 1 })
  t.same(patience({ next: 5, unanswered: true }), { ticks: usual.ticks + 3, answers: 0 })
  t.same(patience({ next: 1_000_000 }), { ticks: usual.ticks + 11, answers: 1 }, 'nobody makes it wait for ever')
})

t.test('a calm beat leaves in a tick in which its node is awake anyway', async t => {
  const raft = leader()
  for (let tick = 0; tick < 100; tick++) {
    step(raft, { type: 'tick', awake: tick % 5 === 3 })
    for (const from of [B, C]) hear(raft, from, { type: 'heartbeat-reply', term: term(1), context: 0, lease: 0 })
  }
  const beats = Array.from({ length: 20 }, (_, tick) =>
    beatsOf(step(raft, { type: 'tick', awake: tick % 5 === 3 })).length)
  t.same(beats.flatMap((count, tick) => count === 0 ? [] : [tick]), [3, 8, 13, 18])
})

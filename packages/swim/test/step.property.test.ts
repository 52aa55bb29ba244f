/**
 * Any order of inputs keeps the promises of the state and of `step`.
 *
 * Method: random inputs of few peers, so that they meet often, among many ticks, so that time-outs run out.
 */
import { type NodeId, nodeId, prng } from '@hivemind/base'
import fc from 'fast-check'
import { test } from 'tap'
import {
  type Condition, compare, conditionOf, type Effect, type Input, pass, quietFor, RELAYS_MAX, SCOUTS, type Standing,
  SUSPECT_PROBES_PER_TICK, type Swim, start, step, UPDATES_MAX
} from '../src/index.ts'

const peer = fc.constantFrom('a', 'b', 'c', 'd', 'stranger').map(nodeId)
const incarnation = fc.nat(3)
const update =
  fc.record({ subject: peer, word: fc.constantFrom('suspect', 'dead', 'stopped', 'left'), incarnation, witness: peer })
const words = { sequence: fc.nat(40), incarnation, updates: fc.array(update, { maxLength: UPDATES_MAX }) }
const message = fc.oneof(
  fc.record({ type: fc.constantFrom('ping', 'ack'), ...words }),
  fc.record({ type: fc.constant('ping-request'), target: peer, ...words }),
  fc.record({ type: fc.constant('ping-answer'), target: peer, heard: fc.boolean(), ...words })
)
const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 60, arbitrary: fc.constant<Input>({ type: 'tick' }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('message'), from: peer, message }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('heard', 'closed', 'opened', 'gone'), peer }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('stalled'), ticks: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('accused'), incarnation }) },
  { weight: 1, arbitrary: fc.constantFrom<Input>({ type: 'leave' }, { type: 'stop' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('watch'), peers: fc.uniqueArray(peer), scouts: fc.uniqueArray(peer), confirmers: fc.nat(4)
    })
  }
)
const inputs = fc.array(input, { minLength: 200, maxLength: 800, size: 'max' })
const fresh = (): Swim => start({ self: nodeId('a'), seed: prng(7), boot: 0 })
const runs = { numRuns: 200 }

/** The condition that each may come from. */
const BEFORE: Readonly<Record<Condition, readonly Condition[]>> = {
  alive: ['suspect', 'unreachable'], suspect: ['alive'], unreachable: ['alive', 'suspect']
}

const plain = (swim: Swim): string =>
  JSON.stringify(swim, (_, one: unknown) => one instanceof Map || one instanceof Set ? [...one] : one)

test('the same inputs give the same effects and the same state', t => {
  fc.assert(fc.property(inputs, all => {
    const run = (): unknown => {
      const swim = fresh()
      return [all.map(one => step(swim, one)), swim]
    }
    t.same(run(), run())
  }), { numRuns: 20 })
  t.end()
})

test('a state is data: a clone of it goes on like the original', t => {
  fc.assert(fc.property(inputs, inputs, (before, after) => {
    const swim = fresh()
    for (const one of before) step(swim, one)
    const copy = structuredClone(swim)
    t.same(after.map(one => step(copy, one)), after.map(one => step(swim, one)))
  }), { numRuns: 20 })
  t.end()
})

test('promised ticks have no effect, and change nothing but the time', t => {
  let promised = 0
  fc.assert(fc.property(inputs, all => {
    const swim = fresh()
    for (const one of all) {
      const quiet = one.type === 'tick' ? quietFor(swim) : 0
      const copy = quiet > 0 ? structuredClone(swim) : null
      const effects = step(swim, one)
      if (copy === null) continue
      promised++
      pass(copy, 1)
      if (effects.length > 0 || plain(swim) !== plain(copy)) return false
    }
    return true
  }), { numRuns: 30 })
  t.ok(promised > 1_000, `${promised} ticks were promised`)
  t.end()
})

test('conditions change only from alive to suspect to unreachable, and back to alive', t => {
  fc.assert(fc.property(inputs, all => {
    const swim = fresh()
    const known = new Map<NodeId, Condition>()
    for (const one of all) {
      for (const effect of step(swim, one)) if (effect.type === 'condition') follow(swim, known, effect)
      for (const id of known.keys()) if (!swim.watched.has(id)) known.delete(id)
      for (const [id, condition] of known) {
        if (conditionOf(swim, id) !== condition) throw new Error(`${id} changed in silence`)
      }
    }
  }), runs)
  t.end()
})

type Change = Extract<Effect, { type: 'condition' }>

function follow (swim: Swim, known: Map<NodeId, Condition>, { peer: id, condition, evidence }: Change): void {
  const before = known.get(id) ?? 'alive'
  if (!BEFORE[condition].includes(before)) throw new Error(`${id} went from ${before} to ${condition}`)
  const word = swim.watched.get(id)?.standing.word
  const stopped = word === 'stopped' || word === 'left' // It may have said both at once.
  if (condition === 'unreachable' && evidence.missed === 0 && !stopped) throw new Error(`${id} missed no probe`)
  if (condition === 'unreachable' && before === 'alive' && !stopped) throw new Error(`${id} had no time to answer`)
  known.set(id, condition)
}

test('only peers that wait are timed, and only the watched are remembered', t => {
  fc.assert(fc.property(inputs, some => {
    const swim = fresh()
    for (const one of some) {
      step(swim, one)
      const all = [...swim.watched.values()]
      const waiting = all.filter(({ awaiting, condition }) => awaiting !== 0 || condition === 'suspect')
      t.strictSame(new Set(waiting.map(({ id }) => id)), new Set(swim.timed))
      t.strictSame([...swim.order].sort(), [...swim.watched.keys()].sort())
      t.notOk(swim.watched.has(swim.self))
    }
  }), { numRuns: 10 })
  t.end()
})

test('what is said of a peer only rises, and its incarnation is one that it said itself', t => {
  fc.assert(fc.property(inputs, all => {
    const swim = fresh()
    const said = new Map<NodeId, number>()
    const before = new Map<NodeId, Standing>()
    for (const one of all) {
      step(swim, one)
      if (one.type === 'message') said.set(one.from, Math.max(said.get(one.from) ?? 0, one.message.incarnation))
      for (const id of before.keys()) if (!swim.watched.has(id)) before.delete(id)
      for (const { id, standing } of swim.watched.values()) {
        if (compare(standing, before.get(id) ?? standing) < 0) throw new Error(`${id} fell to ${standing.word}`)
        if (standing.word !== 'left' && standing.incarnation > (said.get(id) ?? 0)) throw new Error('made up')
        before.set(id, standing)
      }
    }
  }), runs)
  t.end()
})

test('a message sends little, and a thousand suspects are asked a few at a time', t => {
  const peers = Array.from({ length: 1_000 }, (_, number) => nodeId(`p${number}`))
  const swim = fresh()
  step(swim, { type: 'watch', peers, scouts: peers, confirmers: 3 })
  const sent = (one: Input): number => step(swim, one).filter(({ type }) => type === 'send').length
  for (const one of peers) step(swim, { type: 'opened', peer: one })
  for (const one of peers) t.ok(sent({ type: 'closed', peer: one }) <= 1 + SCOUTS)
  let most = 0
  for (let tick = 0; tick < 300; tick++) most = Math.max(most, sent({ type: 'tick' }))
  t.equal(most, SUSPECT_PROBES_PER_TICK, 'the round skips suspects')
  t.ok(peers.every(one => conditionOf(swim, one) === 'unreachable'), 'and all have their verdict in the end')
  t.end()
})

test('questions about others are bounded, and each is answered once', t => {
  const swim = fresh()
  const asker = nodeId('asker')
  const answers: string[] = []
  const give = (one: Input): void => {
    for (const effect of step(swim, one)) {
      if (effect.type !== 'send' || effect.message.type !== 'ping-answer') continue
      answers.push(`${effect.message.sequence} ${effect.message.heard}`)
    }
  }
  for (let sequence = 1; sequence <= 200; sequence++) {
    const target = nodeId(`t${sequence}`)
    const words = { incarnation: 0, updates: [], sequence, target }
    give({ type: 'message', from: asker, message: { type: 'ping-request', ...words } })
    if (swim.relays.length > RELAYS_MAX) throw new Error(`${swim.relays.length} relays`)
  }
  t.equal(answers.length, 200 - RELAYS_MAX, 'more than it bears are answered at once')
  give({ type: 'heard', peer: nodeId('t7') })
  t.equal(answers.at(-1), '7 true')
  for (let tick = 0; tick < 20; tick++) give({ type: 'tick' })
  t.equal(answers.length, 200)
  t.equal(new Set(answers.map(one => one.split(' ')[0])).size, 200)
  t.equal(swim.relays.length, 0)
  t.end()
})

/**
 * Any order of inputs keeps the promises of the state and of `step`.
 *
 * Method: random inputs of few peers, so that they meet often, among many ticks, so that time-outs run out.
 */
import { type NodeId, nodeId, prng } from '@hivemind/base'
import fc from 'fast-check'
import { test } from 'tap'
import {
  type Condition, conditionOf, type Effect, type Input, SUSPECT_PROBES_PER_TICK, type Swim, start, step
} from '../src/index.ts'

const peer = fc.constantFrom('a', 'b', 'c', 'd', 'stranger').map(nodeId)
const message = fc.record({ type: fc.constantFrom('ping', 'ack'), sequence: fc.nat(40) })
const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 60, arbitrary: fc.constant<Input>({ type: 'tick' }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('message'), from: peer, message }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('heard', 'closed', 'opened'), peer }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('watch'), peers: fc.uniqueArray(peer) }) }
)
const inputs = fc.array(input, { minLength: 200, maxLength: 800, size: 'max' })
const fresh = (): Swim => start({ self: nodeId('a'), seed: prng(7) })
const runs = { numRuns: 200 }

/** The condition that each may come from. */
const BEFORE: Readonly<Record<Condition, readonly Condition[]>> = {
  alive: ['suspect', 'unreachable'], suspect: ['alive'], unreachable: ['suspect']
}

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

test('conditions change only from alive to suspect to unreachable, and back to alive', t => {
  fc.assert(fc.property(inputs, all => {
    const swim = fresh()
    const known = new Map<NodeId, Condition>()
    for (const one of all) {
      for (const effect of step(swim, one)) if (effect.type === 'condition') follow(known, effect)
      for (const id of known.keys()) if (!swim.watched.has(id)) known.delete(id)
      for (const [id, condition] of known) {
        if (conditionOf(swim, id) !== condition) throw new Error(`${id} changed in silence`)
      }
    }
  }), runs)
  t.end()
})

type Change = Extract<Effect, { type: 'condition' }>

function follow (known: Map<NodeId, Condition>, { peer: id, condition, evidence }: Change): void {
  const before = known.get(id) ?? 'alive'
  if (!BEFORE[condition].includes(before)) throw new Error(`${id} went from ${before} to ${condition}`)
  if (condition === 'unreachable' && evidence.missed === 0) throw new Error(`${id} missed no probe`)
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

test('no input but a tick sends more than one message, and a thousand suspects are asked a few at a time', t => {
  const peers = Array.from({ length: 1_000 }, (_, number) => nodeId(`p${number}`))
  const swim = fresh()
  step(swim, { type: 'watch', peers })
  const sent = (one: Input): number => step(swim, one).filter(({ type }) => type === 'send').length
  for (const one of peers) {
    step(swim, { type: 'opened', peer: one })
    t.equal(sent({ type: 'closed', peer: one }), 1)
  }
  let most = 0
  for (let tick = 0; tick < 300; tick++) most = Math.max(most, sent({ type: 'tick' }))
  t.equal(most, SUSPECT_PROBES_PER_TICK, 'the round skips suspects')
  t.ok(peers.every(one => conditionOf(swim, one) === 'unreachable'), 'and all have their verdict in the end')
  t.end()
})

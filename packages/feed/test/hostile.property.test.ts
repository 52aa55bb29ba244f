/**
 * Goal: whatever members say, nobody's facts are changed by another: nothing is held that its origin did not sign for
 * this cluster and topic, nothing is taken that was not asked for, and what is remembered of a peer is bounded.
 * Method: one holder among members that say anything, with signatures of others, of other clusters and of nobody.
 */
import { clusterId, type NodeId, nodeId, prng, wallMs } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { headOf } from '../src/heads.ts'
import { type Contents, FEED, type Feed, type FeedMessage, type Given, type Input, start, step } from '../src/index.ts'
import { CLUSTER, check, publication, signatureOf, TOPIC, text, toolsOf } from './world.ts'

const SELF = nodeId('a')
const MEMBERS = ['a', 'b', 'c', 'd'].map(nodeId)
const HOLDERS = MEMBERS.slice(0, 2)

const anybody = fc.constantFrom(...MEMBERS, nodeId('stranger'))
/** Whoever speaks is not us: nobody else has our key. */
const speaker = anybody.filter(id => id !== SELF)
const number = fc.oneof(fc.nat(6), fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 31))
const fact = fc.record({
  key: fc.constantFrom('os', 'disks', '', 'UPPER', 'x'.repeat(400)), seq: number,
  value: fc.constantFrom(null, text('x'), text('y'), new Uint8Array(9_000))
})
const facts = fc.array(fact, { maxLength: 3 })
const contents: fc.Arbitrary<Contents> = fc.record({
  origin: anybody, boot: number, seq: number, floor: number, at: fc.constant(wallMs(0)), facts
})

/** How a liar signs: rightly as itself, as another, for another cluster or topic, or not at all. */
const signer = fc.constantFrom('itself', 'other', 'cluster', 'topic', 'nothing')
function signatureBy (how: string, liar: NodeId, one: Contents): Uint8Array {
  const scope = {
    cluster: how === 'cluster' ? clusterId('c2') : CLUSTER, topic: how === 'topic' ? 'another' : TOPIC
  }
  if (how === 'nothing') return new Uint8Array(32)
  return signatureOf(how === 'other' ? liar : one.origin === SELF ? liar : one.origin, scope, one)
}

const given = (liar: NodeId): fc.Arbitrary<Given> => fc.tuple(contents, signer, fc.nat(3))
  .map(([one, how, after]) => ({ ...one, after, signature: signatureBy(how, liar, one) }))
const head = fc.record({ origin: anybody, boot: number, seq: number, tag: number })
const heads = fc.array(head, { maxLength: 4 })
const buckets = fc.array(fc.nat(FEED.buckets), { maxLength: 3 })
const sums = fc.array(number, { maxLength: FEED.buckets + 1 })

const message = (liar: NodeId): fc.Arbitrary<FeedMessage> => fc.oneof(
  fc.record({ type: fc.constant('digest'), sums }),
  fc.record({ type: fc.constant('heads'), heads, buckets }),
  fc.record({ type: fc.constant('pull'), wants: heads }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant('give'), feeds: fc.array(given(liar), { maxLength: 3 }) }) }
)
const said: fc.Arbitrary<Input> = speaker
  .chain(from => message(from).map(one => ({ type: 'message', from, message: one })))
const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 12, arbitrary: said },
  { weight: 4, arbitrary: fc.constant({ type: 'tick' }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('opened', 'closed'), peer: anybody }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('look'), origin: anybody }) }
)

function fresh (holders: readonly NodeId[]): Feed {
  const feed = start({ self: SELF, topic: TOPIC, boot: 3, seed: prng(1), tools: toolsOf(SELF) })
  step(feed, { type: 'members', cluster: CLUSTER, members: new Set(MEMBERS), holders: new Set(holders) })
  step(feed, { type: 'publish', facts: [publication('os', 'mine')], at: wallMs(0) })
  return feed
}

for (const [name, holders] of [['a holder', HOLDERS], ['another member', MEMBERS.slice(1, 2)]] as const) {
  t.test(`${name} holds nothing that was not signed by its origin, whatever is said`, async t => {
    let taken = 0
    fc.assert(fc.property(fc.array(input, { minLength: 50, maxLength: 200, size: 'max' }), inputs => {
      const feed = fresh(holders)
      const own = feed.held.get(SELF)?.contents
      for (const one of inputs) {
        const before = new Map(feed.held)
        step(feed, one)
        check(feed, before, one)
        bounded(feed)
      }
      taken += feed.held.size - 1
      return feed.held.get(SELF)?.contents === own
    }), { numRuns: 120, seed: 20_261 })
    t.ok(taken > 0, `${taken} that were true were taken`)
  })
}

function bounded (feed: Feed): void {
  for (const id of MEMBERS) {
    const asked = [...feed.asked.values()].filter(({ peer }) => peer === id).length
    if (asked > FEED.pullMax) throw new Error(`${asked} asked of ${id}`)
  }
  for (const [name, size] of Object.entries({
    shunned: feed.shunned.size,
    given: feed.given.size,
    more: feed.more.size
  }))
    if (size > MEMBERS.length) throw new Error(`${size} ${name}`)
}

t.test('of 100,000 forged facts none is taken, and whoever gave them is not believed for a while', async t => {
  const feed = fresh(HOLDERS)
  const origin = nodeId('d')
  let unheard = 0
  for (let boot = 1; boot <= 100_000; boot++) {
    const one: Contents = {
      origin, boot, seq: 1, floor: 0, at: wallMs(0), facts: [{ key: 'os', seq: 1, value: text('lie') }]
    }
    const signature = signatureOf(nodeId('b'), { cluster: CLUSTER, topic: TOPIC }, one)
    const promise = { origin, ...headOf({ contents: one, signature }) }
    const from = nodeId('b')
    const heads: FeedMessage = { type: 'heads', heads: [promise], buckets: [] }
    const give: FeedMessage = { type: 'give', feeds: [{ ...one, after: 0, signature }] }
    for (const message of [heads, give])
      unheard += step(feed, { type: 'message', from, message }).filter(({ type }) => type === 'unheard').length
    if (boot % 100 === 0) step(feed, { type: 'tick' })
  }
  t.notOk(feed.held.has(origin))
  t.equal(unheard, 100_000)
})

t.test('true facts that were not asked for are not taken, and no work is done for them', async t => {
  const feed = fresh(HOLDERS)
  const [origin, b, c] = ['d', 'b', 'c'].map(nodeId) as [NodeId, NodeId, NodeId]
  const one: Contents = {
    origin, boot: 1, seq: 1, floor: 0, at: wallMs(0), facts: [{ key: 'os', seq: 1, value: text('true') }]
  }
  const signature = signatureOf(origin, { cluster: CLUSTER, topic: TOPIC }, one)
  const give: FeedMessage = { type: 'give', feeds: [{ ...one, after: 0, signature }] }
  const unheard = (from: NodeId): unknown => [{ type: 'unheard', from, reason: 'unasked' }]
  t.same(step(feed, { type: 'message', from: b, message: give }), unheard(b))
  const heads = [{ origin, ...headOf({ contents: one, signature }) }]
  step(feed, { type: 'message', from: b, message: { type: 'heads', heads, buckets: [] } })
  t.same(step(feed, { type: 'message', from: c, message: give }), unheard(c), 'somebody else was asked')
  t.notOk(feed.held.has(origin))
  step(feed, { type: 'message', from: b, message: give })
  t.ok(feed.held.has(origin))
})

t.test('a holder shows another one at once what that one lacks', async t => {
  const feed = fresh(HOLDERS)
  const b = nodeId('b')
  const all = Array.from({ length: FEED.buckets }, (_, bucket) => bucket)
  const shown = (buckets: readonly number[]): unknown =>
    step(feed, { type: 'message', from: b, message: { type: 'heads', heads: [], buckets } })
  const heads = [{ origin: SELF, ...feed.held.get(SELF)?.head }]
  t.same(shown(all), [{ type: 'send', to: b, message: { type: 'heads', heads, buckets: [] } }])
  t.same(shown([]), [], 'nothing was said of what it lacks')
})

t.test('whoever is no holder speaks for itself only, and is shown no digest', async t => {
  const feed = fresh(HOLDERS)
  const heads = [{ origin: nodeId('b'), boot: 9, seq: 9, tag: 9 }]
  t.same(step(feed, { type: 'message', from: nodeId('d'), message: { type: 'heads', heads, buckets: [] } }), [])
  const digest: FeedMessage = { type: 'digest', sums: feed.sums.map(() => 1) }
  t.same(step(feed, { type: 'message', from: nodeId('d'), message: digest }),
    [{ type: 'unheard', from: 'd', reason: 'no-holder' }])
  t.equal(step(feed, { type: 'message', from: nodeId('b'), message: digest }).length, 1)
})

t.test('one peer is given so much in a round and no more', async t => {
  const feed = fresh(HOLDERS)
  const value = new Uint8Array(8_000)
  step(feed, { type: 'publish', facts: ['b', 'c', 'd'].map(key => ({ key, value })), at: wallMs(0) })
  const want: FeedMessage = { type: 'pull', wants: [{ origin: SELF, boot: 0, seq: 0, tag: 0 }] }
  const pulls = (): number => {
    let given = 0
    for (let count = 0; count < 1_000; count++)
      given += step(feed, { type: 'message', from: nodeId('d'), message: want }).filter(
        ({ type }) => type === 'send'
      ).length
    return given
  }
  const most = Math.floor(FEED.givenBytesMax / 24_000)
  const given = pulls()
  t.ok(given > most - 10 && given <= most, `${given} of at most ${most}`)
  t.equal(pulls(), 0)
  for (let tick = 0; tick < FEED.roundTicksMax; tick++) step(feed, { type: 'tick' })
  t.ok(pulls() > 0, 'and again after it')
})

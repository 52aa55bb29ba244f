/**
 * Goal: taking contents is a join: in whatever order they come and however often, the newest of them is held.
 * Method: all orders of small sets that are checked whole (two lives, two numbers, two signatures of one number), then
 * drawn ones through the messages of the protocol.
 */
import { type NodeId, nodeId, prng, wallMs } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { compareHeads, headOf, laterOf } from '../src/heads.ts'
import { type Contents, type Feed, type Signed, start, step } from '../src/index.ts'
import { CLUSTER, signatureOf, TOPIC, text, toolsOf } from './world.ts'

const SELF = nodeId('a')
const PEER = nodeId('b')
const ORIGIN = nodeId('d')

function signed (boot: number, seq: number, value: string): Signed & { readonly head: ReturnType<typeof headOf> } {
  const facts = [{ key: 'os', seq, value: text(value) }]
  const contents: Contents = { origin: ORIGIN, boot, seq, floor: 0, at: wallMs(0), facts }
  const one = { contents, signature: signatureOf(ORIGIN, { cluster: CLUSTER, topic: TOPIC }, contents) }
  return { ...one, head: headOf(one) }
}
const ALL = [1, 2].flatMap(boot => [1, 2].flatMap(seq => ['x', 'y'].map(value => signed(boot, seq, value))))

function holder (): Feed {
  const feed = start({ self: SELF, topic: TOPIC, boot: 1, seed: prng(1), tools: toolsOf(SELF) })
  const members = new Set<NodeId>([SELF, PEER, ORIGIN])
  step(feed, { type: 'members', cluster: CLUSTER, members, holders: new Set([SELF, PEER]) })
  step(feed, { type: 'opened', peer: PEER })
  return feed
}

/** Another holder shows what it has, and gives it if it is pulled. */
function offer (feed: Feed, { contents, signature }: Signed): void {
  const head = { origin: ORIGIN, ...headOf({ contents, signature }) }
  const effects = step(feed, { type: 'message', from: PEER, message: { type: 'heads', heads: [head], buckets: [] } })
  for (const effect of effects) {
    if (effect.type !== 'send' || effect.message.type !== 'pull') continue
    const feeds = [{ ...contents, after: 0, signature }]
    step(feed, { type: 'message', from: PEER, message: { type: 'give', feeds } })
  }
}

const permutations = <One>(all: readonly One[]): One[][] => all.length === 0
  ? [[]]
  : all.flatMap((one, at) => permutations(all.filter((_, other) => other !== at)).map(rest => [one, ...rest]))

t.test('the later of two is a join: idempotent, commutative, associative', async t => {
  for (const a of ALL) {
    t.equal(laterOf(a, a), a)
    for (const b of ALL) {
      t.equal(laterOf(a, b), laterOf(b, a))
      t.equal(compareHeads(a.head, b.head) === 0, a === b, 'different contents have different heads')
      for (const c of ALL) if (laterOf(laterOf(a, b), c) !== laterOf(a, laterOf(b, c))) t.fail('associative')
    }
  }
})

t.test('all orders of five contents, and of any four of the eight, end with the newest', async t => {
  const sets = [ALL.slice(0, 5), ...Array.from({ length: 5 }, (_, at) => ALL.slice(at, at + 4))]
  let orders = 0
  for (const set of sets) {
    const newest = set.reduce((one, other) => laterOf(one, other))
    for (const order of permutations(set)) {
      const feed = holder()
      for (const one of order) offer(feed, one)
      orders++
      const held = feed.held.get(ORIGIN)?.head
      if (held === undefined || compareHeads(held, newest.head) !== 0)
        t.fail(`order ${order.map(one => ALL.indexOf(one))}`)
    }
  }
  t.equal(orders, 120 + 5 * 24)
})

t.test('any sequence with repetitions ends with the newest', async () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...ALL), { minLength: 1, maxLength: 12 }), sequence => {
    const feed = holder()
    for (const one of sequence) offer(feed, one)
    return feed.held.get(ORIGIN)?.head.tag === sequence.reduce((one, other) => laterOf(one, other)).head.tag
  }), { numRuns: 1_000 })
})

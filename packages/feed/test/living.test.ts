/** One machine after the other: who joins, comes back, goes, becomes a holder, or only looks. */
import { nodeId } from '@hivemind/base'
import t from 'tap'
import { FEED, factsOf, step, vectorOf } from '../src/index.ts'
import { publication, World } from './world.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e']

function grown (names: readonly string[] = NAMES): World {
  const world = new World(1, names, ['a', 'b', 'c'])
  for (const name of names) world.publish(name, publication('os', name))
  world.run(20)
  return world
}
const valueAt = (world: World, name: string, origin: string, key = 'os'): string | undefined => {
  const value = factsOf(world.at(name).feed, nodeId(origin))?.facts.get(key)
  return value === undefined ? undefined : Buffer.from(value).toString()
}

t.test('all holders have what a member says within a few ticks, and other members do not', async t => {
  const world = grown()
  for (const name of ['a', 'b', 'c']) t.equal(valueAt(world, name, 'd'), 'd', name)
  t.equal(valueAt(world, 'e', 'd'), undefined)
  t.equal(valueAt(world, 'e', 'e'), 'e')
})

t.test('a holder that comes back with nothing has all again', async t => {
  const world = grown()
  world.crash(world.at('a'))
  world.run(50)
  world.restart(world.at('a'))
  world.publish('a', publication('os', 'a again'))
  world.run(20)
  t.same(NAMES.map(name => valueAt(world, 'a', name)), ['a again', 'b', 'c', 'd', 'e'])
  t.equal(valueAt(world, 'b', 'a'), 'a again', 'its later life is believed, though it counts from one again')
})

t.test('a machine that forgot how often it started is believed again', async t => {
  const world = grown()
  for (const boot of [2, 3]) {
    world.restart(world.at('d'), boot)
    world.publish('d', publication('os', `life ${boot}`))
    world.run(20)
  }
  world.restart(world.at('d'), 1)
  world.publish('d', publication('os', 'restored'))
  world.run(20)
  t.equal(valueAt(world, 'a', 'd'), 'restored')
  t.same(vectorOf(world.at('a').feed).get(nodeId('d')), { boot: 4, seq: 1 })
})

t.test('two that run under one identity do not race each other', async t => {
  const world = grown()
  const { feed } = world.at('d')
  const copy = structuredClone({ ...feed, tools: null })
  const other = { ...copy, tools: feed.tools }
  step(other, { type: 'publish', facts: [publication('os', 'copy')], at: copy.own.at })
  let outbids = 0
  for (let tick = 0; tick < 10 * FEED.outbidTicks; tick++) {
    for (const [one, theirs] of [[feed, other], [other, feed]] as const) {
      step(one, { type: 'tick' })
      const held = theirs.held.get(one.self)
      if (held === undefined) continue
      const heads = [{ origin: one.self, ...held.head }]
      step(one, { type: 'message', from: nodeId('a'), message: { type: 'heads', heads, buckets: [] } })
      const feeds = [{ ...held.contents, after: 0, signature: held.signature }]
      const effects = step(one, { type: 'message', from: nodeId('a'), message: { type: 'give', feeds } })
      outbids += effects.filter(({ type }) => type === 'outbid').length
    }
  }
  t.ok(outbids >= 2 && outbids <= 20, `${outbids} in ten times the pause`)
})

t.test('who is removed is forgotten everywhere', async t => {
  const world = grown()
  world.remove('d')
  world.run(2 * FEED.roundTicksMax)
  for (const name of ['a', 'b', 'c']) t.notOk(world.at(name).feed.held.has(nodeId('d')), name)
})

t.test('a member that becomes a holder gets all, and one that is none any more keeps its own', async t => {
  const world = grown()
  world.tellMembers(['a', 'b', 'd'])
  world.mesh()
  world.run(2 * FEED.roundTicksMax)
  t.same([...world.at('d').feed.held.keys()].sort(), NAMES)
  t.same([...world.at('c').feed.held.keys()], ['c'])
})

t.test('a member that looks at another is given its facts, keeps them for a while, and hears of changes', async t => {
  const world = grown()
  world.give(world.at('e'), { type: 'look', origin: nodeId('d') })
  world.run(5)
  t.equal(valueAt(world, 'e', 'd'), 'd')
  world.publish('d', publication('os', 'new'))
  world.run(2 * FEED.roundTicksMax)
  t.equal(valueAt(world, 'e', 'd'), 'new')
  t.equal(world.at('e').feed.shunned.size, 0, 'nobody promised anything')
  world.run(FEED.lookTicks)
  t.same([...world.at('e').feed.held.keys()], ['e'])
})

t.test('nothing is lost while there is no holder', async t => {
  const world = grown()
  for (const name of ['a', 'b', 'c']) world.crash(world.at(name))
  world.publish('d', publication('os', 'unheard'))
  world.run(500)
  for (const name of ['a', 'b', 'c']) world.restart(world.at(name))
  world.run(FEED.roundTicksMax)
  t.equal(valueAt(world, 'b', 'd'), 'unheard')
})

t.test('a holder that comes to 2,000 machines has all within two rounds', async t => {
  const names = Array.from({ length: 2_000 }, (_, at) => `m${at}`)
  const world = new World(1, ['a', 'b'], ['a'])
  const { feed } = world.at('a')
  const members = new Set([...names, 'a', 'b'].map(nodeId))
  const holders = new Set(['a', 'b'].map(nodeId))
  const cluster = feed.cluster
  if (cluster === null) throw new Error('no cluster')
  world.give(world.at('a'), { type: 'members', cluster, members, holders })
  for (const name of names) learn(world, name)
  t.equal(feed.held.size, 2_000)
  world.give(world.at('b'), { type: 'members', cluster, members, holders })
  world.run(2 * FEED.roundTicksMax)
  t.equal(world.at('b').feed.held.size, 2_000)
  t.ok(world.sent.messages < 3 * 2_000 / FEED.pullMax * 4, `in ${world.sent.messages} messages`)
})

/** a learns what another machine says, as it does from the machine itself. */
function learn (world: World, name: string): void {
  const origin = new World(2, [name], []).at(name)
  origin.feed = Object.assign(origin.feed, { members: new Set([origin.id]) })
  step(origin.feed, { type: 'publish', facts: [publication('os', name)], at: origin.feed.own.at })
  const held = origin.feed.held.get(origin.id)
  if (held === undefined) throw new Error(`${name} says nothing`)
  const heads = [{ origin: origin.id, ...held.head }]
  const { feed } = world.at('a')
  step(feed, { type: 'message', from: origin.id, message: { type: 'heads', heads, buckets: [] } })
  const feeds = [{ ...held.contents, after: 0, signature: held.signature }]
  step(feed, { type: 'message', from: origin.id, message: { type: 'give', feeds } })
}

t.test('where nothing changes little is said: a digest in a round, and nothing about nobody', async t => {
  const world = grown()
  world.run(4 * FEED.roundTicksMax)
  const before = world.sent.messages
  world.run(10 * FEED.roundTicksMax)
  const said = world.sent.messages - before
  t.ok(said <= 10 * NAMES.length + NAMES.length, `${said} messages of ${NAMES.length} nodes in ten rounds`)
  const silent = new World(1, ['a', 'b'], ['a', 'b'])
  silent.run(5 * FEED.roundTicksMax)
  t.equal(silent.sent.heads, 0)
})

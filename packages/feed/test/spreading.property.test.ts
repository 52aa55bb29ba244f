/**
 * Goal: whatever the network loses, repeats, delays or cuts, and whoever crashes, once that is over every holder has
 * the
 * newest facts of every member, and everybody else has its own.
 * Method: worlds drawn from a seed, a phase of faults and a calm one. Replay with SEED=<n>.
 */
import t from 'tap'
import { FEED, factsOf } from '../src/index.ts'
import { CALM, publication, STORM, World } from './world.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const KEYS = ['os', 'disks', 'memory']

/** Long enough for a round after peers that kept no promise in the storm are believed again. */
const CALM_TICKS = FEED.shunTicks + 4 * FEED.roundTicksMax

/** A machine starts again, and says what it is. */
function begin (world: World, name: string): void {
  world.restart(world.at(name))
  world.publish(name, publication('os', name))
}

function trouble (world: World): void {
  const nodes = [...world.nodes.values()]
  const node = nodes[world.roll(nodes.length)]
  if (node === undefined) return
  switch (world.roll(8)) {
    case 0:
      return world.part()
    case 1:
      return world.heal()
    case 2:
      return node.up ? world.crash(node) : begin(world, node.id)
    case 3:
      return world.tellMembers(['a', 'b', ...['c', 'd'].filter(() => world.roll(2) === 0)])
    case 4:
      return world.publish(node.id, publication(KEYS[world.roll(KEYS.length)] ?? '', null))
    default:
      return world.publish(node.id, publication(KEYS[world.roll(KEYS.length)] ?? '', `${world.now}`))
  }
}

function live (seed: number): World {
  const world = new World(seed, NAMES, ['a', 'b', 'c'])
  for (const name of NAMES) world.publish(name, publication('os', name))
  world.faults = STORM
  for (let left = 1_500; left > 0; left--) {
    if (world.roll(40) === 0) trouble(world)
    world.tick()
  }
  world.faults = CALM
  world.heal()
  for (const { id, up } of world.nodes.values()) if (!up) begin(world, id)
  world.run(CALM_TICKS)
  return world
}

/** What is wrong in a world that has been calm, or nothing. */
function wrong (world: World): string | null {
  for (const node of world.nodes.values()) {
    const isHolder = node.feed.holders.has(node.id)
    for (const { id, feed } of world.nodes.values()) {
      const own = feed.own.seq === 0 ? null : feed.held.get(id)?.head
      const here = node.feed.held.get(id)?.head ?? null
      const wanted = isHolder || node.id === id ? own : null
      if (JSON.stringify(wanted) !== JSON.stringify(here))
        return `${node.id} has ${JSON.stringify(here)} of ${id}, expected ${JSON.stringify(wanted)}`
    }
  }
  return null
}

const only = process.env['SEED']
const seeds =
  only === undefined ? Array.from({ length: Number(process.env['SEEDS'] ?? 60) }, (_, seed) => seed) : [Number(only)]

t.test('holders agree after a storm', async t => {
  for (const seed of seeds) {
    const problem = wrong(live(seed))
    if (problem !== null) t.fail(`seed ${seed}: ${problem}; replay with SEED=${seed}`)
  }
  t.pass(`${seeds.length} seeds`)
})

t.test('the same seed has the same history', async t => {
  const [one, other] = [live(3), live(3)]
  t.same(one.sent, other.sent)
  t.same([...one.at('a').feed.held.values()], [...other.at('a').feed.held.values()])
})

t.test('what was taken back is gone everywhere, and what was said last is what is seen', async t => {
  const world = new World(1, NAMES, ['a', 'b', 'c'])
  world.publish('d', publication('os', 'one'), publication('disks', 'two'))
  world.run(20)
  world.publish('d', publication('os', 'three'))
  world.publish('d', publication('disks', null))
  world.run(20)
  for (const name of ['a', 'b', 'c']) {
    const seen = factsOf(world.at(name).feed, world.at('d').id)
    t.same([...seen?.facts ?? []].map(([key, value]) => [key, Buffer.from(value).toString()]), [['os', 'three']], name)
    t.same([seen?.boot, seen?.seq], [1, 4])
  }
})

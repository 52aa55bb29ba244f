/**
 * Goal: a node that promises quiet ticks does nothing in them, and is afterwards as if each had been given to it.
 * Method: a small cluster lives through stories of rounds, requests, cuts and crashes. Before each tick of each node a
 * copy of it is told the promised ticks one by one, and a second copy all of them at once; both must end alike.
 */
import { nodeId, ticks, wallMs } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { type Input, type Kernel, quietFor, step } from '../src/index.ts'
import { copyOf, grownDisk } from './disk.ts'
import { type Node, World } from './world.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e'].map(nodeId)
const VOTERS = NAMES.slice(0, 3)

/** A world that holds each node to what it promises. */
class Promising extends World {
  promised = 0
  override give (node: Node, input: Input): void {
    if (input.type === 'tick' && node.up) this.promised += keeps(node.kernel, this.now)
    super.give(node, input)
  }
}

/** @returns how many ticks the node promised, and kept quiet */
function keeps (kernel: Kernel, now: number): number {
  const quiet = quietFor(kernel)
  if (quiet === 0) return 0
  const [one, other] = [cloneOf(kernel), cloneOf(kernel)]
  for (let left = quiet; left > 0; left--) {
    const effects = step(one, { type: 'tick', now: wallMs(now) })
    if (effects.length > 0) throw new Error(`${kernel.self} broke its promise ${left} ticks early: ${effects[0]?.type}`)
    if (quietFor(one) < left - 1) throw new Error(`${kernel.self} takes back a part of its promise by time alone`)
  }
  if (step(other, { type: 'lull', ticks: quiet, now: wallMs(now) }).length > 0) throw new Error('a lull had effects')
  const [slow, fast] = [plain(one), plain(other)]
  if (slow !== fast) throw new Error(`${kernel.self} counts ${quiet} ticks at once otherwise: ${apart(slow, fast)}`)
  return quiet
}

/** A copy that shares nothing but its tools, which are pure. */
function cloneOf (kernel: Kernel): Kernel {
  const { tools, feed, topics, ...rest } = kernel
  const of = (one: typeof feed) => ({ ...structuredClone({ ...one, tools: null }), tools: one.tools })
  const own = new Map([...topics].map(([topic, one]) => [topic, of(one)]))
  return { ...structuredClone(rest), tools, feed: of(feed), topics: own }
}

const plain = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => {
  if (one instanceof Map) return ['map', ...one]
  if (one instanceof Set) return ['set', ...one]
  return one instanceof Uint8Array ? Buffer.from(one).toString('hex') : one
})

function apart (one: string, other: string): string {
  const at = [...one].findIndex((letter, place) => letter !== other[place])
  return `${one.slice(at - 40, at + 40)} | ${other.slice(at - 40, at + 40)}`
}

function grown (): Promising {
  const world = new Promising(() => undefined)
  const disk = grownDisk(VOTERS, NAMES.slice(3), world.now)
  for (const id of NAMES) world.begin(id, copyOf(disk), null).kernel.raft.promisedTicks = ticks(0)
  world.mesh()
  world.elect(world.at('a'))
  return world
}

const aName = fc.constantFrom(...NAMES)
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('rounds'), count: fc.integer({ min: 1, max: 60 }) }) },
  fc.record({ type: fc.constant('ask'), of: aName }),
  fc.record({ type: fc.constant('look'), of: aName, at: aName }),
  fc.record({ type: fc.constant('publish'), of: aName, byte: fc.nat(3) }),
  fc.record({ type: fc.constant('crash'), of: aName }),
  fc.record({ type: fc.constant('restart'), of: aName }),
  fc.record({ type: fc.constant('lose'), share: fc.nat(2) })
)
type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never

function act (world: World, deed: Deed, id: number): void {
  switch (deed.type) {
    case 'rounds': for (let left = deed.count; left > 0; left--) world.round(); return
    case 'ask':
      return world.give(world.at(deed.of), {
        type: 'request', id, deadlineTicks: 50, request: { type: 'read-index' }
      })
    case 'look': return world.give(world.at(deed.of), { type: 'look', member: deed.at })
    case 'publish':
      return world.give(world.at(deed.of), {
        type: 'publish', facts: [{ key: 'os', value: new Uint8Array([deed.byte]) }]
      })
    case 'crash': {
      const node = world.at(deed.of)
      return node.up ? world.crash(node) : undefined
    }
    case 'restart': {
      const node = world.at(deed.of)
      if (!node.up) world.restart(node)
      return world.mesh()
    }
    case 'lose': world.network = world.network.filter((_, at) => at % 3 !== deed.share)
  }
}

t.test('promised ticks do nothing, and count at once what they count one by one', async t => {
  let promised = 0
  fc.assert(fc.property(fc.array(deed, { minLength: 5, maxLength: 15 }), story => {
    const world = grown()
    for (const [at, one] of story.entries()) act(world, one, at + 1)
    promised += world.promised
  }), { numRuns: 15, endOnFailure: true })
  t.ok(promised > 10_000, `${promised} ticks were promised`)
})

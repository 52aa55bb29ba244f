/**
 * Goal: whoever has nothing to do promises to be quiet, and whoever waits for something does not.
 * Method: a small cluster by hand; a member is killed, and a client of another one asks.
 */
import { nodeId, ticks } from '@hivemind/base'
import t from 'tap'
import { quietFor } from '../src/index.ts'
import { copyOf, grownDisk } from './disk.ts'
import { World } from './world.ts'

const ids = (...names: string[]) => names.map(name => nodeId(name))

/** The longest promise of a node while the others go on. */
function longest (world: World, name: string, rounds = 60): number {
  let most = 0
  for (let left = rounds; left > 0; left--) {
    world.round()
    most = Math.max(most, quietFor(world.at(name).kernel))
  }
  return most
}

t.test('a node is quiet while all is well', async t => {
  const world = new World(() => undefined)
  const disk = grownDisk(ids('a', 'b', 'c'), ids('d', 'e', 'f'), world.now)
  for (const id of ids('a', 'b', 'c', 'd', 'e', 'f'))
    world.begin(id, copyOf(disk), null).kernel.raft.promisedTicks = ticks(0)
  const { kernel } = world.at('d')
  t.equal(quietFor(kernel), 0, 'it has not been greeted yet')
  world.mesh()
  world.elect(world.at('a'))
  t.ok(longest(world, 'd') > 20, 'a member')
  t.ok(longest(world, 'b') >= 10, 'a voter, for nearly as long as its patience')
  t.ok(longest(world, 'a') >= 1, 'the leader between two of its words')
  world.give(world.at('d'), { type: 'request', id: 1, deadlineTicks: 50, request: { type: 'read-index' } })
  t.ok(quietFor(kernel) < 5, 'a client waits')
  world.crash(world.at('e'))
  world.mesh()
  t.equal(quietFor(kernel), 0, 'one that it observes is doubted')
  for (let rounds = 0; rounds < 60; rounds++) world.round()
  t.equal(kernel.control.failures.size, 1)
  t.ok(longest(world, 'd') > 20, 'it is failed, and nobody is doubted')
})

t.test('more quiet than was promised is an error of our own', async t => {
  const world = new World(() => undefined)
  const disk = grownDisk(ids('a', 'b', 'c'), [], world.now)
  const { kernel } = world.begin(nodeId('a'), disk, null)
  t.throws(() => world.give(world.at('a'), { type: 'lull', ticks: quietFor(kernel) + 1, now: kernel.now }))
})

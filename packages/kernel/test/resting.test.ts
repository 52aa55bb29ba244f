/**
 * Goal: a member for which nothing is due rests, and whoever waits for something short does not.
 * Method: a small cluster by hand; a member is killed, and a client of another one asks.
 */
import { nodeId, ticks } from '@hivemind/base'
import t from 'tap'
import { rests } from '../src/index.ts'
import { copyOf, grownDisk } from './disk.ts'
import { World } from './world.ts'

const ids = (...names: string[]) => names.map(name => nodeId(name))

t.test('a member rests while all is well', async t => {
  const world = new World(() => undefined)
  const disk = grownDisk(ids('a', 'b', 'c'), ids('d', 'e', 'f'), world.now)
  for (const id of ids('a', 'b', 'c', 'd', 'e', 'f'))
    world.begin(id, copyOf(disk), null).kernel.raft.promisedTicks = ticks(0)
  const { kernel } = world.at('d')
  t.notOk(rests(kernel), 'it has not been greeted yet')
  world.mesh()
  world.elect(world.at('a'))
  for (let rounds = 0; rounds < 60; rounds++) world.round()
  t.ok(rests(kernel))
  t.notOk(rests(world.at('a').kernel) || rests(world.at('b').kernel), 'voters never do')
  world.give(world.at('d'), { type: 'request', id: 1, deadlineTicks: 50, request: { type: 'read-index' } })
  t.notOk(rests(kernel), 'a client waits')
  for (let rounds = 0; rounds < 10; rounds++) world.round()
  t.ok(rests(kernel))
  world.crash(world.at('e'))
  world.mesh()
  t.notOk(rests(kernel), 'one that it observes is doubted')
  for (let rounds = 0; rounds < 60; rounds++) world.round()
  t.equal(kernel.control.failures.size, 1)
  t.ok(rests(kernel), 'it is failed, and nobody is doubted')
})

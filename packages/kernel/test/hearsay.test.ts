/**
 * Goal: nothing that one member says of another one is believed, whether it made it up or heard it once: not that it is
 * dead, left, stopped, alive again or elsewhere.
 *
 * Method: a running cluster, in which one member sends 100,000 such words to the leader and to a member, in its own
 * name and with right stamps, also what others really said before; then the log and everybody's belief, which must not
 * have moved. Words from outside the cluster and from older epochs: fence.test.ts.
 */
import { clusterId, draw, type NodeId, nodeId, prng, ticks } from '@hivemind/base'
import t from 'tap'
import { type Framed, type SwimFrameMessage, stamp, view } from '../src/index.ts'
import { copyOf, grownDisk } from './disk.ts'
import { wordSignature } from './json-tools.ts'
import { type Node, World } from './world.ts'

const WORDS = 100_000
/** So many lies, then time goes by. */
const BATCH = 500
const [LIAR, VICTIM] = [nodeId('e'), nodeId('d')]

/** What d really said, to be said again by another one. */
const overheard: Framed[] = []

function cluster (): World {
  const world = new World((node, effect) => {
    if (node.id === VICTIM && effect.type === 'send' && overheard.length < 500) overheard.push(effect.framed)
  })
  const disk = grownDisk(['a', 'b', 'c'].map(nodeId), ['d', 'e'].map(nodeId), world.now)
  for (const id of ['a', 'b', 'c', 'd', 'e'])
    world.begin(nodeId(id), copyOf(disk), null).kernel.raft.promisedTicks = ticks(0)
  world.mesh()
  world.elect(world.at('a'))
  const run = (rounds: number): void => { for (; rounds > 0; rounds--) world.round() }
  run(60)
  // d stops in good order and comes back: its last words of that life are worth repeating.
  world.give(world.at(VICTIM), { type: 'stopping' })
  run(5)
  world.crash(world.at(VICTIM))
  run(20)
  world.restart(world.at(VICTIM))
  world.mesh()
  run(200)
  return world
}

/** One lie about the victim; `incarnation` is near the one that it has. */
function lie (chance: { prng: ReturnType<typeof prng> }, world: World): Framed {
  const own = world.at(VICTIM).kernel.swim.incarnation
  const incarnation = Math.max(0, own + draw(chance, 5) - 2)
  const updates = [{
    subject: VICTIM, word: (['suspect', 'dead', 'left', 'stopped'] as const)[draw(chance, 4)] ?? 'dead', incarnation,
    witness: nodeId(['b', 'c', 'd', 'e'][draw(chance, 4)] ?? 'e')
  }]
  const words = { sequence: draw(chance, 9), incarnation: world.at(LIAR).kernel.swim.incarnation, updates }
  const message: SwimFrameMessage = [
    { type: 'ping', ...words } as const,
    { type: 'ack', ...words } as const,
    { type: 'ping-answer', target: VICTIM, heard: draw(chance, 2) === 0, ...words } as const,
    {
      type: 'report', incarnation: words.incarnation,
      accusations: [{
        subject: VICTIM, incarnation, unreachable: true, missed: 9, denied: 3, silentTicks: 999, connected: false,
        stopped: true
      }]
    } as const,
    elsewhere(chance, words.incarnation)
  ][draw(chance, 5)] ?? { type: 'ping', ...words }
  return { protocol: 'swim', message }
}

/** That the victim is somewhere else, signed by the liar, or by nobody in particular. */
function elsewhere (chance: { prng: ReturnType<typeof prng> }, incarnation: number): SwimFrameMessage {
  const whereabouts = {
    cluster: clusterId('c1'), member: VICTIM, boot: 1 + draw(chance, 9), addresses: ['evil.example:1'], version: '9.9.9'
  }
  const signer: NodeId = draw(chance, 2) === 0 ? LIAR : nodeId('z')
  return { type: 'whereabouts', incarnation, signed: { whereabouts, signature: wordSignature(signer, whereabouts) } }
}

/** Whether a node holds the victim for gone, or for elsewhere than it is. */
function believes ({ kernel }: Node): boolean {
  const seen = kernel.swim.watched.get(VICTIM)
  const gone = seen?.condition === 'unreachable' || seen?.standing.word === 'left' || seen?.standing.word === 'stopped'
  return gone || kernel.whereabouts.get(VICTIM)?.whereabouts.addresses[0] === 'evil.example:1'
}

t.test('none of 100,000 words of one member about another changes the log or what anybody believes', async t => {
  const world = cluster()
  const leader = world.at('a')
  const [before, places] = [leader.kernel.control.appliedIndex, JSON.stringify([...leader.kernel.control.members])]
  const stops = overheard.filter(({ message }) =>
    'updates' in message && message.updates.some(one => one.word === 'stopped'))
  t.ok(stops.length > 0, 'its last words were overheard')
  const chance = { prng: prng(11) }
  let believed = 0
  for (let said = 0; said < WORDS; said++) {
    const to = world.at(['a', 'b', 'd'][draw(chance, 3)] ?? 'a')
    const again = draw(chance, 4) === 0 ? overheard[draw(chance, overheard.length)] : undefined
    const framed = again?.protocol === 'swim' && again.message.type !== 'report' ? again : lie(chance, world)
    world.give(to, { type: 'frame', from: LIAR, stamp: stamp(to.kernel), framed })
    if (believes(to)) believed++
    if (said % BATCH === 0) world.round()
  }
  for (let rounds = 200; rounds > 0; rounds--) world.round()
  for (const id of ['a', 'b', 'c', 'd']) {
    const seen = view(world.at(id).kernel)
    t.same(seen.members.filter(({ condition }) => condition !== 'alive' && condition !== 'self').map(one => one.id), [])
    t.same([seen.failures.length, seen.tombstones.length, seen.phase], [0, 0, 'member'], id)
  }
  t.equal(believed, 0)
  t.equal(leader.kernel.control.appliedIndex, before, 'nothing was written')
  t.equal(JSON.stringify([...leader.kernel.control.members]), places)
})

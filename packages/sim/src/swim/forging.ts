/**
 * A member that lies: it says of others that they are suspect, dead, stopped or gone, at any incarnation, repeats what
 * it
 * heard from them, answers questions that nobody asked, and accuses everybody to the leader.
 *
 * Pure. What comes from another cluster or an older epoch does not get so far: packages/kernel/test/fence.test.ts.
 */
import { draw } from '@hivemind/base'
import { INCARNATION_MAX, type SwimMessage, UPDATES_MAX, type Update } from '@hivemind/swim'
import { pick } from '../chance.ts'
import { count, type Measuring, promise } from './measuring.ts'
import { deliver } from './network.ts'
import { leaderOf, live, type Member, type Packet, type SwimWorld } from './world.ts'

const FORGED = 100_000
const A_TICK = 20
const WORDS = ['suspect', 'dead', 'stopped', 'left'] as const
/** Words of others that it has kept, to say them again as its own. */
const KEPT_MAX = 500

export function forged (measures: Measuring): void {
  const { world } = measures
  const liar = world.members.at(-1) as Member
  measures.disturbed.add(liar)
  const kept: Packet[] = []
  world.onSend = packet => {
    if (packet.body.type === 'swim' && packet.from !== liar && kept.length < KEPT_MAX) kept.push(packet)
  }
  live(world, 100)
  for (let said = 0; said < FORGED; said += A_TICK) {
    for (let one = 0; one < A_TICK; one++) deliver(world, lie(world, liar, kept))
    live(world, 1)
  }
  count(measures, 'forged', FORGED)
  count(measures, 'accepted', accepted(measures))
  promise(measures, accepted(measures) === 0, 'somebody believed a lie')
}

/**
 * Whatever a member believes of another one, but not by that one's word, nor by its own eyes; and entries of the log.
 */
function accepted ({ world, disturbed, figures }: Measuring): number {
  const wrong = world.members.flatMap(({ swim }) => [...swim.watched.values()]).filter(({ id, condition, standing }) =>
    ![...disturbed].some(one => one.id === id) &&
    (condition === 'unreachable' || standing.word === 'left' || standing.word === 'stopped'))
  return wrong.length + world.log.length + (figures['verdicts on healthy by healthy']?.[0] ?? 0)
}

function lie (world: SwimWorld, liar: Member, kept: readonly Packet[]): Packet {
  const to = pick(world, world.members.filter(one => one !== liar))
  switch (draw(world, 4)) {
    case 0: {
      const body = pick(world, kept).body
      return { from: liar, to, body }
    }
    case 1: return accusation(world, liar)
    default: return { from: liar, to, body: { type: 'swim', message: madeUp(world, liar) } }
  }
}

function madeUp (world: SwimWorld, liar: Member): SwimMessage {
  const updates = Array.from({ length: draw(world, UPDATES_MAX + 1) }, (): Update => {
    const subject = pick(world, world.members)
    const incarnation = pick(world, [
      0,
      subject.swim.incarnation,
      subject.swim.incarnation + 1,
      2 ** 32,
      INCARNATION_MAX
    ])
    const witness = draw(world, 2) === 0 ? subject.id : pick(world, world.members).id
    return {
      subject: subject === liar ? leaderOf(world).id : subject.id,
      word: pick(world, WORDS),
      incarnation,
      witness
    }
  })
  const words = { sequence: draw(world, 200), incarnation: liar.swim.incarnation, updates }
  const target = pick(world, world.members).id
  switch (draw(world, 4)) {
    case 0: return { type: 'ping', ...words }
    case 1: return { type: 'ack', ...words }
    case 2: return { type: 'ping-request', target, ...words }
    default: return { type: 'ping-answer', target, heard: false, ...words }
  }
}

function accusation (world: SwimWorld, liar: Member): Packet {
  const accusations = Array.from({ length: 8 }, () => {
    const { id: subject, swim } = pick(world, world.members)
    return {
      subject,
      incarnation: swim.incarnation,
      unreachable: true,
      missed: 99,
      denied: 3,
      silentTicks: 999,
      connected: false
    }
  })
  return {
    from: liar, to: leaderOf(world), body: { type: 'report', incarnation: liar.swim.incarnation, accusations }
  }
}

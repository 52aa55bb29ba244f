/**
 * How words get from member to member, and connections come and go.
 *
 * A message needs an open connection, takes a tick or two, and may be lost: harsher than the real transport, which
 * sends
 * again. A connection whose other end is silent is closed after ten to twelve seconds, as by the beats of
 * `packages/net`, and dialled again until there is an answer.
 *
 * Pure.
 */
import { draw } from '@hivemind/base'
import { type Effect, type Input, step } from '@hivemind/swim'
import { percent } from '../chance.ts'
import { reportHeard, wordHeard } from './log.ts'
import { type Body, type Member, type Packet, plan, type SwimWorld } from './world.ts'

/** Beats of `packages/net`: five of two seconds missed. */
const BEATS_TICKS = 500
const BEAT_TICKS = 100
/** Pause between two dials of one peer, at most. */
const REDIAL_TICKS = 100

/** Do what a member's core asks for. */
export function perform (world: SwimWorld, member: Member, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.type === 'refuted') world.tally.refuted++
    else if (effect.type === 'condition') {
      member.stale = true
      const subject = world.byId.get(effect.peer)
      if (subject !== undefined) world.onCondition?.(member, subject, effect.condition)
    } else {
      const to = world.byId.get(effect.to)
      if (to !== undefined) send(world, member, to, { type: 'swim', message: effect.message })
    }
  }
}

export const give = (world: SwimWorld, member: Member, input: Input): void =>
  perform(world, member, step(member.swim, input))

/** Say something over the connection, if there is one. */
export function send (world: SwimWorld, from: Member, to: Member, body: Body): void {
  if (from.life !== 'up' || !from.swim.open.has(to.id)) return
  world.tally.sent++
  const packet = { from, to, body }
  world.onSend?.(packet)
  if (world.isCut(from, to) || percent(world, world.lossPercent)) world.tally.lost++
  else fly(world, packet)
}

function fly (world: SwimWorld, packet: Packet): void {
  const at = world.tick + 1 + draw(world, world.jitterTicks + 1)
  const due = world.flying.get(at)
  if (due === undefined) world.flying.set(at, [packet])
  else due.push(packet)
}

/** Something arrives: a member that stands still finds it later. */
export function deliver (world: SwimWorld, packet: Packet): void {
  const { from, to, body } = packet
  if (to.life === 'blocked') return void to.inbox.push(packet)
  if (to.life !== 'up') return
  switch (body.type) {
    case 'opened': case 'closed': case 'gone': return give(world, to, { type: body.type, peer: from.id })
    case 'report':
      give(world, to, { type: 'heard', peer: from.id })
      return reportHeard(world, to, from, body)
    case 'swim':
      wordHeard(world, to, from, body.message.incarnation)
      give(world, to, { type: 'message', from: from.id, message: body.message })
  }
}

export const canTalk = (world: SwimWorld, one: Member, other: Member): boolean =>
  one.life === 'up' && other.life === 'up' && !world.isCut(one, other) && !world.isCut(other, one)

/** Make a connection, now or after some dials, for as long as both lives last. */
export function connect (world: SwimWorld, one: Member, other: Member): void {
  if (one === other || (one.swim.open.has(other.id) && other.swim.open.has(one.id))) return
  if (canTalk(world, one, other)) return both(world, one, other, 'opened')
  const isOver = sameLives(one, other)
  plan(world, 1 + draw(world, REDIAL_TICKS), () => { if (!isOver()) connect(world, one, other) })
}

/** Whether one of two has died since: whoever starts again dials for itself. */
function sameLives (one: Member, other: Member): () => boolean {
  const boots = [one.boot, other.boot]
  return () => one.boot !== boots[0] || other.boot !== boots[1] || isGone(one) || isGone(other)
}

const isGone = ({ life }: Member): boolean => life === 'down' || life === 'away'

function both (world: SwimWorld, one: Member, other: Member, type: 'opened' | 'closed'): void {
  deliver(world, { from: one, to: other, body: { type } })
  deliver(world, { from: other, to: one, body: { type } })
}

/** A process is gone: its system closes what it had open. */
export function closeAll (world: SwimWorld, member: Member): void {
  for (const id of member.swim.open) {
    const peer = world.byId.get(id)
    if (peer !== undefined)
      plan(world, 1, () => {
        deliver(world, { from: member, to: peer, body: { type: 'closed' } })
        if (!world.isCut(peer, member)) plan(world, 1, () => { knock(world, member, peer) })
      })
  }
}

/** Whoever lost a connection tries the door: a machine that is up refuses, and says by it that no process is there. */
function knock (world: SwimWorld, member: Member, peer: Member): void {
  if (isGone(member)) deliver(world, { from: member, to: peer, body: { type: 'gone' } })
}

/** Two ends cannot hear each other from now on; if that lasts, each finds the connection dead. */
export function beatsMiss (world: SwimWorld, one: Member, other: Member): void {
  if (!one.swim.open.has(other.id)) return
  const isOver = sameLives(one, other)
  const turns = [one.turn, other.turn]
  plan(world, BEATS_TICKS + draw(world, BEAT_TICKS), () => {
    const isSame = one.turn === turns[0] && other.turn === turns[1]
    if (isOver() || !isSame || canTalk(world, one, other)) return
    both(world, one, other, 'closed')
    connect(world, one, other)
  })
}

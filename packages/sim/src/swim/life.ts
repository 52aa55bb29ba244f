/**
 * What happens to members: they are killed, stand still, stop, start, join and leave.
 *
 * Pure.
 */
import { draw, ticks } from '@hivemind/base'
import { append, peersOf, watchSlice } from './log.ts'
import { beatsMiss, closeAll, connect, deliver, give } from './network.ts'
import { type Member, newLife, newMember, plan, type SwimWorld, tickMember } from './world.ts'

/** A tick that is so late makes the agent say that it stood still (kernel/step.ts). */
const STALL_TICKS = 5
/** Last words have so long to get out (kernel/stopping.ts). */
const LAST_WORDS_TICKS = 3

function become (world: SwimWorld, member: Member, life: Member['life']): void {
  member.life = life
  member.turn++
  member.since = world.tick
}

/** The process is gone; its connections close. */
export function kill (world: SwimWorld, member: Member): void {
  if (member.life === 'down' || member.life === 'away') return
  become(world, member, 'down')
  member.inbox.length = 0
  closeAll(world, member)
}

/** It stops in good order: it says so, and goes. */
export function stop (world: SwimWorld, member: Member): void {
  give(world, member, { type: 'stop' })
  plan(world, LAST_WORDS_TICKS, () => { kill(world, member) })
}

/** It starts again, and knows what its disk does: the log so far. */
export function boot (world: SwimWorld, member: Member): void {
  if (member.life !== 'down') return
  become(world, member, 'up')
  member.boot++
  member.swim = newLife(world, member.id, member.boot)
  member.swim.now = ticks(0)
  watchSlice(world, member)
  for (const peer of peersOf(world, member)) plan(world, 1 + draw(world, 10), () => { connect(world, member, peer) })
}

/** Its event loop stands still from now on; others may find that its connections are dead. */
export function block (world: SwimWorld, member: Member): void {
  if (member.life !== 'up') return
  become(world, member, 'blocked')
  for (const id of member.swim.open) {
    const peer = world.byId.get(id)
    if (peer !== undefined) beatsMiss(world, member, peer)
  }
}

/** It goes on: first its timer, which knows how late it is, then all that came meanwhile. */
export function unblock (world: SwimWorld, member: Member): void {
  if (member.life !== 'blocked') return
  const late = world.tick - member.since
  become(world, member, 'up')
  if (late >= STALL_TICKS) give(world, member, { type: 'stalled', ticks: late })
  tickMember(world, member)
  for (const packet of member.inbox.splice(0)) deliver(world, packet)
}

/** A newcomer that the log has approved. */
export function join (world: SwimWorld): Member {
  const member = { ...newMember(world, world.members.length), applied: world.log.length, since: world.tick }
  world.members.push(member)
  world.byId.set(member.id, member)
  world.observes.set(member.id, new Set())
  append(world, 'joined', member, 0)
  watchSlice(world, member)
  for (const voter of world.voters) connect(world, member, voter)
  return member
}

/** A member goes for good, with an entry; its process ends a moment later. */
export function leave (world: SwimWorld, member: Member): void {
  append(world, 'left', member, 0)
  plan(world, LAST_WORDS_TICKS, () => {
    give(world, member, { type: 'leave' })
    plan(world, LAST_WORDS_TICKS, () => {
      kill(world, member)
      if (member.life === 'down') become(world, member, 'away')
    })
  })
}

/**
 * After the storm: nothing fails any more, so a leader must come, a new command must reach everyone, and every client
 * must have its answer.
 *
 * Pure.
 */
import type { NodeId } from '@hivemind/base'
import { status } from '@hivemind/raft'
import { CALM } from '../faults.ts'
import { fail, isBroken, say, see } from '../world.ts'
import { leaderOf, mend, restart } from './chaos.ts'
import { type RaftWorld, turn } from './world.ts'

/** Ten of the longest election time-outs, and as much again for a snapshot to be offered and fetched. */
const LEADER_TICKS = 400
const EVERYWHERE_TICKS = 1_000

export function calm (world: RaftWorld): void {
  world.faults = CALM
  say(world, 'calm')
  for (const node of [...world.nodes.values()]) {
    node.disk.hangsUntil = 0
    if (node.raft === null) restart(world, node)
  }
  mend(world)
  if (!within(world, LEADER_TICKS, () => hasLeader(world)))
    return stuck(world, `a leader is elected within ${LEADER_TICKS} ticks`)
  const goal = (leaderOf(world)?.raft?.commit ?? 0) + 1
  const answered = world.clients.map(({ sequence }) => sequence)
  const done = (): boolean =>
    everywhere(world, goal) && world.clients.every(({ sequence }, at) => sequence > (answered[at] ?? 0))
  if (!within(world, EVERYWHERE_TICKS, done))
    return stuck(world, `new commands are applied by all members within ${EVERYWHERE_TICKS} ticks`)
  rest(world)
}

function within (world: RaftWorld, ticks: number, holds: () => boolean): boolean {
  for (const end = world.tick + ticks; world.tick < end && !isBroken(world);) {
    turn(world)
    if (holds()) return true
  }
  return isBroken(world)
}

function hasLeader (world: RaftWorld): boolean {
  const leader = leaderOf(world)?.raft
  return leader?.leading != null && leader.commit >= leader.leading.firstIndex
}

export function membersOf (world: RaftWorld): readonly NodeId[] {
  const leader = leaderOf(world)?.raft
  if (leader == null) return []
  const { voters, learners } = status(leader).configuration
  return [...voters, ...learners]
}

const everywhere = (world: RaftWorld, goal: number): boolean =>
  membersOf(world).every(id => (world.nodes.get(id)?.machine.index ?? 0) >= goal)

/** Clients fall silent, the last words arrive, and everybody must be level. */
function rest (world: RaftWorld): void {
  for (const one of world.clients) one.nextAt = Number.POSITIVE_INFINITY
  const level = (): boolean => {
    const leader = leaderOf(world)?.raft
    return leader != null && world.clients.every(({ attempt }) => attempt === null) &&
      leader.commit === status(leader).lastIndex && everywhere(world, leader.commit)
  }
  if (!within(world, EVERYWHERE_TICKS, level)) return stuck(world, 'all members apply all that is committed')
  see(world, { type: 'ended', members: membersOf(world) })
}

function stuck (world: RaftWorld, promise: string): void {
  const shown = [...world.nodes.values()].map(({ id, raft, machine }) =>
    raft === null
      ? `${id} down`
      : `${id} ${raft.standing} term ${raft.term} commit ${raft.commit} applied ${machine.index}`)
  fail(world, 'liveness', `after the faults end ${promise}; ${shown.join('; ')}`)
}

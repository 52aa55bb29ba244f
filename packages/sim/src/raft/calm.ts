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

/** Those far behind may have to be sent a long log, a few entries at a time, and what is new comes last. */
function everywhereTicks (world: RaftWorld): number {
  const leader = leaderOf(world)?.raft
  return EVERYWHERE_TICKS + 3 * (leader == null ? 0 : status(leader).lastIndex)
}

export function calm (world: RaftWorld): void {
  world.faults = CALM
  say(world, 'calm')
  for (const node of [...world.nodes.values()]) {
    node.disk.hangsUntil = 0
    node.pausedUntil = Math.min(node.pausedUntil, world.tick)
    if (node.raft === null) restart(world, node)
  }
  mend(world)
  const ticks = LEADER_TICKS + 3 * backlog(world)
  if (!within(world, ticks, () => hasLeader(world)))
    return stuck(world, `after the faults end a leader is elected and commits within ${ticks} ticks`)
  const goal = (leaderOf(world)?.raft?.commit ?? 0) + 1
  const answered = world.clients.map(({ sequence }) => sequence)
  const done = (): boolean =>
    everywhere(world, goal) && world.clients.every(({ sequence }, at) => sequence > (answered[at] ?? 0))
  if (!within(world, everywhereTicks(world), done))
    return stuck(world, `after the faults end new commands are applied by all members within ${everywhereTicks(world)} ticks`)
  rest(world)
}

/**
 * Entries that a new leader may have to bring to a quorum, a few at a time, before it commits one of its own: all of a
 * log, also what is committed, when those who had it are voters no more and those who are have next to nothing.
 */
const backlog = ({ nodes }: RaftWorld): number =>
  Math.max(0, ...[...nodes.values()].map(({ raft }) => raft === null ? 0 : status(raft).lastIndex))

export function within (world: RaftWorld, ticks: number, holds: () => boolean): boolean {
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
    return (
      leader != null &&
      status(leader).configuration.outgoing === undefined &&
      world.clients.every(({ attempt }) => attempt === null) &&
      leader.commit === status(leader).lastIndex &&
      everywhere(world, leader.commit)
    )
  }
  if (!within(world, everywhereTicks(world), level))
    return stuck(world, 'after the faults end all members apply all that is committed, and voters are settled')
  see(world, { type: 'ended', members: membersOf(world) })
}

export function stuck (world: RaftWorld, promise: string): void {
  const shown = [...world.nodes.values()].map(({ id, raft, machine }) =>
    raft === null
      ? `${id} down`
      : `${id} ${raft.standing} term ${raft.term} commit ${raft.commit} applied ${machine.index}`)
  fail(world, 'liveness', `${promise}; ${shown.join('; ')}`)
}

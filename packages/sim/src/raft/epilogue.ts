/**
 * What comes after the calm, in some worlds: links of a healthy cluster are cut in any directions, and it gets on
 * (BUGS RF18); or an operator goes about its work, and all that is asked for is done, without anybody being deposed.
 *
 * Pure.
 */
import { draw, type NodeId } from '@hivemind/base'
import { type Configuration, status, stepToward } from '@hivemind/raft'
import { pick } from '../chance.ts'
import { bytesOf } from '../marks.ts'
import { cut, type Link } from '../network.ts'
import { happened, isBroken, say } from '../world.ts'
import { membersOf, stuck, within } from './calm.ts'
import { askChange, drawMany, leaderOf, living } from './chaos.ts'
import { commandText } from './machine.ts'
import { feed, type RaftNode } from './node.ts'
import { type RaftWorld, turn } from './world.ts'

export function epilogue (world: RaftWorld): void {
  if (world.habits.epilogue === 'cuts') return underCuts(world)
  if (world.habits.epilogue === 'none') return
  for (let work = 0; work < 4 && !isBroken(world); work++) draw(world, 2) === 0 ? handOver(world) : change(world)
}

/** Progress within three seconds, and at most two changes of leader in ten, as shipped; longer for who waits longer. */
const PROGRESS_ELECTIONS = 14
const WATCHED_ELECTIONS = 45
const CHANGES_MAX = 2
const DRAWN_MAX = 20

/** Wherever one voter has links both ways to a quorum, something is committed soon, and leadership comes to rest. */
function underCuts (world: RaftWorld): void {
  const links = drawConnected(world)
  if (links === null) return
  happened(world, 'directed cuts that leave somebody a quorum')
  cut(world, world.net, links)
  const { electionTicksMin } = world.habits.times
  const before = committed(world)
  let [leader, changes, got] = [leaderText(world), 0, false]
  for (let tick = 1; tick <= WATCHED_ELECTIONS * electionTicksMin && !isBroken(world); tick++) {
    if (tick % 5 === 0) for (const node of living(world)) command(world, node)
    turn(world)
    // What was on its way when the links were cut counts for nothing.
    got ||= committed(world) > before + 2
    if (!got && tick >= PROGRESS_ELECTIONS * electionTicksMin)
      return stuck(world, `where somebody reaches a quorum something is committed within ${tick} ticks`)
    const now = leaderText(world)
    if (now === '' || now === leader) continue
    leader = now
    if (++changes > CHANGES_MAX) return stuck(world, `leadership comes to rest, and it changed ${changes} times`)
  }
}

/** Cuts that leave some voter a quorum; null when there are none to draw. */
function drawConnected (world: RaftWorld): readonly Link[] | null {
  const ids = membersOf(world)
  const leader = leaderOf(world)?.raft
  if (leader == null || ids.length < 2) return null
  const { voters } = status(leader).configuration
  for (let drawn = 0; drawn < DRAWN_MAX; drawn++) {
    const links = ids.flatMap(from =>
      ids.filter(to => to !== from && draw(world, 2) === 0).map((to): Link => [from, to])
    )
    const isCut = (one: NodeId, other: NodeId): boolean =>
      links.some(([from, to]) => (from === one && to === other) || (from === other && to === one))
    const connects = (id: NodeId): boolean => voters.filter(other => !isCut(id, other)).length * 2 > voters.length
    if (voters.some(connects)) return links
  }
  return null
}

function command (world: RaftWorld, node: RaftNode): void {
  const id = world.nextNumber++
  const payload = bytesOf(commandText('epilogue', id, id))
  if (node.raft?.standing === 'leader')
    feed(world, node, { type: 'propose', id, proposals: [{ kind: 'command', payload }] })
}

const committed = ({ nodes }: RaftWorld): number =>
  Math.max(...[...nodes.values()].map(({ raft }) => raft?.commit ?? 0))

function leaderText (world: RaftWorld): string {
  const leader = leaderOf(world)
  return leader === undefined ? '' : `${leader.id} ${leader.raft?.term}`
}

const WORK_ELECTIONS = 30

/** Time for a work: newcomers may have to be sent the whole log, an entry at a time. */
const workTicks = (world: RaftWorld): number =>
  WORK_ELECTIONS * world.habits.times.electionTicksMin + 3 * committed(world)

/** Leadership goes where it is wanted, though the first word of it is lost. */
function handOver (world: RaftWorld): void {
  const leader = leaderOf(world)
  if (leader?.raft == null) return
  const others = status(leader.raft).configuration.voters.filter(id => id !== leader.id)
  if (others.length === 0) return
  const to = pick(world, others)
  happened(world, 'transfers in peace')
  say(world, `${leader.id} is asked to hand over to ${to}`)
  world.net.loses = 'timeout-now'
  feed(world, leader, { type: 'transfer', to, id: world.nextNumber++ })
  const done = (): boolean => leaderOf(world)?.id === to
  if (!within(world, workTicks(world), done))
    stuck(world, `${leader.id} hands over to ${to}`)
  world.net.loses = null
  settle(world)
}

/**
 * Voters change as it was asked for, under the leader that there is, unless it goes itself, or somebody comes who has
 * seen a later term: nobody can be led in an earlier one.
 */
function change (world: RaftWorld): void {
  const leader = leaderOf(world)
  if (leader?.raft == null) return
  const wanted = drawMany(world, status(leader.raft).configuration)
  const before = leaderText(world)
  const stays = wanted.voters.includes(leader.id) && leader.raft.term >= latestTerm(world)
  happened(world, 'changes in peace')
  const next = stepToward(status(leader.raft).configuration, wanted)
  askChange(world, leader, next)
  const done = (): boolean => {
    const now = leaderOf(world)?.raft
    return now != null && status(now).changePending === false && sameVoters(status(now).configuration, wanted)
  }
  if (!within(world, workTicks(world), done))
    return stuck(world, `voters become ${wanted.voters.join(' ')}`)
  if (stays && leaderText(world) !== before)
    return stuck(world, `a change of voters deposes nobody who stays; ${before} led, ${leaderText(world)} leads`)
  settle(world)
}

const latestTerm = ({ nodes }: RaftWorld): number =>
  Math.max(...[...nodes.values()].map(({ raft }) => raft?.term ?? 0))

const sameVoters = (one: Configuration, other: Configuration): boolean =>
  one.outgoing === undefined &&
  one.voters.join() === other.voters.join() &&
  one.learners.join() === other.learners.join()

/** Everybody hears of it before the next work begins. */
function settle (world: RaftWorld): void {
  const level = (): boolean => {
    const leader = leaderOf(world)?.raft
    return leader != null && status(leader).configuration.voters.includes(leader.self) &&
      leader.commit === status(leader).lastIndex &&
      membersOf(world).every(id => (world.nodes.get(id)?.machine.index ?? 0) >= leader.commit)
  }
  if (!isBroken(world) && !within(world, workTicks(world), level))
    stuck(world, 'all members apply all that is committed in peace')
}

/**
 * What goes wrong in a tick, by the seed's faults; and what an operator does meanwhile.
 *
 * Pure.
 */
import { draw, index, type NodeId } from '@hivemind/base'
import { type Configuration, status, stepToward } from '@hivemind/raft'
import { between, percent, permille, pick } from '../chance.ts'
import { damage, powerCut } from '../disk.ts'
import { marksOf } from '../marks.ts'
import { cut, drawCuts, heal, isCut } from '../network.ts'
import { happened, say, see } from '../world.ts'
import { copyOf } from './machine.ts'
import { feed, isPaused, type RaftNode, startNode } from './node.ts'
import type { RaftWorld } from './world.ts'

/** Of the connections that are seen to close because a machine crashed, so many prove that it is gone. */
const GONE_PERCENT = 50

export function chaos (world: RaftWorld): void {
  const { faults } = world
  for (const node of [...world.nodes.values()]) {
    if (node.raft === null) {
      if (world.tick >= node.upAt) restart(world, node)
    } else if (permille(world, faults.crashPermille)) {
      crash(world, node)
    } else if (permille(world, faults.diskHangPermille)) {
      node.disk.hangsUntil = world.tick + between(world, 5, 80)
      happened(world, 'disks that hung')
    } else if (permille(world, world.habits.pausePermille)) {
      pause(world, node)
    }
  }
  if (permille(world, faults.blackoutPermille)) blackout(world)
  weather(world)
  if (faults.changePermille > 0) operate(world)
  if (permille(world, faults.transferPermille)) transfer(world)
  if (permille(world, faults.compactPermille)) compact(world)
}

export const living = (world: RaftWorld): RaftNode[] => [...world.nodes.values()].filter(({ raft }) => raft !== null)

function crash (world: RaftWorld, node: RaftNode): void {
  const { faults } = world
  see(world, { type: 'crashed', node: node.id })
  happened(world, 'crashes')
  for (const { hard, truncateFrom, entries } of powerCut(world, node.disk))
    see(world, { type: 'synced', node: node.id, hard, truncateFrom, entries: marksOf(entries) })
  node.raft = null
  node.upAt = world.tick + between(world, 1, faults.downTicksMax)
  for (const other of living(world)) {
    if (!percent(world, faults.closeToldPercent)) continue
    feed(world, other, { type: 'peer-closed', peer: node.id })
    if (percent(world, GONE_PERCENT)) feed(world, other, { type: 'peer-gone', peer: node.id })
  }
}

function pause (world: RaftWorld, node: RaftNode): void {
  if (isPaused(world, node)) return
  node.pausedUntil = world.tick + between(world, 5, world.habits.pauseTicksMax)
  happened(world, 'processes paused')
  say(world, `${node.id} is paused until ${node.pausedUntil}`)
}

function blackout (world: RaftWorld): void {
  happened(world, 'blackouts')
  for (const node of living(world)) crash(world, node)
}

/** A machine comes back, sometimes with a damaged disk. */
export function restart (world: RaftWorld, node: RaftNode): void {
  const before = node.disk.log.length
  // Only one at a time: of two that do not vote three voters make no quorum, and nothing could ever be committed.
  const others = [...world.nodes.values()].filter(other => other.id !== node.id)
  const damaged = others.some(({ disk }) => disk.repair !== null)
  if (!damaged && world.faults.damagePermille > 0 && percent(world, 30)) damage(world, node.disk)
  const started = startNode(world, node.id, node.disk, node.disk.log.length < before)
  for (const other of living(world)) {
    if (other.id === node.id) continue
    feed(world, other, { type: 'peer-opened', peer: node.id })
    feed(world, started, { type: 'peer-opened', peer: other.id })
  }
}

function weather (world: RaftWorld): void {
  const { faults, net } = world
  const whole = permille(world, faults.cutPermille)
  const oneWay = !whole && permille(world, faults.oneWayPermille)
  if (whole || oneWay) {
    cut(world, net, drawCuts(world, [...world.nodes.keys()], leaderOf(world)?.id, oneWay))
    happened(world, oneWay ? 'one-way cuts' : 'two-way cuts')
    tellCuts(world)
  } else if (net.cuts.size > 0 && permille(world, 1_000 / faults.cutTicksMax)) {
    mend(world)
  }
}

/** Both ends of a link that carries nothing one way or the other may be told that it closed. */
function tellCuts (world: RaftWorld): void {
  for (const one of living(world)) {
    for (const other of living(world)) {
      if (!isCut(world.net, one.id, other.id) && !isCut(world.net, other.id, one.id)) continue
      if (percent(world, world.faults.closeToldPercent)) feed(world, one, { type: 'peer-closed', peer: other.id })
    }
  }
}

/** The network is whole again, and those that were told of a close are told of the opening. */
export function mend (world: RaftWorld): void {
  heal(world, world.net)
  for (const one of living(world)) {
    for (const peer of [...one.raft?.closed ?? []]) {
      if (world.nodes.get(peer)?.raft != null) feed(world, one, { type: 'peer-opened', peer })
    }
  }
}

export const leaderOf = (world: RaftWorld): RaftNode | undefined => {
  const leaders = living(world).filter(({ raft }) => raft?.standing === 'leader')
  return leaders.sort((one, other) => (other.raft?.term ?? 0) - (one.raft?.term ?? 0))[0]
}

/** An operator wants other voters now and then; an eager one asks at once who was elected, and again and again. */
function operate (world: RaftWorld): void {
  const { faults: { changePermille }, habits: { eagerPercent } } = world
  const eager = world.elected && percent(world, eagerPercent)
  world.elected = false
  if (!eager && !permille(world, changePermille)) return
  do changeVoters(world)
  while (percent(world, eagerPercent))
}

/** Some leader (not always the right one) is asked for a change of one voter or learner, or of several. */
function changeVoters (world: RaftWorld): void {
  const leaders = living(world).filter(({ raft }) => raft?.standing === 'leader')
  if (leaders.length === 0) return
  const node = pick(world, leaders)
  if (node.raft === null) return
  const before = status(node.raft).configuration
  const wanted = percent(world, 30) ? drawMany(world, before) : drawChange(world, before)
  if (wanted !== null) askChange(world, node, percent(world, 10) ? wanted : stepToward(before, wanted))
}

/** Who asks for too much at once is refused. */
export function askChange (world: RaftWorld, node: RaftNode, configuration: Configuration): void {
  happened(world, configuration.outgoing === undefined ? 'voter changes asked for' : 'joint changes asked for')
  const id = world.nextNumber++
  const joint = configuration.outgoing === undefined ? '' : ` with ${configuration.outgoing.join(' ')}`
  const next = `${configuration.voters.join(' ')}${joint} / ${configuration.learners.join(' ')}`
  say(world, `${node.id} is asked to change to ${next}`)
  const payload = new Uint8Array(0)
  feed(world, node, { type: 'propose', id, proposals: [{ kind: 'configuration', payload, configuration }] })
}

/** Several at once: as many voters as there are or one more or fewer, whoever they are, and the rest learns or not. */
export function drawMany (world: RaftWorld, { voters }: Configuration): Configuration {
  const ids = [...world.nodes.keys()].map(id => ({ id, at: draw(world, 1_000) })).sort((a, b) => a.at - b.at)
  const count = Math.max(world.votersMin, Math.min(ids.length, voters.length + draw(world, 3) - 1))
  const rest = draw(world, 2) === 0 ? ids.slice(count) : []
  return { voters: ids.slice(0, count).map(({ id }) => id).sort(), learners: rest.map(({ id }) => id).sort() }
}

function drawChange (world: RaftWorld, { voters, learners }: Configuration): Configuration | null {
  const strangers = [...world.nodes.keys()].filter(id => !voters.includes(id) && !learners.includes(id))
  const without = (ids: readonly NodeId[], id: NodeId): NodeId[] => ids.filter(one => one !== id)
  switch (draw(world, 4)) {
    case 0:
      return strangers.length === 0 ? null : { voters, learners: [...learners, pick(world, strangers)].sort() }
    case 1: {
      if (learners.length === 0) return null
      const id = pick(world, learners)
      return { voters: [...voters, id].sort(), learners: without(learners, id) }
    }
    case 2: {
      if (voters.length <= world.votersMin) return null
      const id = pick(world, voters)
      return { voters: without(voters, id), learners: draw(world, 2) === 0 ? learners : [...learners, id].sort() }
    }
    default:
      return learners.length === 0 ? null : { voters, learners: without(learners, pick(world, learners)) }
  }
}

function transfer (world: RaftWorld): void {
  const leader = leaderOf(world)
  if (leader === undefined) return
  const to = draw(world, 3) === 0 ? null : pick(world, [...world.nodes.keys()])
  happened(world, 'transfers asked for')
  feed(world, leader, { type: 'transfer', to, id: world.nextNumber++ })
}

/** A node saves its applied state, and lets go of entries in memory. */
function compact (world: RaftWorld): void {
  const up = living(world)
  if (up.length === 0) return
  const node = pick(world, up)
  if (node.machine.index === 0) return
  node.disk.saved = copyOf(node.machine)
  happened(world, 'snapshots taken')
  feed(world, node, { type: 'compact', index: index(node.machine.index), trailing: draw(world, 12) })
}

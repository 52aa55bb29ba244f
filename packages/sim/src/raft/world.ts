/**
 * A world of Raft nodes, their disks, a network and clients. Raft figure 2 met by everything that can go wrong.
 *
 * Pure. Safety first, under the seed's faults; then calm, in which everything must come to life again (calm.ts).
 */
import { index, type NodeId, nodeId, term } from '@hivemind/base'
import type { Entry, Message } from '@hivemind/raft'
import { between } from '../chance.ts'
import { allCheckers } from '../checkers/index.ts'
import type { Disk } from '../disk.ts'
import { disk, sync } from '../disk.ts'
import type { Checker } from '../history.ts'
import { underLimits } from '../limits.ts'
import { arrivals, type Network, network } from '../network.ts'
import { guarded, isBroken, type World, world } from '../world.ts'
import { calm } from './calm.ts'
import { chaos } from './chaos.ts'
import { type Client, client, serve } from './clients.ts'
import { epilogue } from './epilogue.ts'
import { fetching } from './fetching.ts'
import { drawHabits, type Habits } from './habits.ts'
import type { Machine } from './machine.ts'
import { feed, goOn, isPaused, type RaftNode, startNode } from './node.ts'

export interface RaftWorld extends World {
  readonly net: Network<Message>
  readonly nodes: Map<NodeId, RaftNode>
  readonly clients: readonly Client[]
  /** Everything that clients do has a number of its own. */
  nextNumber: number
  /** Whose voters the operator may not bring below three: a damaged disk must be outvoted. */
  readonly votersMin: number
  readonly habits: Habits
  /** Somebody was elected since the operator last looked. */
  elected: boolean
}

export interface RaftChoices {
  readonly seed: number
  readonly ticks: number
  readonly traced: boolean
  readonly checkers?: readonly Checker[]
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const SPARES = 2

/** Live through one seed. */
export function raftWorld ({ seed, ticks, traced, checkers }: RaftChoices): Promise<RaftWorld> {
  const base = world(seed, checkers ?? allCheckers(), traced)
  const habits = drawHabits(base, base.faults.damagePermille > 0)
  return underLimits(habits.limits, () => live(base, habits, ticks))
}

function live (base: World, habits: Habits, ticks: number): RaftWorld {
  const votersMin = base.faults.damagePermille > 0 ? 3 : between(base, 1, 3)
  const space = populated(base, habits, SPARES, votersMin)
  while (space.tick < ticks && !isBroken(space)) {
    guarded(space, () => {
      chaos(space)
      turn(space)
    })
  }
  if (!isBroken(space)) guarded(space, () => { calm(space) })
  if (!isBroken(space)) guarded(space, () => { epilogue(space) })
  return space
}

/** A world with so many voters and spare machines, all of them up, and clients. */
export function populated (
  base: World, habits: Habits, spares: number, votersMin: number
): RaftWorld {
  const voters = NAMES.slice(0, habits.voters).map(nodeId)
  const space: RaftWorld = {
    ...base, net: network(), nodes: new Map(), nextNumber: 1, votersMin, habits, elected: false,
    clients: Array.from({ length: habits.clients }, (_, at) => client(`c${at + 1}`))
  }
  for (const name of NAMES.slice(0, habits.voters + spares)) {
    const id = nodeId(name)
    const log = voters.includes(id) ? [founding(voters)] : []
    startNode(space, id, disk<Machine>(log))
  }
  return space
}

function founding (voters: readonly NodeId[]): Entry {
  const configuration = { voters, learners: [] }
  return { index: index(1), term: term(1), kind: 'configuration', payload: new Uint8Array(0), configuration }
}

/** One tick: the network, the disks, the nodes' time, the clients. */
export function turn (space: RaftWorld): void {
  space.tick++
  arrivals(space, space.net, (from, to, message) => {
    const node = space.nodes.get(to)
    if (node?.raft != null) feed(space, node, { type: 'message', from, message })
  })
  for (const node of space.nodes.values()) if (node.raft !== null && !isPaused(space, node)) spend(space, node)
  for (const one of space.clients) serve(space, one)
}

/** A node's own time goes by, slower or faster than the world's. */
function spend (space: RaftWorld, node: RaftNode): void {
  goOn(space, node)
  sync(space, node.disk as Disk<unknown>)
  fetching(space, node)
  for (node.left += node.rate; node.left >= 100; node.left -= 100) feed(space, node, { type: 'tick' })
}

/**
 * A world of Raft nodes, their disks, a network and clients. Raft figure 2 met by everything that can go wrong.
 *
 * Pure. Safety first, under the seed's faults; then calm, in which everything must come to life again (calm.ts).
 */
import { index, type NodeId, nodeId, term } from '@hivemind/base'
import type { Entry, Message } from '@hivemind/raft'
import { between, pick } from '../chance.ts'
import { allCheckers } from '../checkers/index.ts'
import type { Disk } from '../disk.ts'
import { disk, sync } from '../disk.ts'
import type { Checker } from '../history.ts'
import { arrivals, type Network, network } from '../network.ts'
import { guarded, isBroken, type World, world } from '../world.ts'
import { calm } from './calm.ts'
import { chaos } from './chaos.ts'
import { type Client, client, serve } from './clients.ts'
import { fetching } from './fetching.ts'
import type { Machine } from './machine.ts'
import { feed, type RaftNode, startNode } from './node.ts'

export interface RaftWorld extends World {
  readonly net: Network<Message>
  readonly nodes: Map<NodeId, RaftNode>
  readonly clients: readonly Client[]
  /** Everything that clients do has a number of its own. */
  nextNumber: number
  /** Whose voters the operator may not bring below three: a damaged disk must be outvoted. */
  readonly votersMin: number
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
export function raftWorld ({ seed, ticks, traced, checkers }: RaftChoices): RaftWorld {
  const space = open(seed, checkers ?? allCheckers(), traced)
  while (space.tick < ticks && !isBroken(space)) {
    guarded(space, () => {
      chaos(space)
      turn(space)
    })
  }
  if (!isBroken(space)) guarded(space, () => { calm(space) })
  return space
}

function open (seed: number, checkers: readonly Checker[], traced: boolean): RaftWorld {
  const base = world(seed, checkers, traced)
  const size = pick(base, [3, 3, 5])
  const clients = between(base, 1, 4)
  return populated(base, size, SPARES, clients, base.faults.damagePermille > 0 ? 3 : between(base, 1, 3))
}

/** A world with so many voters and spare machines, all of them up, and clients. */
export function populated (
  base: World, size: number, spares: number, clients: number, votersMin: number
): RaftWorld {
  const voters = NAMES.slice(0, size).map(nodeId)
  const space: RaftWorld = {
    ...base, net: network(), nodes: new Map(), nextNumber: 1, votersMin,
    clients: Array.from({ length: clients }, (_, at) => client(`c${at + 1}`))
  }
  for (const name of NAMES.slice(0, size + spares)) {
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
  for (const node of space.nodes.values()) {
    if (node.raft === null) continue
    sync(space, node.disk as Disk<unknown>)
    fetching(space, node)
    feed(space, node, { type: 'tick' })
  }
  for (const one of space.clients) serve(space, one)
}

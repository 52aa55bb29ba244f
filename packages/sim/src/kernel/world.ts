/**
 * A world of whole nodes: a cluster is founded, machines join it, are removed, crash and come back, while clients
 * append.
 *
 * Pure. As the raft world: safety under the seed's faults, then calm (calm.ts).
 */
import { clusterId, type NodeId, nodeId, prng, type WallMs, wallMs } from '@hivemind/base'
import { type Framed, foundingEntries, type JoinPlan, type Stamp } from '@hivemind/kernel'
import { between, percent } from '../chance.ts'
import { allCheckers } from '../checkers/index.ts'
import { FORGED } from '../checkers/removed-stays-out.ts'
import { disk, sync } from '../disk.ts'
import type { Checker } from '../history.ts'
import { arrivals, type Network, network } from '../network.ts'
import { guarded, happened, isBroken, type World, world } from '../world.ts'
import { calm } from './calm.ts'
import { chaos } from './chaos.ts'
import { type Client, client, serve } from './clients.ts'
import type { Door } from './doors.ts'
import { type Link, linkFor, linking } from './links.ts'
import { feed, type KernelNode, machineAt, type Saved, startNode } from './node.ts'
import { type Operator, operate, operator } from './operator.ts'
import { pulling } from './pulls.ts'
import { toolsOf } from './tools.ts'

export interface Frame { readonly stamp: Stamp, readonly framed: Framed, readonly connection: number }

export interface KernelWorld extends World {
  readonly net: Network<Frame>
  readonly nodes: Map<NodeId, KernelNode>
  readonly links: Map<string, Link>
  readonly doors: Map<number, Door>
  readonly clients: readonly Client[]
  readonly operator: Operator
  /** Every member whose removal was ever applied; tombstones are collected after an epoch. */
  readonly removed: Set<NodeId>
  /** What happens in a later tick. */
  readonly later: Map<number, Array<() => void>>
  nextNumber: number
}

export interface KernelChoices {
  readonly seed: number
  readonly ticks: number
  readonly traced: boolean
  readonly checkers?: readonly Checker[]
}

const FOUNDER = nodeId('a')
const CLUSTER = clusterId('c-sim')
/** Who tries to join, as what, with which token. Two secrets are wrong, and the last has one use for two machines. */
const NEWCOMERS: ReadonlyArray<readonly [string, boolean, string]> = [
  ['b', true, 'voters'], ['c', true, 'voters'], ['d', false, 'members'], ['e', false, 'single'], ['f', false, 'single'],
  ['g', false, `${FORGED}-token`], ['h', true, `${FORGED}-secret`]
]

/** Live through one seed. */
export function kernelWorld ({ seed, ticks, traced, checkers }: KernelChoices): KernelWorld {
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

function open (seed: number, checkers: readonly Checker[], traced: boolean): KernelWorld {
  const base = world(seed, checkers, traced)
  // Frames go over connections that neither repeat nor remember.
  const faults = { ...base.faults, duplicatePercent: 0, replayPermille: 0 }
  const space: KernelWorld = {
    ...base, faults, net: network(), nodes: new Map(), links: new Map(), doors: new Map(),
    clients: Array.from({ length: between(base, 1, 3) }, (_, at) => client(`c${at + 1}`)),
    operator: operator(), removed: new Set(), later: new Map(), nextNumber: 1
  }
  const founder = { id: FOUNDER, name: FOUNDER, addresses: [`${FOUNDER}:1`], version: '0.1.0' }
  const entries = foundingEntries(toolsOf(FOUNDER), { prng: prng(seed) }, CLUSTER, 'sim', founder, wallMs(1))
  space.nodes.set(FOUNDER, machineAt(FOUNDER, disk<Saved>(entries), null))
  for (const [name, voter, token] of NEWCOMERS) space.nodes.set(nodeId(name), newcomer(space, name, voter, token))
  for (const node of space.nodes.values()) if (node.upAt <= 0) startNode(space, node)
  return space
}

function newcomer (space: KernelWorld, name: string, voter: boolean, token: string): KernelNode {
  const secret = token === `${FORGED}-secret` ? 'guessed' : `secret of ${token}`
  const id = token === `${FORGED}-secret` ? 'voters' : token
  const first = percent(space, 50) ? [] : ['b:1']
  const plan: JoinPlan = {
    addresses: [...first, `${FOUNDER}:1`, 'c:1', 'd:1'], name, listen: [`${name}:1`], version: '0.1.0', voter,
    token: { id, secretHash: secret, cluster: CLUSTER, voters: ['a', 'b', 'c'].map(nodeId) }
  }
  const node = machineAt(nodeId(name), disk<Saved>([]), plan)
  node.upAt = between(space, 20, 400)
  return node
}

/** One tick: connections, the network, what is due, the disks, the nodes' time, people. */
export function turn (space: KernelWorld): void {
  space.tick++
  linking(space)
  arrivals(space, space.net, (from, to, frame) => arrive(space, from, to, frame))
  const due = space.later.get(space.tick)
  space.later.delete(space.tick)
  for (const act of due ?? []) act()
  for (const node of space.nodes.values()) {
    if (node.kernel === null) continue
    sync(space, node.disk)
    pulling(space, node)
    feed(space, node, { type: 'tick', now: clock(space, node) })
  }
  operate(space)
  for (const one of space.clients) serve(space, one)
}

/** Clocks disagree by seconds; nothing may follow from it. */
const clock = (space: KernelWorld, { id }: KernelNode): WallMs =>
  wallMs(1_000_000 + space.tick * 20 + (id.charCodeAt(0) % 4) * 1_500)

function arrive (space: KernelWorld, from: NodeId, to: NodeId, { stamp, framed, connection }: Frame): void {
  const node = space.nodes.get(to)
  if (node?.kernel == null) return
  if (linkFor(space, from, to).connection !== connection) return happened(space, 'frames lost with their connection')
  feed(space, node, { type: 'frame', from, stamp, framed })
}

/** Let something happen after at least one tick. */
export function inTime (space: KernelWorld, ticks: number, act: () => void): void {
  const at = space.tick + Math.max(1, ticks)
  const due = space.later.get(at)
  if (due === undefined) space.later.set(at, [act])
  else due.push(act)
}

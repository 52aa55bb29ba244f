/**
 * A world of whole nodes: a cluster is founded, machines join it, are removed, crash and come back, while clients
 * append.
 *
 * Pure. As the raft world: safety under the seed's faults, then calm (calm.ts).
 */
import { clusterId, draw, type NodeId, nodeId, prng, wallMs } from '@hivemind/base'
import { type Framed, foundingEntries, type JoinPlan, type Stamp } from '@hivemind/kernel'
import { between, percent, pick } from '../chance.ts'
import { allCheckers } from '../checkers/index.ts'
import { FORGED } from '../checkers/removed-stays-out.ts'
import { drawMachineFaults } from '../faults.ts'
import type { Checker } from '../history.ts'
import { underLimits } from '../limits.ts'
import { advance } from '../mounted.ts'
import { arrivals, type Network, network } from '../network.ts'
import { guarded, happened, isBroken, type World, world } from '../world.ts'
import { calm } from './calm.ts'
import { chaos, wake } from './chaos.ts'
import { type Client, client, serve } from './clients.ts'
import type { Door } from './doors.ts'
import { drawHabits, type Habits } from './habits.ts'
import { type Link, linkFor, linking } from './links.ts'
import { boot } from './lives.ts'
import { feed, type KernelNode, machineAt } from './node.ts'
import { type Operator, operate, operator } from './operator.ts'
import { pulling } from './pulls.ts'
import { ticked } from './quiet.ts'
import { storage } from './storage.ts'
import { type Subscriber, subscriber, subscribing } from './subscribers.ts'
import { toolsOf } from './tools.ts'
import { keepsItsWord } from './word.ts'
import { type Work, work } from './work.ts'
import { working } from './working.ts'

export interface Frame { readonly stamp: Stamp, readonly framed: Framed, readonly connection: number }

export interface KernelWorld extends World {
  readonly net: Network<Frame>
  readonly nodes: Map<NodeId, KernelNode>
  readonly links: Map<string, Link>
  readonly doors: Map<number, Door>
  readonly clients: readonly Client[]
  readonly subscribers: readonly Subscriber[]
  readonly operator: Operator
  /** Every member whose removal was ever applied; tombstones are collected after an epoch. */
  readonly removed: Set<NodeId>
  /** What happens in a later tick. */
  readonly later: Map<number, Array<() => void>>
  nextNumber: number
  /** The one machine whose disk may lie, if any. */
  readonly liar: NodeId | null
  /** Below so many the operator brings the voters not: a damaged disk must be outvoted. */
  readonly votersMin: number
  /** Machines whose power went in an operation of their disk. */
  readonly dark: Set<NodeId>
  /** A cut of one direction leaves connections open. */
  halfOpen: boolean
  readonly habits: Habits
  /** What members do of tasks; null in a world without. */
  readonly work: Work | null
}

export interface KernelChoices {
  readonly seed: number
  readonly ticks: number
  readonly traced: boolean
  readonly checkers?: readonly Checker[]
}

const FOUNDER = nodeId('a')
const CLUSTER = clusterId('c-sim')
interface Newcomer { readonly name: string, readonly voter: boolean, readonly token: string, readonly percent: number }

/** Who tries to join, as what, with which token, how often. Two secrets are wrong; one has one use for two machines. */
const NEWCOMERS: readonly Newcomer[] = [
  { name: 'b', voter: true, token: 'voters', percent: 100 },
  { name: 'c', voter: true, token: 'voters', percent: 100 },
  { name: 'd', voter: true, token: 'voters', percent: 50 },
  { name: 'e', voter: true, token: 'voters', percent: 50 },
  { name: 'f', voter: false, token: 'members', percent: 50 },
  { name: 'g', voter: false, token: 'single', percent: 30 },
  { name: 'h', voter: false, token: 'single', percent: 30 },
  { name: 'i', voter: false, token: `${FORGED}-token`, percent: 20 },
  { name: 'j', voter: true, token: `${FORGED}-secret`, percent: 20 }
]

/** Live through one seed. */
export const kernelWorld = (choices: KernelChoices): Promise<KernelWorld> => begin(choices, null)

/** The same, and its members do tasks. */
export const taskWorld = (choices: KernelChoices): Promise<KernelWorld> => begin(choices, work(choices.seed))

function begin ({ seed, ticks, traced, checkers }: KernelChoices, work: Work | null): Promise<KernelWorld> {
  const base = world(seed, checkers ?? allCheckers(), traced)
  const habits = drawHabits(base)
  return underLimits(habits.limits, () => live(base, habits, work, ticks))
}

async function live (base: World, habits: Habits, work: Work | null, ticks: number): Promise<KernelWorld> {
  const space = found(base, habits, work)
  while (space.tick < ticks && !isBroken(space)) {
    guarded(space, () => { chaos(space) })
    await turn(space)
  }
  if (!isBroken(space)) await calm(space)
  return space
}

function found (base: World, habits: Habits, work: Work | null): KernelWorld {
  // Frames go over connections that neither repeat nor remember.
  const machine = drawMachineFaults(base, base.faults)
  const faults = { ...base.faults, duplicatePercent: 0, replayPermille: 0, machine }
  const lies = faults.damagePermille > 0
  const space: KernelWorld = {
    ...base, faults, net: network(), nodes: new Map(), links: new Map(), doors: new Map(),
    clients: Array.from({ length: habits.clients }, (_, at) => client(`c${at + 1}`)),
    subscribers: ['s1', 's2'].map(subscriber), operator: operator(), removed: new Set(), later: new Map(),
    nextNumber: 1, liar: lies ? nodeId(pick(base, ['a', 'b', 'c'])) : null, votersMin: lies ? 3 : 2,
    dark: new Set(), halfOpen: false, habits, work
  }
  const founder = { id: FOUNDER, name: FOUNDER, addresses: [`${FOUNDER}:1`], version: '0.1.0' }
  const entries = foundingEntries(toolsOf(FOUNDER), { prng: prng(base.seed) }, CLUSTER, 'sim', founder, wallMs(1))
  space.nodes.set(FOUNDER, machineAt(storage(FOUNDER), null, entries))
  for (const one of NEWCOMERS) if (percent(space, one.percent)) space.nodes.set(nodeId(one.name), newcomer(space, one))
  for (const node of space.nodes.values()) {
    drift(space, node)
    if (node.upAt <= 0) boot(space, node)
  }
  return space
}

function drift (space: KernelWorld, node: KernelNode): void {
  const { driftPercent } = space.faults.machine
  node.rate = between(space, 100 - driftPercent, 100 + driftPercent)
  node.clockMs = draw(space, 4) * 1_500
  if (node.rate !== 100) happened(space, 'clocks that drift')
}

function newcomer (space: KernelWorld, { name, voter, token }: Newcomer): KernelNode {
  const secret = token === `${FORGED}-secret` ? 'guessed' : `secret of ${token}`
  const id = token === `${FORGED}-secret` ? 'voters' : token
  const first = percent(space, 50) ? [] : ['b:1']
  const plan: JoinPlan = {
    addresses: [...first, `${FOUNDER}:1`, 'c:1', 'd:1'], name, listen: [`${name}:1`], version: '0.1.0', voter,
    token: { id, secretHash: secret, cluster: CLUSTER, voters: ['a', 'b', 'c'].map(nodeId) }
  }
  const node = machineAt(storage(nodeId(name)), plan, [])
  node.upAt = between(space, 20, 400)
  return node
}

/** One tick: connections, the network, what is due, the disks, the nodes' time, people; then promises are kept. */
export async function turn (space: KernelWorld): Promise<void> {
  guarded(space, () => {
    space.tick++
    wake(space)
    linking(space)
    arrivals(space, space.net, (from, to, frame) => arrive(space, from, to, frame))
    const due = space.later.get(space.tick)
    space.later.delete(space.tick)
    for (const act of due ?? []) act()
    for (const node of space.nodes.values()) spend(space, node)
    operate(space)
    if (space.work !== null) working(space, space.work)
    for (const one of space.clients) serve(space, one)
    for (const one of space.subscribers) subscribing(space, one)
  })
  await promises()
}

/** Disks are done with what is due, and a machine's own time goes by, slower or faster than the world's. */
function spend (space: KernelWorld, node: KernelNode): void {
  if (node.disk.mounted !== null) advance(node.disk.mounted, space.tick)
  if (node.kernel === null || space.tick < node.disk.pausedUntil) return
  pulling(space, node)
  for (node.left += node.rate; node.left >= 100; node.left -= 100)
    ticked(space, node)
  keepsItsWord(space, node)
}

/** Resolves when every promise that can be kept without the world's time going on is kept. */
const promises = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

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

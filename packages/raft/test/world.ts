/**
 * A few nodes under one random schedule: messages lost, repeated and out of order, disks that lag, crashes, rot,
 * changes of voters, snapshots, transfers. A small sister of packages/sim, to fail fast while this room is changed.
 *
 * Pure: all chance comes from one seed. Throws as soon as two nodes disagree on what is committed, a term has two
 * leaders, or a read is served that misses what was committed before it was asked.
 */
import { type Chance, draw, type Index, index, type NodeId, nodeId, type Prng, prng, term, ticks } from '@hivemind/base'
import {
  type Configuration, check, type Effect, type Entry, entriesBetween, type HardState, type Input, type Message,
  type Raft, type Repair,
  type SnapshotPoint, start, status, step, stepToward, termAt
} from '../src/index.ts'
import { configurationAt } from '../src/log.ts'

export const WORLD_TIMES = { heartbeatTicks: ticks(2), electionTicksMin: ticks(10), doubtTicks: ticks(10) }

interface Install { readonly type: 'install', readonly point: SnapshotPoint }
type Waiting = Effect | Install

interface Disk { hard: HardState, snapshot: SnapshotPoint, entries: Entry[], repair: Repair | null }

export interface Node {
  readonly id: NodeId
  raft: Raft
  disk: Disk
  lane: Waiting[]
  fetching: { from: NodeId, index: Index } | null
  told: Index
}

export interface World extends Chance {
  prng: Prng
  readonly nodes: Map<NodeId, Node>
  network: Array<{ readonly from: NodeId, readonly to: NodeId, readonly message: Message }>
  /** What is committed, by index: term and payload. */
  readonly committed: Map<number, string>
  committedLast: number
  readonly leaders: Map<number, NodeId>
  readonly reads: Map<number, number>
  /** What happened at all, so that a test can see that much did. */
  readonly counts: Record<string, number>
  nextId: number
  /**
   * Disks rot in this world; its voters stay the same, since two that shrink to one that rots have no way out, and
   * should not.
   */
  readonly rots: boolean
  /** Reads rely on leases; then time goes by evenly, since a lease is only as good as the clocks. */
  readonly leases: boolean
  links: (from: NodeId, to: NodeId) => boolean
}

const NAMES = ['a', 'b', 'c', 'd', 'e'].map(nodeId)

export function makeWorld (seed: number, voters: number, leases = seed % 4 > 1): World {
  const world: World = {
    prng: prng(seed), nodes: new Map(), network: [], committed: new Map(), committedLast: 0, leaders: new Map(),
    reads: new Map(), counts: {}, nextId: 1,
    rots: voters > 2 && seed % 2 === 0, leases, links: () => true
  }
  const configuration = { voters: NAMES.slice(0, voters), learners: [] }
  for (const [at, id] of NAMES.entries()) {
    const empty = { voters: [], learners: [] }
    const snapshot = { index: index(0), term: term(0), configuration: at < voters ? configuration : empty }
    const disk: Disk = { hard: { term: term(0), votedFor: null }, snapshot, entries: [], repair: null }
    world.nodes.set(id, { id, disk, lane: [], fetching: null, told: index(0), raft: boot(world, id, disk) })
  }
  return world
}

const boot = (world: World, self: NodeId, { entries, ...disk }: Disk): Raft => start({
  self, seed: prng(draw(world, 2 ** 31)), times: { ...WORLD_TIMES, leaseTicks: ticks(world.leases ? 5 : 0) },
  ...disk, entries: [...entries], commit: index(0)
})

const count = (world: World, what: string): void => { world.counts[what] = (world.counts[what] ?? 0) + 1 }
const pick = <T>(world: World, choices: readonly T[]): T => choices[draw(world, choices.length)] as T

export function give (world: World, node: Node, input: Input): void {
  const effects = step(node.raft, input)
  check(node.raft)
  for (const effect of effects) {
    if (effect.lane === 'early') perform(world, node, effect)
    else node.lane.push(effect)
  }
  observe(world, node)
}

/** One leader a term, one history. */
function observe (world: World, node: Node): void {
  const { standing, term: at, commit, firstIndex } = status(node.raft)
  if (standing === 'leader') {
    const known = world.leaders.get(at) ?? node.id
    if (known !== node.id) throw new Error(`term ${at} has two leaders, ${known} and ${node.id}`)
    world.leaders.set(at, node.id)
  }
  if (commit <= node.told) return
  for (const entry of entriesBetween(node.raft, index(Math.max(node.told, firstIndex - 1)), commit)) {
    const row = `${entry.term} ${entry.kind} ${Buffer.from(entry.payload).toString()}`
    const known = world.committed.get(entry.index) ?? row
    if (known !== row) throw new Error(`${node.id} commits ${entry.index} as "${row}", it was "${known}"`)
    world.committed.set(entry.index, row)
    world.committedLast = Math.max(world.committedLast, entry.index)
  }
  node.told = commit
}

function perform (world: World, node: Node, effect: Waiting): void {
  count(world, effect.type)
  switch (effect.type) {
    case 'persist': return write(world, node, effect)
    case 'install': return install(node, effect.point)
    case 'send':
      count(world, effect.message.type)
      world.network.push({ from: node.id, to: effect.to, message: effect.message })
      return
    case 'read-ready': {
      const floor = world.reads.get(effect.id) ?? 0
      if (effect.index < floor) throw new Error(`read ${effect.id} served at ${effect.index}, asked at ${floor}`)
      return
    }
    case 'leave-joint': {
      // Sometimes nobody listens; it is said again.
      if (draw(world, 3) > 0) proposeConfiguration(world, node, effect.configuration)
      return
    }
    case 'fetch-snapshot': node.fetching ??= { from: effect.from, index: effect.index }; return
    case 'repaired': node.disk.repair = null
  }
}

function write (world: World, node: Node, { hard, truncateFrom, entries }: Effect & { type: 'persist' }): void {
  const { disk } = node
  if (hard !== null) disk.hard = hard
  if (truncateFrom !== null) {
    const at = disk.entries.findIndex(entry => entry.index >= truncateFrom)
    if (at !== -1) disk.entries.length = at
    count(world, 'truncation')
  }
  for (const entry of entries) {
    const last = disk.entries.at(-1)?.index ?? disk.snapshot.index
    if (entry.index !== last + 1) throw new Error(`${node.id} writes ${entry.index} after ${last}`)
    disk.entries.push(entry)
  }
  const last = entries.at(-1)
  if (last !== undefined) give(world, node, { type: 'persisted', index: last.index, term: last.term })
}

function install ({ disk }: Node, point: SnapshotPoint): void {
  if (point.index <= disk.snapshot.index) return
  const at = disk.entries.findIndex(entry => entry.index === point.index)
  disk.entries = at !== -1 && disk.entries[at]?.term === point.term ? disk.entries.slice(at + 1) : []
  disk.snapshot = point
}

/** One thing happens, chosen by chance. */
export function happen (world: World, hostile: boolean): void {
  const node = pick(world, [...world.nodes.values()])
  const dice = draw(world, 10_000)
  if (dice < 5_500) return deliver(world, hostile)
  if (dice < 7_200) return flush(world, node)
  if (dice < 8_800) return timePasses(world, node)
  if (dice < 9_400) return propose(world, node)
  if (dice < 9_500) return ask(world, node)
  if (dice < 9_600) return fetch(world, node)
  if (!hostile) return
  if (dice < 9_700) return world.rots ? undefined : change(world, node)
  if (dice < 9_770) return compact(world, node)
  if (dice < 9_788) return crash(world, node, false)
  if (dice < 9_791) return crash(world, node, world.rots)
  if (dice < 9_805) return give(world, node, { type: 'transfer', to: pick(world, [null, ...NAMES]) })
  if (dice < 9_830) {
    return give(world, node, {
      type: pick(world, ['peer-closed', 'peer-opened', 'peer-gone'] as const),
      peer: pick(world, NAMES)
    })
  }
  if (dice < 9_835) cut(world)
}

function deliver (world: World, hostile: boolean): void {
  if (world.network.length === 0) return
  // Mostly in order, sometimes not, as over several connections.
  const at = hostile && draw(world, 4) === 0 ? draw(world, world.network.length) : 0
  const packet = world.network[at]
  if (packet === undefined) return
  const repeated = hostile && draw(world, 20) === 0
  if (!repeated) world.network.splice(at, 1)
  if (hostile && (draw(world, 30) === 0 || !world.links(packet.from, packet.to))) return
  const node = world.nodes.get(packet.to)
  if (node === undefined || (node.fetching !== null && packet.message.type === 'append-request')) return
  give(world, node, { type: 'message', from: packet.from, message: packet.message })
}

/** The disk does its next write, and what waited for it goes on. */
export function flush (world: World, node: Node): void {
  let written = false
  while (node.lane.length > 0) {
    const next = node.lane[0]
    if (next === undefined || (next.type === 'persist' && written)) return
    node.lane.shift()
    if (next.type === 'persist') written = true
    perform(world, node, next)
  }
}

/** One clock ticks; with leases all do, and one may stand still if its node is told so. See lease.property.test.ts. */
function timePasses (world: World, node: Node): void {
  if (!world.leases) return give(world, node, { type: 'tick' })
  if (draw(world, 5) > 0) return
  const paused = draw(world, 20) === 0 ? node : null
  for (const one of world.nodes.values()) give(world, one, { type: one === paused ? 'lapse' : 'tick' })
}

export function propose (world: World, node: Node): void {
  const payload = Buffer.from(`c${world.nextId}`)
  give(world, node, { type: 'propose', id: world.nextId++, proposals: [{ kind: 'command', payload }] })
}

export function ask (world: World, node: Node): void {
  world.reads.set(world.nextId, world.committedLast)
  give(world, node, { type: 'read', id: world.nextId++ })
}

function change (world: World, node: Node): void {
  const before = status(node.raft).configuration
  const { voters, learners } = before
  if (draw(world, 2) === 0) return proposeConfiguration(world, node, stepToward(before, anyConfiguration(world)))
  const who = pick(world, NAMES)
  proposeConfiguration(world, node, voters.includes(who)
    ? { voters: voters.filter(id => id !== who), learners: draw(world, 2) === 0 ? [...learners, who].sort() : learners }
    : { voters: [...voters, who].sort(), learners: learners.filter(id => id !== who) })
}

/** Each node votes, learns or does neither. */
function anyConfiguration (world: World): Configuration {
  const dice = NAMES.map(id => ({ id, part: draw(world, 4) }))
  const voters = dice.filter(({ part }) => part < 2).map(({ id }) => id)
  return { voters, learners: dice.filter(({ part }) => part === 2).map(({ id }) => id) }
}

function proposeConfiguration (world: World, node: Node, configuration: Configuration): void {
  if (configuration.outgoing !== undefined) count(world, 'joint')
  const payload = Buffer.from(JSON.stringify(configuration))
  const proposal = { kind: 'configuration' as const, payload, configuration }
  give(world, node, { type: 'propose', id: world.nextId++, proposals: [proposal] })
}

/** The applied state becomes durable somewhere at or below the commit index; the disk drops what lies before. */
function compact (world: World, node: Node): void {
  const { commit, persisted, firstIndex } = status(node.raft)
  const at = index(Math.min(commit, persisted) - draw(world, 3))
  const of = termAt(node.raft, at)
  if (at < firstIndex || of === null || node.lane.length > 0) return
  install(node, { index: at, term: of, configuration: configurationAt(node.raft.log, at) })
  give(world, node, { type: 'compact', index: at, trailing: draw(world, 3) })
  count(world, 'compaction')
}

/** What was offered arrives, if its source still has it. */
export function fetch (world: World, node: Node): void {
  const source = node.fetching === null ? undefined : world.nodes.get(node.fetching.from)
  if (node.fetching === null || source === undefined) return
  const at = source.raft.commit
  const of = termAt(source.raft, at)
  const { from, index: wanted } = node.fetching
  node.fetching = null
  if (of === null || at < wanted) return
  const point = { index: at, term: of, configuration: configurationAt(source.raft.log, at) }
  if (at > node.raft.commit) node.lane.push({ type: 'install', point })
  give(world, node, { type: 'snapshot-installed', from, point })
}

/** The process dies; with `rot` the disk loses entries that it had acknowledged, and knows it. */
export function crash (world: World, node: Node, rot: boolean): void {
  const { disk } = node
  if (rot && disk.entries.length > 0 && ![...world.nodes.values()].some(other => other.disk.repair !== null)) {
    const last = disk.entries.at(-1)
    disk.repair = { index: last?.index ?? index(0), term: last?.term ?? term(0) }
    disk.entries.length = draw(world, disk.entries.length)
    count(world, 'rot')
  }
  node.lane = []
  node.fetching = null
  node.told = disk.snapshot.index
  node.raft = boot(world, node.id, disk)
  count(world, 'crash')
}

/** Cut some links, one way or both, or heal them all. */
function cut (world: World): void {
  const gone = new Set<string>()
  if (draw(world, 3) > 0) {
    for (const from of NAMES) for (const to of NAMES) if (draw(world, 4) === 0) gone.add(from + to)
  }
  world.links = (from, to) => !gone.has(from + to)
}

/**
 * A Raft node with a body: its disk and lane, what it applied, and who waits for it.
 *
 * Pure. What the agent does for a real node (agent/log-lane.ts, agent/body.ts) is done here, and shown to the onlooker.
 */
import { index, type NodeId, term as toTerm } from '@hivemind/base'
import {
  type Configuration, check, type Effect, entriesBetween, type Input, type Message, type Proposal, type Raft,
  type SnapshotPoint, start, status, step, termAt
} from '@hivemind/raft'
import { between, percent, seedFor } from '../chance.ts'
import { type Disk, inTurn, writeInTurn } from '../disk.ts'
import { markOf, marksOf } from '../marks.ts'
import { post } from '../network.ts'
import { fail, happened, isBroken, see } from '../world.ts'
import { heard } from './clients.ts'
import type { Fetch } from './fetching.ts'
import { apply, copyOf, type Machine, machine, stateText } from './machine.ts'
import type { RaftWorld } from './world.ts'

export interface RaftNode {
  readonly id: NodeId
  readonly disk: Disk<Machine>
  /** Null while the machine is down. */
  raft: Raft | null
  machine: Machine
  /** Counts lives, so that what was meant for an earlier one is known. */
  life: number
  upAt: number
  readonly inputs: Input[]
  stepping: boolean
  fetch: Fetch | null
  /** Its ticks in a hundred of the world's, and what is left over of them. */
  readonly rate: number
  left: number
  /** Until this tick the process is stopped, as by SIGSTOP; 0 when it is not. */
  pausedUntil: number
}

/** A machine begins, with what its disk holds. */
export function startNode (world: RaftWorld, id: NodeId, disk: Disk<Machine>, lost = false): RaftNode {
  const before = world.nodes.get(id)
  const saved = disk.saved
  const point: SnapshotPoint | null = saved === null ? null : { ...saved }
  const node: RaftNode = {
    id, disk, machine: saved === null ? machine() : copyOf(saved), life: (before?.life ?? 0) + 1, upAt: 0, inputs: [],
    stepping: false, fetch: null, rate: before?.rate ?? rateOf(world), left: 0, pausedUntil: 0,
    raft: start({
      self: id, seed: seedFor(world), times: world.habits.times, hard: disk.hard, snapshot: point,
      entries: disk.log.slice(saved?.index ?? 0), commit: disk.commit, repair: disk.repair
    })
  }
  world.nodes.set(id, node)
  see(world, { type: 'started', node: id, hard: disk.hard, log: marksOf(disk.log), lost })
  if (saved !== null) see(world, { type: 'installed', node: id, index: saved.index, state: stateText(saved) })
  applyThrough(world, node, status(raftOf(node)).commit)
  return node
}

function rateOf (world: RaftWorld): number {
  const { driftPercent } = world.habits
  if (driftPercent > 0) happened(world, 'clocks that drift')
  return between(world, 100 - driftPercent, 100 + driftPercent)
}

export const isPaused = ({ tick }: RaftWorld, { pausedUntil }: RaftNode): boolean => tick < pausedUntil

/** A stopped process goes on. */
export function goOn (world: RaftWorld, node: RaftNode): void {
  if (node.pausedUntil !== 0) drain(world, node)
}

function raftOf ({ raft }: RaftNode): Raft {
  if (raft === null) throw new Error('a machine that is down was asked')
  return raft
}

/** Give a node an input; inputs that arise meanwhile wait their turn. */
export function feed (world: RaftWorld, node: RaftNode, input: Input): void {
  node.inputs.push(input)
  if (!node.stepping && !isPaused(world, node)) drain(world, node)
}

/** Whoever was stopped learns of the pause before anything that came meanwhile. */
function drain (world: RaftWorld, node: RaftNode): void {
  if (node.pausedUntil !== 0) node.inputs.unshift({ type: 'lapse' })
  node.pausedUntil = 0
  node.stepping = true
  for (let next = node.inputs.shift(); next !== undefined; next = node.inputs.shift()) {
    if (node.raft === null || isBroken(world)) break
    if (!isDeaf(node, next)) stepNode(world, node, node.raft, next)
  }
  node.stepping = false
}

/** While history is being fetched the log belongs to the fetch, as in kernel/step.ts. */
const isDeaf = ({ fetch }: RaftNode, input: Input): boolean =>
  fetch !== null && input.type === 'message' &&
  ['append-request', 'log-tail', 'snapshot-offer'].includes(input.message.type)

function stepNode (world: RaftWorld, node: RaftNode, raft: Raft, input: Input): void {
  const { standing, term, commit, persisted } = raft
  const before = { standing, term, commit }
  try {
    const effects = step(raft, input)
    check(raft)
    if (input.type === 'persisted' && raft.persisted !== persisted) counted(world, node, raft)
    const leads = before.standing === 'leader' && raft.standing === 'leader' && before.term === raft.term
    for (const effect of effects) {
      if (effect.type === 'persist') {
        const { truncateFrom, entries } = effect
        see(world, { type: 'wrote', node: node.id, term: raft.term, leads, truncateFrom, entries: marksOf(entries) })
      }
    }
    if (raft.standing !== before.standing || raft.term !== before.term) stood(world, node, raft)
    const led = before.standing === 'leader' && before.term === raft.term
    if (raft.commit !== before.commit) committed(world, node, raft, led)
    for (const effect of effects) enter(world, node, effect)
  } catch (error) {
    fail(world, 'invariants', `${node.id} stopped on ${input.type}: ${(error as Error).message}`)
  }
}

function counted (world: RaftWorld, { id }: RaftNode, raft: Raft): void {
  see(world, { type: 'counted', node: id, index: raft.persisted, term: termAt(raft, raft.persisted) ?? toTerm(0) })
}

function stood (world: RaftWorld, { id, disk }: RaftNode, raft: Raft): void {
  const { standing, term } = raft
  see(world, { type: 'stood', node: id, standing, term })
  const { lastIndex } = status(raft)
  if (standing === 'pre-candidate' && disk.log.length < lastIndex)
    fail(world, 'campaigns-with-its-disk', `${id} campaigns with ${lastIndex} entries, and its disk has ${disk.log.length}`)
  if (standing !== 'leader') return
  happened(world, 'leaders elected')
  world.elected = true
}

function committed (world: RaftWorld, { id }: RaftNode, raft: Raft, led: boolean): void {
  // A leader that commits its own removal steps down in the same step.
  const { configuration } = status(raft)
  see(world, {
    type: 'committed', node: id, index: raft.commit, term: raft.term, leads: led || raft.standing === 'leader',
    voters: configuration.voters, outgoing: configuration.outgoing ?? []
  })
}

function enter (world: RaftWorld, node: RaftNode, effect: Effect): void {
  if (effect.lane === 'early') return perform(world, node, effect)
  if (effect.type !== 'persist') return inTurn(node.disk, () => perform(world, node, effect))
  const { hard, truncateFrom, entries } = effect
  if (truncateFrom !== null) happened(world, 'logs truncated')
  const last = entries.at(-1)
  writeInTurn(world, node.disk, { hard, truncateFrom, entries, commit: node.machine.index }, () => {
    see(world, { type: 'synced', node: node.id, hard, truncateFrom, entries: marksOf(entries) })
    if (last !== undefined) feed(world, node, { type: 'persisted', index: last.index, term: last.term })
  })
}

function perform (world: RaftWorld, node: RaftNode, effect: Effect): void {
  switch (effect.type) {
    case 'persist': return // Performed by the lane.
    case 'send': return send(world, node, effect.to, effect.message)
    case 'commit': return applyThrough(world, node, effect.index)
    case 'accepted':
    case 'refused':
    case 'read-ready': return heard(world, node, effect)
    case 'leave-joint': return leaveJoint(world, node, effect.configuration)
    case 'standing': return
    case 'fetch-snapshot':
      node.fetch ??= { from: effect.from, through: effect.index, at: world.tick + world.faults.delayTicksMax }
      return
    case 'repaired':
      if (node.disk.repair !== null) see(world, { type: 'repaired', node: node.id, lost: node.disk.repair })
      node.disk.repair = null
      happened(world, 'damaged logs repaired')
  }
}

/** As kernel/consensus.ts, but sometimes nobody listens: Raft asks again. */
function leaveJoint (world: RaftWorld, node: RaftNode, configuration: Configuration): void {
  if (percent(world, 40)) return
  happened(world, 'joint configurations left')
  const leaves: Proposal = { kind: 'configuration', payload: new Uint8Array(0), configuration }
  feed(world, node, { type: 'propose', id: world.nextNumber++, proposals: [leaves] })
}

function send (world: RaftWorld, node: RaftNode, to: NodeId, message: Message): void {
  see(world, { type: 'said', node: node.id, to, message })
  post(world, world.net, node.id, to, message)
}

function applyThrough (world: RaftWorld, node: RaftNode, through: number): void {
  for (const entry of entriesBetween(raftOf(node), node.machine.index, index(through))) {
    const mark = markOf(entry)
    const command = apply(node.machine, mark, entry.configuration)
    see(world, { type: 'applied', node: node.id, mark, state: stateText(node.machine) })
    if (command !== null) see(world, { type: 'effect', node: node.id, command, index: mark.index })
    if (mark.kind === 'command') see(world, { type: 'effect', node: node.id, command: mark.content, index: mark.index })
    heard(world, node, { type: 'applied', mark })
  }
}

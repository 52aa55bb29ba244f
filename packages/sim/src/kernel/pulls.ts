/**
 * Pulls: one node copies what another has applied, a batch at a time. agent/pulling.ts and agent/pull-serving.ts.
 *
 * Pure.
 */
import { type Index, type NodeId, index as toIndex, term as toTerm } from '@hivemind/base'
import { type Effect, view } from '@hivemind/kernel'
import type { Entry } from '@hivemind/raft'
import { between, percent } from '../chance.ts'
import { marksOf } from '../marks.ts'
import { isCut } from '../network.ts'
import { historyWrite } from '../raft/fetching.ts'
import { happened, see } from '../world.ts'
import { unreachable } from './doors.ts'
import { diskFailed } from './lives.ts'
import { feed, type KernelNode, writtenIn } from './node.ts'
import { inTurn, type Saved, write } from './storage.ts'
import type { KernelWorld } from './world.ts'

export interface Pull {
  readonly id: number
  readonly from: NodeId
  readonly sourceLife: number
  readonly wantState: boolean
  readonly through: Index
  at: Index
  begun: boolean
  nextAt: number
  nextBeatAt: number
  heardAt: number
}

const BEAT_TICKS = 20
/** A connection over which nothing came for so long is given up. */
const DEAD_TICKS = 250

export function beginPull (
  world: KernelWorld, node: KernelNode, { pull, from, after, wantState, through }: Effect & { type: 'pull' }
): void {
  if (pull <= node.pullsOver) return
  node.pull = {
    id: pull, from, wantState, through, sourceLife: world.nodes.get(from)?.life ?? 0, at: after, begun: false,
    nextAt: world.tick + between(world, 1, 4), nextBeatAt: 0, heardAt: world.tick
  }
}

/** One tick of a node's pull. The reader slows the writer: nothing comes while the disk is busy. */
export function pulling (world: KernelWorld, node: KernelNode): void {
  const { pull } = node
  if (pull === null || world.tick < pull.nextAt || node.disk.lane.length > 0) return
  const source = world.nodes.get(pull.from)
  const reached = source?.kernel != null && source.life === pull.sourceLife && !isCut(world.net, node.id, pull.from) &&
    !isCut(world.net, pull.from, node.id)
  if (source === undefined || !reached) return ended(world, node, pull)
  if (world.tick < source.disk.pausedUntil)
    return world.tick - pull.heardAt > DEAD_TICKS ? ended(world, node, pull) : undefined
  pull.heardAt = world.tick
  if (!pull.begun) {
    pull.begun = true
    if (pull.at > source.served || differs(node, source, pull.at) || !admits(source, node.id))
      return ended(world, node, pull)
    if (pull.wantState && source.disk.saved !== null && source.disk.saved.index > pull.at && percent(world, 70))
      return takeState(world, node, pull, source.disk.saved, source)
  }
  give(world, node, pull, source)
}

const admits = ({ peers }: KernelNode, id: NodeId): boolean => peers.some(peer => peer.id === id)

const differs = (node: KernelNode, source: KernelNode, at: Index): boolean =>
  at > 0 && node.disk.log[at - 1]?.term !== source.disk.log[at - 1]?.term

function ended (world: KernelWorld, node: KernelNode, pull: Pull): void {
  node.pull = null
  happened(world, 'pulls broken off')
  feed(world, node, { type: 'pull-ended', pull: pull.id, refusal: unreachable(pull.from) })
}

/** History through a state goes to disk without being applied; then the state takes over. */
function takeState (world: KernelWorld, node: KernelNode, pull: Pull, saved: Saved, source: KernelNode): void {
  const { index, snapshot } = saved
  pull.nextAt = Number.POSITIVE_INFINITY
  const lacks = historyWrite(node.disk, source.disk.log.slice(0, index))
  const done = (): void => {
    node.disk.saved = saved
    pull.at = index
    pull.nextAt = world.tick + 1
    happened(world, 'snapshots installed')
    feed(world, node, { type: 'state-installed', pull: pull.id, snapshot, index, term: snapshot.appliedTerm })
  }
  if (lacks === null) return inTurn(node.disk, done)
  const { truncateFrom, entries } = lacks
  const term = node.kernel === null ? toTerm(0) : writtenIn(node.kernel)
  see(world, { type: 'wrote', node: node.id, term, leads: false, truncateFrom, entries: marksOf(entries) })
  write(world, node.disk, lacks, () => {
    see(world, { type: 'synced', node: node.id, hard: null, truncateFrom, entries: marksOf(entries) })
    done()
  }, error => { diskFailed(world, node, error) })
}

function give (world: KernelWorld, node: KernelNode, pull: Pull, source: KernelNode): void {
  const end = Math.min(source.served, pull.through === 0 ? Number.POSITIVE_INFINITY : pull.through, pull.at + 40)
  const entries = source.disk.log.slice(pull.at, end)
  pull.nextAt = world.tick + between(world, 1, 3)
  pull.at = toIndex(pull.at + entries.length)
  if (entries.length > 0) feed(world, node, { type: 'pulled', pull: pull.id, entries: sentBy(world, entries) })
  if (node.pull !== pull || source.kernel === null) return
  if (entries.length > 0 || world.tick >= pull.nextBeatAt) {
    pull.nextBeatAt = world.tick + BEAT_TICKS
    const { leader, ageTicks, degraded } = view(source.kernel)
    const commit = source.served
    feed(world, node, { type: 'beaten', pull: pull.id, commit, leader: leader?.id ?? null, ageTicks, degraded })
  }
  if (node.pull !== pull || pull.through === 0 || pull.at < pull.through) return
  node.pull = null
  feed(world, node, { type: 'pull-ended', pull: pull.id, refusal: null })
}

/** What a source gives; a faulty one leaves out the first entry now and then. */
function sentBy (world: KernelWorld, entries: readonly Entry[]): readonly Entry[] {
  if (entries.length < 2 || !percent(world, world.faults.machine.faultySourcePercent)) return entries
  happened(world, 'entries that a source left out')
  return entries.slice(1)
}

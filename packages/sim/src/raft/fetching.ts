/**
 * Catching up by copying committed history from another node's disk, when its memory no longer reaches back. Raft 7.
 *
 * Pure. As agent/pulling.ts: what the own disk holds already stays, what differs gives way, and Raft is told once it
 * is durable.
 */
import { type Index, index, type NodeId, term as toTerm } from '@hivemind/base'
import type { Entry } from '@hivemind/raft'
import { type Disk, inTurn, type Write, writeInTurn } from '../disk.ts'
import { marksOf } from '../marks.ts'
import { isCut } from '../network.ts'
import { happened, see } from '../world.ts'
import { copyOf, type Machine, stateText } from './machine.ts'
import { feed, type RaftNode } from './node.ts'
import type { RaftWorld } from './world.ts'

export interface Fetch { readonly from: NodeId, readonly through: Index, readonly at: number }

/** A fetch whose time has come: all of it arrives, or it fails and a later offer begins another. */
export function fetching (world: RaftWorld, node: RaftNode): void {
  const { fetch } = node
  if (fetch === null || world.tick < fetch.at) return
  if (fetch.at === Number.POSITIVE_INFINITY) return
  const source = world.nodes.get(fetch.from)
  const reached = source?.raft != null && !isCut(world.net, fetch.from, node.id) &&
    source.machine.index >= fetch.through
  if (source === undefined || !reached) {
    happened(world, 'fetches that failed')
    node.fetch = null
    return
  }
  node.fetch = { ...fetch, at: Number.POSITIVE_INFINITY }
  const state = copyOf(source.machine)
  const history = source.disk.log.slice(0, state.index)
  // What is on its way to the disk comes first: only then is it known what the disk lacks.
  inTurn(node.disk, () => {
    const write = historyWrite(node.disk as Disk<unknown>, history)
    const done = (): void => { install(world, node, fetch.from, state) }
    if (write === null) return done()
    const { truncateFrom, entries } = write
    const term = node.raft?.term ?? toTerm(0)
    see(world, { type: 'wrote', node: node.id, term, leads: false, truncateFrom, entries: marksOf(entries) })
    writeInTurn(world, node.disk, write, () => {
      see(world, { type: 'synced', node: node.id, hard: null, truncateFrom, entries: marksOf(entries) })
      done()
    })
  })
}

/** What of a committed history a disk lacks, with rivals of it dropped; null when it holds all. */
export function historyWrite (disk: Pick<Disk<unknown>, 'log'>, history: readonly Entry[]): Write | null {
  const differs = history.findIndex((entry, at) => disk.log[at]?.term !== entry.term)
  const entries = differs === -1 ? [] : history.slice(differs)
  const first = entries[0]
  if (first === undefined) return null
  const truncateFrom = first.index <= disk.log.length ? first.index : null
  return { hard: null, truncateFrom, entries, commit: index(0) }
}

function install (world: RaftWorld, node: RaftNode, from: NodeId, state: Machine): void {
  node.fetch = null
  if (state.index > node.machine.index) {
    node.machine = state
    node.disk.saved = copyOf(state)
    see(world, { type: 'installed', node: node.id, index: state.index, state: stateText(state) })
    happened(world, 'snapshots installed')
  }
  const { index, term, configuration } = state
  feed(world, node, { type: 'snapshot-installed', from, point: { index, term, configuration } })
}

/**
 * One node of a text test with its disk: made from words, started again from what the disk holds. Pure.
 */
import { index, type NodeId, nodeId, prng, term, ticks } from '@hivemind/base'
import {
  type Effect, type Entry, type HardState, type Raft, type RaftTimes, type Repair, type SnapshotPoint, start
} from '../src/index.ts'
import { configurationFrom, entriesOf, position } from './phrasing.ts'

export const TEST_TIMES = { heartbeatTicks: ticks(2), electionTicksMin: ticks(10), doubtTicks: ticks(10) }

export interface Disk { hard: HardState, snapshot: SnapshotPoint, entries: Entry[] }

export interface Node {
  readonly id: NodeId
  readonly seed: number
  raft: Raft
  readonly disk: Disk
  /** Effects of the log lane that wait for a write; empty while the disk writes at once. */
  readonly lane: Effect[]
  slow: boolean
  readonly repair: Repair | null
  readonly times: RaftTimes
}

/**
 * `voters=a,b learners=c log=1,1,2 term=3 voted=b commit=1 repair=2/1`; `log` gives the terms of its entries. `lease=5`
 * makes reads rely on the promise of a quorum; the node has been up for long. `disk-doubt=30` is its patience with its
 * disk.
 */
export function makeNode (id: NodeId, seed: number, settings: Readonly<Record<string, string>>): Node {
  const configuration = configurationFrom(settings)
  const entries = entriesOf(settings['log'], 1)
  const hard = {
    term: term(Number(settings['term'] ?? entries.at(-1)?.term ?? 0)),
    votedFor: settings['voted'] === undefined ? null : nodeId(settings['voted'])
  }
  const disk = { hard, snapshot: { index: index(0), term: term(0), configuration }, entries }
  const repair = settings['repair'] === undefined ? null : position(settings['repair'])
  const times = {
    ...TEST_TIMES, leaseTicks: ticks(Number(settings['lease'] ?? 0)),
    diskDoubtTicks: ticks(Number(settings['disk-doubt'] ?? TEST_TIMES.doubtTicks))
  }
  const raft = boot(id, seed, times, disk, Number(settings['commit'] ?? 0), repair)
  raft.promisedTicks = ticks(0)
  return { id, seed, disk, lane: [], slow: false, repair, times, raft }
}

export function boot (
  self: NodeId, seed: number, times: RaftTimes, disk: Disk, commit: number, repair: Repair | null
): Raft {
  const { hard, snapshot, entries } = disk
  return start({
    self, seed: prng(seed), times, hard, snapshot, entries: [...entries], commit: index(commit), repair
  })
}

export function write (disk: Disk, { hard, truncateFrom, entries }: Effect & { type: 'persist' }): void {
  if (hard !== null) disk.hard = hard
  if (truncateFrom !== null) {
    const from = disk.entries.findIndex(entry => entry.index === truncateFrom)
    if (from !== -1) disk.entries.length = from
  }
  disk.entries.push(...entries)
}

/**
 * A disk that forgets what it was not given time to write, and the lane of effects that wait for it.
 *
 * Pure. The lane is the one of docs/architecture.md: in order, each after every write before it is durable. A crash
 * keeps the writes up to any point among those that were on their way, and nothing that waited behind them.
 */
import { draw, type Index, invariant, type Term, index as toIndex, term as toTerm } from '@hivemind/base'
import type { Entry, HardState, Repair } from '@hivemind/raft'
import { between } from './chance.ts'
import { happened, type World } from './world.ts'

export interface Write {
  readonly hard: HardState | null
  readonly truncateFrom: Index | null
  readonly entries: readonly Entry[]
  readonly commit: Index
}

interface Place {
  readonly write: Write | null
  readonly dueAt: number
  readonly performed: () => void
}

export interface Disk<State> {
  hard: HardState
  /** The entry at index i is `log[i - 1]`: the whole history. */
  readonly log: Entry[]
  commit: Index
  /** The newest applied state that was saved. */
  saved: State | null
  repair: Repair | null
  readonly lane: Place[]
  hangsUntil: number
}

export const disk = <State>(log: readonly Entry[]): Disk<State> => ({
  hard: { term: toTerm(0), votedFor: null }, log: [...log], commit: toIndex(log.length), saved: null, repair: null,
  lane: [], hangsUntil: 0
})

export const lastOf = (log: readonly Entry[]): { readonly index: Index, readonly term: Term } =>
  log.at(-1) ?? { index: toIndex(0), term: toTerm(0) }

/** An effect of the log lane: at once if no write is on its way, otherwise in its turn. */
export function inTurn (disk: Disk<unknown>, performed: () => void): void {
  if (disk.lane.length === 0) performed()
  else disk.lane.push({ write: null, dueAt: 0, performed })
}

/** A write and what follows when it is durable. */
export function writeInTurn (world: World, disk: Disk<unknown>, write: Write, performed: () => void): void {
  const dueAt = world.tick + (world.faults.diskTicksMax === 0 ? 0 : between(world, 0, world.faults.diskTicksMax))
  disk.lane.push({ write, dueAt, performed })
}

/** Time went by for the disk: what is due becomes durable, in order. */
export function sync (world: World, disk: Disk<unknown>): void {
  if (world.tick < disk.hangsUntil) return
  for (let place = disk.lane[0]; place !== undefined && place.dueAt <= world.tick; place = disk.lane[0]) {
    disk.lane.shift()
    if (place.write !== null) perform(disk, place.write)
    place.performed()
  }
}

function perform (disk: Disk<unknown>, { hard, truncateFrom, entries, commit }: Write): void {
  if (hard !== null) disk.hard = hard
  if (truncateFrom !== null && truncateFrom <= disk.log.length) disk.log.length = truncateFrom - 1
  for (const entry of entries) {
    invariant(entry.index === disk.log.length + 1, `entry ${entry.index} is written after ${disk.log.length}`)
    disk.log.push(entry)
  }
  if (commit > disk.commit) disk.commit = commit
}

/** The power goes: some of what was on its way is durable, the rest is gone, and so is all that waited for it. */
export function powerCut (world: World, disk: Disk<unknown>): readonly Write[] {
  const writes = disk.lane.flatMap(({ write }) => (write === null ? [] : [write]))
  const kept = writes.slice(0, draw(world, writes.length + 1))
  for (const write of kept) perform(disk, write)
  happened(world, 'writes lost in crashes', writes.length - kept.length)
  happened(world, 'unacknowledged writes kept in crashes', kept.length)
  disk.lane.length = 0
  disk.hangsUntil = 0
  return kept
}

/** The end of the log is gone, although it was acknowledged. The first entry stays. */
export function damage (world: World, disk: Disk<{ readonly index: Index }>): void {
  const lost = Math.min(between(world, 1, 12), disk.log.length - 1)
  if (lost < 1) return
  const { index, term } = lastOf(disk.log)
  // An earlier wound that has not healed counts on.
  if (disk.repair === null || disk.repair.index < index) disk.repair = { index, term }
  disk.log.length -= lost
  disk.commit = toIndex(Math.min(disk.commit, disk.log.length))
  if (disk.saved !== null && disk.saved.index > disk.log.length) disk.saved = null
  happened(world, 'entries lost by damaged disks', lost)
}

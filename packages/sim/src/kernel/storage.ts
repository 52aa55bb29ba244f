/**
 * A machine's disk: the real log on a platter of bytes, the applied state beside it, and the lane of effects that wait.
 *
 * Touches nothing but the platter. What agent/opening.ts and agent/log-lane.ts do for a real node is done here.
 */
import { draw, HivemindError, type Index, type NodeId, index as toIndex, term as toTerm } from '@hivemind/base'
import type { Control, ControlSnapshot } from '@hivemind/control'
import type { Acquainted } from '@hivemind/kernel'
import { type Configuration, type Entry, type HardState, type Repair, status } from '@hivemind/raft'
import { type Batch, type LogEntry, openWal, type Wal } from '@hivemind/wal'
import { permille } from '../chance.ts'
import { type Mounted, makeGood, mount } from '../mounted.ts'
import { flipBit, type Platter, platter, powerCut } from '../platter.ts'
import { guarded, happened, say } from '../world.ts'
import { decodeEnvelope } from './tools.ts'
import type { KernelWorld } from './world.ts'

/** An applied state that was saved, and what clients' commands had brought by then. */
export interface Saved {
  readonly index: Index
  readonly snapshot: ControlSnapshot
  readonly values: readonly string[]
}

interface Place { ready: boolean, readonly perform: () => void }

export interface Storage {
  readonly id: NodeId
  readonly platter: Platter
  /** Null while the machine is down. */
  mounted: Mounted | null
  wal: Wal | null
  hard: HardState
  /** What is durable: the entry at index i is `log[i - 1]`, the whole history. */
  readonly log: Entry[]
  commit: Index
  repair: Repair | null
  saved: Saved | null
  /** Beside the log: whom the machine knew last. */
  acquainted: Acquainted | null
  readonly lane: Place[]
  /** The power goes before so many operations of the disk more; infinite when it does not. */
  operationsLeft: number
  /** A disk that lies does it once in a life, which no power cut ends: rot in a torn tail cannot be told from it. */
  lied: boolean
  /** The last life ended by a power cut. */
  torn: boolean
  /** Until this tick nothing that waited is performed: the process is stopped. */
  pausedUntil: number
}

export const storage = (id: NodeId): Storage => ({
  id, platter: platter(), mounted: null, wal: null, hard: { term: toTerm(0), votedFor: null }, log: [],
  commit: toIndex(0), repair: null, saved: null, acquainted: null, lane: [], operationsLeft: Number.POSITIVE_INFINITY,
  lied: false, torn: false, pausedUntil: 0
})

/** Segments that rotate after some dozens of entries. */
const SIZES = { directory: 'platter', segmentBytes: 48 * 1024, ringSlots: 32 } as const

export type Opening = 'opened' | 'amnesia' | 'failed'

/** Begin a life of the disk; the power may go while it opens, then this never resolves. */
export async function open (world: KernelWorld, disk: Storage, founding: readonly Entry[]): Promise<Opening> {
  disk.lied = false
  disk.operationsLeft = permille(world, world.faults.crashPermille * 4) ? draw(world, 12) : Number.POSITIVE_INFINITY
  const mounted = mountFor(world, disk)
  disk.mounted = mounted
  try {
    const wal = await openWal({ ...SIZES, identity: disk.id, fs: mounted.fs, waitsForRoom: false })
    if (wal.last().index === 0 && founding.length > 0) await wal.append(writeOf(founding))
    if (disk.mounted !== mounted) return 'failed'
    const opening = await remember(world, disk, wal)
    disk.operationsLeft = Number.POSITIVE_INFINITY
    return opening
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    happened(world, `openings refused with ${error.code}`)
    return 'failed'
  }
}

const writeOf = (entries: readonly Entry[]): Batch =>
  ({ hard: null, truncateFrom: null, entries, commit: entries.at(-1)?.index ?? toIndex(0) })

function mountFor (world: KernelWorld, disk: Storage): Mounted {
  return mount(disk.platter, {
    chance: world,
    // While it opens nobody waits for it.
    syncTicks: () => disk.wal === null ? 0 : draw(world, world.faults.diskTicksMax + 1),
    syncFails: () => disk.wal !== null && syncFails(world, disk),
    stray: () => strayed(world, disk),
    counts: () => {
      if (disk.operationsLeft-- > 0) return true
      world.dark.add(disk.id)
      return false
    }
  }, world.tick)
}

function syncFails (world: KernelWorld, disk: Storage): boolean {
  if (!permille(world, world.faults.machine.syncErrorPermille)) return false
  happened(world, 'syncs that failed')
  say(world, `${disk.id}'s disk fails a sync`)
  return true
}

/** One machine of a world has a disk that lies, and only while three voters or more can do without it. */
function strayed (world: KernelWorld, disk: Storage): 'lost' | 'elsewhere' | null {
  if (disk.lied || disk.wal === null || world.liar !== disk.id) return null
  if (!permille(world, world.faults.machine.strayPermille) || !mayLie(world)) return null
  disk.lied = true
  const how = draw(world, 2) === 0 ? 'lost' : 'elsewhere'
  happened(world, how === 'lost' ? 'writes that left stale sectors' : 'writes that went elsewhere')
  say(world, `${disk.id}'s disk loses a write${how === 'lost' ? '' : ', which overwrites another place'}`)
  return how
}

/** Whether the liar's disk may lie now. */
export const mayLie = (world: KernelWorld): boolean => world.liar !== null && mayLose(world, world.liar)

/**
 * Whether all who are up know of three voters or more, two of whom are up and well: they can do without one machine.
 * The applied voters and those that the log names count, since Raft counts by the log; and those that are wanted, since
 * a voter may go at once that the operator wished away, and nobody then does without another.
 */
export function mayLose ({ nodes }: KernelWorld, lost: NodeId): boolean {
  const up = [...nodes.values()].flatMap(({ kernel }) => kernel?.phase === 'member' ? [kernel] : [])
  const well = up.filter(({ self, control }) => self !== lost && control.voters.includes(self))
  return well.length >= 2 && up.every(({ control, raft, mode }) =>
    isEnough(control) && wantedVoters(control) >= 3 && (mode !== 'raft' || isEnough(status(raft).configuration)))
}

const wantedVoters = ({ members }: Control): number =>
  [...members.values()].filter(({ wanted }) => wanted === 'voter').length

const isEnough = ({ voters, outgoing = [] }: Pick<Configuration, 'voters' | 'outgoing'>): boolean =>
  voters.length >= 3 && (outgoing.length === 0 || outgoing.length >= 3)

async function remember (world: KernelWorld, disk: Storage, wal: Wal): Promise<Opening> {
  const { hard, repair, damage, commit } = wal.restored
  for (const one of damage) {
    happened(world, `disks found with: ${one.type}`)
    say(world, `${disk.id}'s disk: ${JSON.stringify(one)}`)
  }
  if (damage.some(({ type }) => type === 'amnesia')) return 'amnesia'
  const entries = await wal.read(wal.first(), wal.last().index, Number.MAX_SAFE_INTEGER)
  disk.wal = wal
  disk.hard = hard
  disk.repair = repair
  disk.log.splice(0, disk.log.length, ...entries.map(entryOf))
  // A state is of no use when the log was cut below it, or holds another entry than the one that it stands on.
  if (disk.saved !== null && disk.log[disk.saved.index - 1]?.term !== disk.saved.snapshot.appliedTerm) disk.saved = null
  disk.commit = toIndex(Math.max(disk.saved?.index ?? 0, Math.min(commit, disk.log.length)))
  return 'opened'
}

/** An entry as the disk has it, with the voters that it names. */
function entryOf ({ index, term, kind, payload }: LogEntry): Entry {
  if (kind !== 'configuration') return { index, term, kind, payload }
  return { index, term, kind, payload, configuration: configurationOf(payload) }
}

function configurationOf (payload: Uint8Array): Configuration {
  const body = decodeEnvelope(payload)?.body as Partial<Configuration> & { readonly founder?: { readonly id: NodeId } }
  if (body.founder !== undefined) return { voters: [body.founder.id], learners: [] }
  const { voters = [], learners = [], outgoing } = body
  return { voters, learners, ...outgoing !== undefined && { outgoing } }
}

/** An effect of the log lane: at once if no write is on its way, otherwise in its turn. */
export function inTurn (disk: Storage, perform: () => void): void {
  if (disk.lane.length === 0) perform()
  else disk.lane.push({ ready: true, perform })
}

/** A write and what follows when it is durable. `failed` is told of a disk that refused. */
export function write (
  world: KernelWorld, disk: Storage, batch: Batch, performed: () => void, failed: (error: HivemindError) => void
): void {
  const { wal } = disk
  if (wal === null) return
  const place: Place = { ready: false, perform: () => {
    settle(disk, batch)
    performed()
  } }
  disk.lane.push(place)
  wal.append(batch).then(() => {
    if (disk.wal !== wal) return
    place.ready = true
    drain(world, disk)
  }, (error: unknown) => {
    if (disk.wal === wal) guarded(world, () => { failed(error as HivemindError) })
  })
}

/** Perform what is durable and all that waited for it, unless the process is stopped. */
export function drain (world: KernelWorld, disk: Storage): void {
  guarded(world, () => {
    while (world.tick >= disk.pausedUntil && disk.lane[0]?.ready === true) disk.lane.shift()?.perform()
  })
}

function settle (disk: Storage, { hard, truncateFrom, entries, commit }: Batch): void {
  if (hard !== null) disk.hard = hard
  if (truncateFrom !== null && truncateFrom <= disk.log.length) disk.log.length = truncateFrom - 1
  for (const entry of entries) disk.log.push(entry as Entry)
  if (commit > disk.commit) disk.commit = commit
}

/** The process is gone; with the power, so is what was not synced. */
export function shut (world: KernelWorld, disk: Storage, power: boolean): void {
  if (disk.mounted !== null) {
    makeGood(disk.mounted)
    disk.mounted.isUp = false
  }
  disk.mounted = null
  disk.wal = null
  disk.lane.length = 0
  disk.pausedUntil = 0
  disk.torn = power
  if (power) happened(world, 'sectors lost in power cuts', powerCut(world, disk.platter))
}

/** A bit of a machine that is down turns over. */
export function rot (world: KernelWorld, disk: Storage): void {
  if (disk.lied || disk.torn || !flipBit(world, disk.platter)) return
  happened(world, 'bits that flipped')
  say(world, `a bit flips on ${disk.id}'s disk`)
}

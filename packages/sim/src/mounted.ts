/**
 * A platter in use by one life of a machine: what the log asks of a file system (@hivemind/wal `Disk`), and its faults.
 *
 * Pure but for promises: an operation resolves when the world's time has come, and never once the machine is down.
 */
import type { Chance } from '@hivemind/base'
import type { Disk, DiskFile } from '@hivemind/wal'
import { forget, type Inode, keep, keepNames, type Names, type Platter, put, strays } from './platter.ts'

/** What the world does to the operations of one life. */
export interface DiskFaults {
  /** Ticks until a sync is done. */
  readonly syncTicks: () => number
  readonly syncFails: () => boolean
  /** What becomes of a write: as asked, acknowledged and dropped, or put into another place. */
  readonly stray: () => 'lost' | 'elsewhere' | null
  readonly chance: Chance
  /** Counts operations that change something; false once the power is gone. */
  readonly counts: () => boolean
}

/**
 * A write that the disk acknowledged and has not where it belongs. Until another batch after its own is durable, no log
 * can tell it from a batch that the power cut.
 */
interface Lie {
  readonly inode: Inode
  readonly at: number
  readonly bytes: Buffer
  batch: 'its own' | 'synced' | 'the next'
}

interface Pending { readonly dueAt: number, readonly done: () => void }

/** A life of the disk. Hands out no operation's end before `advance` has told the time of it. */
export interface Mounted {
  readonly fs: Disk
  readonly platter: Platter
  readonly faults: DiskFaults
  readonly pending: Pending[]
  lie: Lie | null
  now: number
  hangsUntil: number
  isUp: boolean
}

/** A promise of its own each time: one that all wait for would keep every world that ever was. */
const never = (): Promise<never> => new Promise(() => {})
const fault = (code: string): Error => Object.assign(new Error(`${code}: by the world`), { code })

/** @param tick - the time it is; later times are told by `advance` */
export function mount (platter: Platter, faults: DiskFaults, tick: number): Mounted {
  const life = { platter, faults, pending: [], lie: null, now: tick, hangsUntil: 0, isUp: true }
  const mounted: Mounted = { ...life, fs: {
    list: () => mounted.isUp ? Promise.resolve([...platter.names.keys()]) : never(),
    size: async name => found(platter, name).bytes.length,
    free: async () => platter.capacityBytes - usedBytes(platter),
    open: async name => fileOf(mounted, found(platter, name)),
    create: name => {
      const inode: Inode = { bytes: Buffer.alloc(0), durable: Buffer.alloc(0), unsynced: [] }
      return named(mounted, names => { names.set(name, inode) }) ? Promise.resolve(fileOf(mounted, inode)) : never()
    },
    rename: (from, to) => {
      const inode = found(platter, from)
      return named(mounted, names => {
        if (names.get(from) === inode) names.delete(from)
        names.set(to, inode)
      }) ? Promise.resolve() : never()
    },
    remove: name => named(mounted, names => { names.delete(name) }) ? Promise.resolve() : never(),
    syncDirectory: () => changes(mounted) ? inTime(mounted, 0, () => { keepNames(platter) }) : never()
  } }
  return mounted
}

/** Time went by: syncs that are due are done, in order. */
export function advance (mounted: Mounted, tick: number): void {
  const { pending } = mounted
  mounted.now = tick
  if (tick < mounted.hangsUntil) return
  while (mounted.isUp && pending[0] !== undefined && pending[0].dueAt <= tick) pending.shift()?.done()
}

function fileOf (mounted: Mounted, inode: Inode): DiskFile {
  const readNow = (target: Uint8Array, position: number): number =>
    inode.bytes.copy(target, 0, position, Math.min(inode.bytes.length, position + target.length))
  return {
    readNow,
    read: (target, position) => mounted.isUp ? Promise.resolve(readNow(target, position)) : never(),
    write: (source, at) => changes(mounted) ? written(mounted, inode, source, at) : never(),
    sync: () => changes(mounted) ? synced(mounted, inode) : never(),
    close: () => Promise.resolve()
  }
}

function written (mounted: Mounted, inode: Inode, source: Uint8Array, at: number): Promise<void> {
  const { platter, faults, lie } = mounted
  const more = at + source.length - inode.bytes.length
  if (more > 0 && isFull(platter, more)) return Promise.reject(fault('ENOSPC'))
  if (lie?.batch === 'synced') lie.batch = 'the next'
  const stray = more > 0 ? null : faults.stray()
  if (stray !== null) mounted.lie = { inode, at, bytes: Buffer.from(source), batch: 'its own' }
  if (stray === null) put(inode, at, source)
  else if (stray === 'elsewhere') strays(faults.chance, inode, source)
  return Promise.resolve()
}

function synced (mounted: Mounted, inode: Inode): Promise<void> {
  const { faults, lie } = mounted
  if (faults.syncFails()) {
    forget(faults.chance, inode)
    return Promise.reject(fault('EIO'))
  }
  const count = inode.unsynced.length
  const shows = lie?.batch === 'the next'
  if (lie?.batch === 'its own') lie.batch = 'synced'
  return inTime(mounted, faults.syncTicks(), () => {
    keep(inode, count)
    if (shows) mounted.lie = null
  })
}

/** The life ends: what a log cannot know to be missing is there after all. */
export function makeGood (mounted: Mounted): void {
  const { lie } = mounted
  if (lie === null) return
  put(lie.inode, lie.at, lie.bytes)
  keep(lie.inode, lie.inode.unsynced.length)
}

/** Done at once when it takes no time and nothing is before it; otherwise by `advance`. */
function inTime ({ now, hangsUntil, pending }: Mounted, ticks: number, act: () => void): Promise<void> {
  if (ticks === 0 && now >= hangsUntil && pending.length === 0) {
    act()
    return Promise.resolve()
  }
  return new Promise(resolve => pending.push({ dueAt: now + ticks, done: () => { act(); resolve() } }))
}

/** An operation changes something, unless the power is gone, or goes now. */
function changes (mounted: Mounted): boolean {
  if (mounted.isUp && !mounted.faults.counts()) mounted.isUp = false
  return mounted.isUp
}

function named (mounted: Mounted, change: (names: Names) => void): boolean {
  if (!changes(mounted)) return false
  change(mounted.platter.names)
  mounted.platter.nameChanges.push(change)
  return true
}

function found (platter: Platter, name: string): Inode {
  const inode = platter.names.get(name)
  if (inode === undefined) throw fault('ENOENT')
  return inode
}

const isFull = (platter: Platter, more: number): boolean =>
  platter.capacityBytes !== Number.POSITIVE_INFINITY && usedBytes(platter) + more > platter.capacityBytes

const usedBytes = ({ names }: Platter): number =>
  [...names.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)

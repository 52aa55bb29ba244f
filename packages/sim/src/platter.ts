/**
 * A disk of bytes under the real log (@hivemind/wal): it forgets what was not synced, tears, rots, strays and fills up.
 *
 * Pure but for promises: an operation resolves when the world's time has come, and never once the machine is down.
 */
import { type Chance, draw } from '@hivemind/base'
import type { Disk, DiskFile } from '@hivemind/wal'

const SECTOR_BYTES = 512

interface Piece { readonly at: number, readonly bytes: Buffer }

interface Inode {
  /** What a read sees. */
  bytes: Buffer
  /** What a power cut leaves for certain. */
  durable: Buffer
  unsynced: Piece[]
}

type Names = Map<string, Inode>

export interface Platter {
  readonly names: Names
  durableNames: Names
  nameChanges: Array<(names: Names) => void>
  /** Bytes that all files may have together. */
  capacityBytes: number
}

export const platter = (): Platter =>
  ({ names: new Map(), durableNames: new Map(), nameChanges: [], capacityBytes: Number.POSITIVE_INFINITY })

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

interface Pending { readonly dueAt: number, readonly done: () => void }

/** A platter in use by one life of a machine. */
export interface Mounted {
  readonly fs: Disk
  /** Time went by: syncs that are due are done, in order. */
  advance (tick: number): void
  hang (until: number): void
  /** Nothing that was begun ends any more. */
  unmount (): void
}

const NEVER = new Promise<never>(() => {})
const fault = (code: string): Error => Object.assign(new Error(`${code}: by the world`), { code })

/** @param tick - the time it is; later times are told by `advance` */
export function mount (platter: Platter, faults: DiskFaults, tick: number): Mounted {
  const pending: Pending[] = []
  let [now, hangsUntil, isUp] = [tick, 0, true]

  const when = (ticks: number, done: () => void): Promise<void> => {
    if (ticks === 0 && now >= hangsUntil && pending.length === 0) {
      done()
      return Promise.resolve()
    }
    return new Promise(resolve => pending.push({ dueAt: now + ticks, done: () => { done(); resolve() } }))
  }
  const changes = (): boolean => {
    if (isUp && !faults.counts()) isUp = false
    return isUp
  }

  function fileOf (inode: Inode): DiskFile {
    const readNow = (target: Uint8Array, position: number): number =>
      inode.bytes.copy(target, 0, position, Math.min(inode.bytes.length, position + target.length))
    return {
      readNow,
      read: (target, position) => isUp ? Promise.resolve(readNow(target, position)) : NEVER,
      write: (source, at) => {
        if (!changes()) return NEVER
        if (at + source.length > inode.bytes.length && isFull(platter, at + source.length - inode.bytes.length))
          return Promise.reject(fault('ENOSPC'))
        const stray = at + source.length > inode.bytes.length ? null : faults.stray()
        if (stray === null) put(inode, at, source)
        else if (stray === 'elsewhere') strays(faults.chance, inode, source)
        return Promise.resolve()
      },
      sync: () => {
        if (!changes()) return NEVER
        if (faults.syncFails()) {
          forget(faults.chance, inode)
          return Promise.reject(fault('EIO'))
        }
        const count = inode.unsynced.length
        return when(faults.syncTicks(), () => { keep(inode, count) })
      },
      close: () => Promise.resolve()
    }
  }

  const named = (change: (names: Names) => void): boolean => {
    if (!changes()) return false
    change(platter.names)
    platter.nameChanges.push(change)
    return true
  }

  return {
    fs: {
      list: () => isUp ? Promise.resolve([...platter.names.keys()]) : NEVER,
      size: async name => found(platter, name).bytes.length,
      open: async name => fileOf(found(platter, name)),
      create: name => {
        const inode: Inode = { bytes: Buffer.alloc(0), durable: Buffer.alloc(0), unsynced: [] }
        return named(names => { names.set(name, inode) }) ? Promise.resolve(fileOf(inode)) : NEVER
      },
      rename: (from, to) => {
        const inode = found(platter, from)
        return named(names => {
          if (names.get(from) === inode) names.delete(from)
          names.set(to, inode)
        }) ? Promise.resolve() : NEVER
      },
      remove: name => named(names => { names.delete(name) }) ? Promise.resolve() : NEVER,
      syncDirectory: () => changes() ? when(0, () => { keepNames(platter) }) : NEVER
    },
    advance (tick) {
      now = tick
      if (now < hangsUntil) return
      while (isUp && pending[0] !== undefined && pending[0].dueAt <= now) pending.shift()?.done()
    },
    hang (until) { hangsUntil = until },
    unmount () { isUp = false }
  }
}

function found (platter: Platter, name: string): Inode {
  const inode = platter.names.get(name)
  if (inode === undefined) throw fault('ENOENT')
  return inode
}

function isFull ({ names, capacityBytes }: Platter, more: number): boolean {
  if (capacityBytes === Number.POSITIVE_INFINITY) return false
  return [...names.values()].reduce((sum, { bytes }) => sum + bytes.length, more) > capacityBytes
}

function put (inode: Inode, at: number, source: Uint8Array): void {
  const bytes = Buffer.from(source)
  inode.bytes = over(inode.bytes, at, bytes)
  inode.unsynced.push({ at, bytes })
}

function strays (chance: Chance, inode: Inode, source: Uint8Array): void {
  const at = elsewhere(chance, inode, source.length)
  if (at !== null) put(inode, at, source)
}

/** Put bytes into a buffer in place, which grows when it must. */
function over (buffer: Buffer, at: number, bytes: Buffer): Buffer {
  const end = at + bytes.length
  const into = end <= buffer.length ? buffer : Buffer.concat([buffer], end)
  bytes.copy(into, at)
  return into
}

function keep (inode: Inode, count: number): void {
  for (const { at, bytes } of inode.unsynced.splice(0, count)) inode.durable = over(inode.durable, at, bytes)
}

function keepNames (platter: Platter): void {
  for (const change of platter.nameChanges.splice(0)) change(platter.durableNames)
}

/** A failed sync: the pages count as clean, and only some of them are on the disk. (Rebello et al., ATC 2020.) */
function forget (chance: Chance, inode: Inode): void {
  for (const { at, bytes } of inode.unsynced.splice(0))
    if (draw(chance, 2) === 0) inode.durable = over(inode.durable, at, bytes)
}

/**
 * Another place in the file, but not where its own sync writes: one fault never takes both copies of a header.
 *
 * @returns null when none was found
 */
function elsewhere (chance: Chance, { bytes: { length }, unsynced }: Inode, bytes: number): number | null {
  for (let tries = 0; tries < 8; tries++) {
    const at = draw(chance, Math.max(1, Math.floor((length - bytes) / SECTOR_BYTES))) * SECTOR_BYTES
    if (unsynced.every(piece => at + bytes <= piece.at || piece.at + piece.bytes.length <= at)) return at
  }
  return null
}

/**
 * The power goes: of what was not synced each sector and each change of a name is there or not, by chance.
 *
 * @returns sectors that are gone
 */
export function powerCut (chance: Chance, platter: Platter): number {
  let gone = 0
  const kept = (): boolean => draw(chance, 2) === 0
  const names: Names = new Map(platter.durableNames)
  for (const change of platter.nameChanges) if (kept()) change(names)
  for (const inode of names.values()) {
    for (const { at, bytes } of inode.unsynced) gone += tear(inode, at, bytes, kept)
    inode.unsynced = []
    inode.bytes = Buffer.from(inode.durable)
  }
  platter.nameChanges = []
  platter.durableNames = new Map(names)
  platter.names.clear()
  for (const [name, inode] of names) platter.names.set(name, inode)
  return gone
}

/** Write each sector of a piece, or not. */
function tear (inode: Inode, start: number, bytes: Buffer, kept: () => boolean): number {
  let gone = 0
  for (let from = 0; from < bytes.length;) {
    const end = Math.min(bytes.length, from + SECTOR_BYTES - ((start + from) % SECTOR_BYTES))
    if (kept()) inode.durable = over(inode.durable, start + from, bytes.subarray(from, end))
    else gone++
    from = end
  }
  return gone
}

/** One bit of what was written turns over, in the cache and on the disk. @returns whether there was any */
export function flipBit (chance: Chance, platter: Platter): boolean {
  const files = [...platter.names.values()].filter(({ bytes }) => bytes.length > 0)
  const inode = files[draw(chance, Math.max(1, files.length))]
  if (inode === undefined) return false
  let end = inode.durable.length
  while (end > 0 && inode.durable[end - 1] === 0) end--
  if (end === 0) return false
  const at = draw(chance, end)
  const bit = 1 << draw(chance, 8)
  for (const image of [inode.bytes, inode.durable]) image[at] = (image[at] ?? 0) ^ bit
  return true
}

/**
 * The bytes of a disk under the real log (@hivemind/wal): what is read, what is durable, what tears, strays and rots.
 *
 * Pure. mounted.ts has the operations of one life of a machine.
 */
import { type Chance, draw } from '@hivemind/base'

const SECTOR_BYTES = 512

interface Piece { readonly at: number, readonly bytes: Buffer }

export interface Inode {
  /** What a read sees. */
  bytes: Buffer
  /** What a power cut leaves for certain. */
  durable: Buffer
  unsynced: Piece[]
}

export type Names = Map<string, Inode>

export interface Platter {
  readonly names: Names
  durableNames: Names
  nameChanges: Array<(names: Names) => void>
  /** Bytes that all files may have together. */
  capacityBytes: number
}

export const platter = (): Platter =>
  ({ names: new Map(), durableNames: new Map(), nameChanges: [], capacityBytes: Number.POSITIVE_INFINITY })

export function put (inode: Inode, at: number, source: Uint8Array): void {
  const bytes = Buffer.from(source)
  inode.bytes = over(inode.bytes, at, bytes)
  inode.unsynced.push({ at, bytes })
}

/** Bytes go to another place of the file, if there is one. */
export function strays (chance: Chance, inode: Inode, source: Uint8Array): void {
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

/** The first of what was not synced is durable. */
export function keep (inode: Inode, count: number): void {
  for (const { at, bytes } of inode.unsynced.splice(0, count)) inode.durable = over(inode.durable, at, bytes)
}

export function keepNames (platter: Platter): void {
  for (const change of platter.nameChanges.splice(0)) change(platter.durableNames)
}

/** A failed sync: the pages count as clean, and only some of them are on the disk. (Rebello et al., ATC 2020.) */
export function forget (chance: Chance, inode: Inode): void {
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

/**
 * A file system of its own in a file: mounted through a loop device, cut off from its power, filled, mounted again.
 *
 * Touches mounts, as root. The file lies in memory where /dev/shm has room: what a power cut takes is decided by the
 * file system inside, whose cache is lost as a whole; the memory below it stands for the disk.
 */
import { spawnSync } from 'node:child_process'
import {
  closeSync, existsSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missing, system, type Undoing } from './undoing.ts'

export type FileSystem = 'ext4' | 'xfs'

const MEMORY = '/dev/shm'
/** What all images of a test may take; a container often has less of /dev/shm. */
const MEMORY_BYTES = 1024 * 1024 * 1024
/** How often, and after how long, a mount that is busy is tried again. */
const [BUSY_TRIES, BUSY_MS] = [300, 100]
const CHUNK = Buffer.alloc(64 * 1024, 'x')

/** Undoing at the exit of a process cannot wait otherwise. */
const sleep = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

/** @returns why images of this kind cannot be used here; false when they can */
export function noImages (kind: FileSystem): string | false {
  const absent = missing('mount', 'umount', 'losetup', `mkfs.${kind}`, 'xfs_io')
  if (absent !== false) return absent
  if (!existsSync('/dev/loop-control')) return 'needs loop devices'
  return knows(kind) ? false : `needs a kernel with ${kind}`
}

/** Whether the kernel has a file system, from the start or as a module. */
function knows (kind: FileSystem): boolean {
  const has = (): boolean => readFileSync('/proc/filesystems', 'utf8').split(/\s/).includes(kind)
  if (!has()) spawnSync('modprobe', [kind])
  return has()
}

/** Free bytes of a place for who is no root. */
function freeBytes (path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

const place = (): string => existsSync(MEMORY) && freeBytes(MEMORY) >= MEMORY_BYTES ? MEMORY : tmpdir()

export class Image {
  readonly kind: FileSystem
  /** Where it is mounted. */
  readonly path: string
  readonly #file: string
  #mounted = false
  #neighbours = 0

  /** Make and mount one. XFS wants at least 300 MB. */
  constructor (undoing: Undoing, kind: FileSystem, megabytes: number) {
    const folder = mkdtempSync(join(place(), 'hm-image-'))
    undoing.later(() => rmSync(folder, { recursive: true, force: true }))
    this.kind = kind
    this.path = join(folder, 'mounted')
    this.#file = join(folder, 'image')
    mkdirSync(this.path)
    const file = openSync(this.#file, 'w')
    ftruncateSync(file, megabytes * 1024 * 1024)
    closeSync(file)
    system(`mkfs.${kind}`, '-q', this.#file)
    undoing.later(() => this.unmount())
    this.mount()
  }

  mount (): void {
    system('mount', '-o', 'loop', this.#file, this.path)
    this.#mounted = true
  }

  /** Whoever was killed is gone in a moment; whoever still uses it then loses it. */
  unmount (): void {
    if (!this.#mounted) return
    this.#mounted = false
    for (let tries = 0; tries < BUSY_TRIES; tries++) {
      try { return void system('umount', this.path) } catch { sleep(BUSY_MS) }
    }
    system('umount', '--lazy', this.path)
    throw new Error(`${this.path} is busy`)
  }

  /** All that is written is durable. */
  sync (): void { system('sync', '-f', this.path) }

  /** From now on nothing reaches the disk, and what was not synced is lost. */
  cutPower (): void { system('xfs_io', '-x', '-c', 'shutdown', this.path) }

  /** Power comes back. */
  restore (): void {
    this.unmount()
    this.mount()
  }

  /** Take all room but so many bytes, as one more neighbour would. @returns gives the room back */
  fill (leaveBytes: number): () => void {
    const path = join(this.path, `neighbour-${++this.#neighbours}`)
    const file = openSync(path, 'w')
    try {
      while (freeBytes(this.path) - CHUNK.length > leaveBytes) writeSync(file, CHUNK)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    } finally { closeSync(file) }
    return () => rmSync(path, { force: true })
  }
}

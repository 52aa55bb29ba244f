/**
 * The few things the log asks of a file system, and the real one.
 *
 * Touches the disk. Injected so that tests can lose writes, fail syncs and fill up.
 */
import { close, fdatasync, fsync, open, read, readSync, write, writeSync } from 'node:fs'
import { mkdir, open as openDirectory, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes up to this size are done at once: into the page cache of a prepared file they take microseconds, and a thread
 * of the pool costs two wake-ups of threads, which on a busy machine wait for a core each. What is slow, the sync, is
 * always left to the pool.
 */
const WRITE_NOW_BYTES_MAX = 256 * 1024

export interface DiskFile {
  /** Read until `target` is full or the file ends; resolves to the bytes read. */
  read (target: Uint8Array, position: number): Promise<number>
  /** The same at once, for the rare truncation of an entry that left memory. */
  readNow (target: Uint8Array, position: number): number
  /** Write all of `source`; durable only after `sync`. */
  write (source: Uint8Array, position: number): Promise<void>
  /** fdatasync: bytes and size are durable afterwards. */
  sync (): Promise<void>
  close (): Promise<void>
}

export interface Disk {
  /** Names of the files; creates the directory when there is none. */
  list (): Promise<readonly string[]>
  size (name: string): Promise<number>
  /** Bytes that may still be written. */
  free (): Promise<number>
  open (name: string): Promise<DiskFile>
  /** Make an empty file, in place of one with this name. */
  create (name: string): Promise<DiskFile>
  rename (from: string, to: string): Promise<void>
  remove (name: string): Promise<void>
  /** Names are durable afterwards. */
  syncDirectory (): Promise<void>
}

/** Is the reason of a failure that there is no room? */
export const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/** What a file system says when it is full, said before it is. */
export const noRoom = (what: string): Error => Object.assign(new Error(`ENOSPC: ${what}`), { code: 'ENOSPC' })

/** The real disk: files in one directory, private to the owner. */
export function nodeDisk (directory: string): Disk {
  return {
    async list () {
      const made = await mkdir(directory, { recursive: true, mode: 0o700 })
      if (made !== undefined) await syncDirectory(dirname(made))
      return readdir(directory)
    },
    size: async name => (await stat(join(directory, name))).size,
    async free () {
      const { bavail, bsize } = await statfs(directory)
      return bavail * bsize
    },
    open: name => openFile(join(directory, name), 'r+'),
    create: name => openFile(join(directory, name), 'w+'),
    rename: (from, to) => rename(join(directory, from), join(directory, to)),
    remove: name => rm(join(directory, name)),
    syncDirectory: () => syncDirectory(directory)
  }
}

async function syncDirectory (path: string): Promise<void> {
  const directory = await openDirectory(path, 'r')
  try {
    await promised(done => fsync(directory.fd, done))
  } finally {
    await directory.close()
  }
}

// Plain callbacks: a FileHandle of node:fs/promises costs twice the time on this path.
function openFile (path: string, flags: string): Promise<DiskFile> {
  return new Promise((resolve, reject) => {
    open(path, flags, 0o600, (error, fd) => (error === null ? resolve(openedFile(fd)) : reject(error)))
  })
}

function openedFile (fd: number): DiskFile {
  return {
    async read (target, position) {
      let have = 0
      while (have < target.length) {
        const got = await readSome(fd, target, have, position + have)
        if (got === 0) break
        have += got
      }
      return have
    },
    readNow: (target, position) => readSync(fd, target, 0, target.length, position),
    async write (source, position) {
      let done = 0
      const atOnce = source.length <= WRITE_NOW_BYTES_MAX
      while (done < source.length)
        done += atOnce
          ? writeSync(fd, source, done, source.length - done, position + done)
          : await writeSome(fd, source, done, position + done)
    },
    sync: () => promised(done => fdatasync(fd, done)),
    close: () => promised(done => close(fd, done))
  }
}

type Done = (error: NodeJS.ErrnoException | null | undefined) => void

function promised (start: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => start(error => (error ? reject(error) : resolve())))
}

function readSome (fd: number, target: Uint8Array, from: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, target, from, target.length - from, position, (error, got) =>
      error === null ? resolve(got) : reject(error)
    )
  })
}

function writeSome (fd: number, source: Uint8Array, from: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, source, from, source.length - from, position, (error, put) =>
      error === null ? resolve(put) : reject(error)
    )
  })
}

/**
 * What can be asked of a machine: small files of /proc, /sys and /etc, names of folders, and what Node knows.
 *
 * Touches files for reading, and the operating system. A file that is not there says nothing; one that is too large is
 * cut. A different root stands for another machine.
 */
import { open, readdir, statfs } from 'node:fs/promises'
import os from 'node:os'
import { join } from 'node:path'

/** Files of /proc and /sys that matter here are far smaller. */
const FILE_BYTES_MAX = 64 * 1024
const NAMES_MAX = 1_024

/** What Node says by itself. */
export interface Readings {
  readonly hostname: string
  readonly kernel: string
  readonly architecture: string
  readonly processors: readonly string[]
  readonly usable: number
  readonly memoryBytes: number
  /** 0 or beyond the memory when no control group limits it. */
  readonly limitBytes: number
  readonly interfaces: NodeJS.Dict<os.NetworkInterfaceInfo[]>
}

export interface Machine {
  readonly readings: Readings
  /** @returns the beginning of a file, or null when it cannot be read */
  text (path: string): Promise<string | null>
  /** @returns what is in a folder, sorted; nothing when it cannot be read */
  names (path: string): Promise<readonly string[]>
  /** @returns size of the file system that holds a path, or null when it cannot be told */
  bytes (path: string): Promise<number | null>
}

export const machineAt = (root = '/', readings = readingsNow()): Machine => ({
  readings,
  async text (path) {
    const bytes = Buffer.alloc(FILE_BYTES_MAX)
    try {
      const file = await open(join(root, path))
      try {
        const { bytesRead } = await file.read(bytes, 0, FILE_BYTES_MAX, 0)
        return bytes.toString('utf8', 0, bytesRead)
      } finally {
        await file.close()
      }
    } catch {
      return null // Not there, not ours to read, or no file at all.
    }
  },
  async names (path) {
    try {
      return (await readdir(join(root, path))).sort().slice(0, NAMES_MAX)
    } catch {
      return []
    }
  },
  async bytes (path) {
    try {
      const { bsize, blocks } = await statfs(join(root, path))
      return bsize * blocks
    } catch {
      return null
    }
  }
})

function readingsNow (): Readings {
  return {
    hostname: os.hostname(),
    kernel: os.release(),
    architecture: os.machine(),
    processors: os.cpus().map(({ model }) => model),
    usable: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    limitBytes: process.constrainedMemory(),
    interfaces: os.networkInterfaces()
  }
}

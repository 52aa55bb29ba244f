/**
 * What a process prints: a file of its own that outlives the agent, bounded, with the one before it kept.
 *
 * Touches those two files. A process goes on writing into the file it was started with, so that file is copied and
 * emptied, not renamed; a line that is written in between may be lost.
 */
import { closeSync, copyFileSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

/** So much is kept at most, and as much of what was before. */
const BYTES_MAX = 4 * 1024 * 1024
/** Lines are looked for in so much of its end. */
const TAIL_BYTES = 256 * 1024
const FILE = 'output.log'

/** Open the file for a process to append to. */
export function openPrinted (home: string): number {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  return openSync(join(home, FILE), 'a', 0o600)
}

/** Keep the file small. */
export function trimPrinted (home: string): void {
  const path = join(home, FILE)
  try {
    if (statSync(path).size <= BYTES_MAX) return
    copyFileSync(path, `${path}.1`)
    truncateSync(path)
  } catch { /* Nothing was printed, or the disk is full: the next look tries again. */ }
}

/** The last lines, oldest first. */
export function lastPrinted (home: string, lines: number): readonly string[] {
  const path = join(home, FILE)
  const now = tailOf(path)
  const all = now.length >= lines ? now : [...tailOf(`${path}.1`), ...now]
  return all.slice(-lines)
}

function tailOf (path: string): readonly string[] {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch { return [] }
  try {
    const bytes = Buffer.alloc(TAIL_BYTES)
    const { size } = statSync(path)
    const from = Math.max(0, size - TAIL_BYTES)
    const length = readSync(file, bytes, 0, TAIL_BYTES, from)
    const lines = bytes.toString('utf8', 0, length).split('\n')
    if (from > 0) lines.shift() // Half a line.
    if (lines.at(-1) === '') lines.pop()
    return lines
  } finally { closeSync(file) }
}

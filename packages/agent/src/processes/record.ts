/**
 * What is written down of a process beside it, so that the next life of the agent knows it.
 *
 * Touches one small file, written whole. It need not outlive a loss of power: no process does.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Phase } from './life.ts'
import type { Born } from './system.ts'

export interface Kept {
  readonly version: number
  readonly phase: Phase
  readonly ends: number
  readonly problem: string
  readonly startedMs: number
  /** Version of the wish under which it was started. */
  readonly startedVersion: number
  /** Since when it is in its state. */
  readonly sinceMs: number
  /** Null when none runs, or one is just being started. */
  readonly born: Born | null
}

const FILE = 'process.json'

export function writeKept (home: string, kept: Kept): void {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const path = join(home, FILE)
  writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** @returns null when nothing is known, or what is there cannot be read */
export function readKept (home: string): Kept | null {
  try {
    const kept = JSON.parse(readFileSync(join(home, FILE), 'utf8')) as Kept
    const { version, phase, ends, problem, startedMs, startedVersion = version, sinceMs = startedMs, born } = kept
    const isBorn = born === null || (Number.isInteger(born.pid) && typeof born.start === 'string' &&
      typeof born.boot === 'string')
    const numbers = [version, ends, startedMs, startedVersion, sinceMs]
    if (!numbers.every(Number.isFinite) || !isBorn || !PHASES.includes(phase)) return null
    return { version, phase, ends, problem: String(problem), startedMs, startedVersion, sinceMs, born }
  } catch { return null }
}

const PHASES: readonly unknown[] = ['off', 'starting', 'on', 'pausing', 'spent', 'stopping', 'killing', 'stuck']

/** What it wrote down and what it printed go with the process. */
export function forget (home: string): void { rmSync(home, { recursive: true, force: true }) }

/**
 * How attempts ended here, until the log has it: an agent that is killed between the two still knows.
 *
 * Touches the disk: one small file for each, written whole before it is told. What cannot be read is as good as not
 * known.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Acted } from '@hivemind/role/protocol'

export class Outcomes {
  readonly #directory: string

  constructor (directory: string) { this.#directory = directory }

  #path (task: string, attempt: number): string { return join(this.#directory, `${task}.${attempt}.json`) }

  /** Remember. */
  write (task: string, attempt: number, acted: Acted): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
    const path = this.#path(task, attempt)
    const file = openSync(`${path}.new`, 'w', 0o600)
    try {
      writeSync(file, JSON.stringify(acted))
      fsyncSync(file)
    } finally { closeSync(file) }
    renameSync(`${path}.new`, path)
  }

  /** How an attempt ended, if it did before this life; null when nobody knows. */
  read (task: string, attempt: number): Acted | null {
    try {
      const { outcome, result, problem } = JSON.parse(readFileSync(this.#path(task, attempt), 'utf8')) as Partial<Acted>
      if (outcome !== 'done' && outcome !== 'failed' && outcome !== 'interrupted') return null
      return { outcome, result: result ?? null, problem: typeof problem === 'string' ? problem : '' }
    } catch { return null }
  }

  /** The log has it, or does not want it. */
  forget (task: string, attempt: number): void { rmSync(this.#path(task, attempt), { force: true }) }
}

/**
 * The trace of the Raft machine on disk: one JSON line for each transition, for checkers outside (docs/checking.md).
 *
 * Touches the file it is given and the one it puts aside. Lines of one turn of the event loop are written together, by
 * a plain write: what is written outlives the process (kill -9), not the machine. A trace is no part of the node: when
 * it cannot be written any more the agent says so and goes on without.
 */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { HivemindError } from '@hivemind/base'
import type { TraceRow } from '@hivemind/raft'
import { refuse } from './errors.ts'

/** At this size the file becomes FILE.1, in place of the one before: about 100,000 lines each. */
const BYTES_MAX = 64 * 1024 * 1024

export interface TraceChoices {
  readonly path: string
  readonly bytesMax?: number
  /** Told once, when the trace ends because it cannot be written. */
  readonly failed: (error: unknown) => void
}

export class TraceFile {
  readonly #path: string
  readonly #bytesMax: number
  readonly #failed: (error: unknown) => void
  readonly #flush = (): void => this.flush()
  #file: number | null
  #bytes: number
  #lines: string[] = []
  #number = 0

  /**
   * Open the file; lines are added to what it holds.
   *
   * @throws {HivemindError} HIVE_AGENT_TRACE
   */
  constructor ({ path, bytesMax = BYTES_MAX, failed }: TraceChoices) {
    this.#path = path
    this.#bytesMax = bytesMax
    this.#failed = failed
    try {
      this.#file = openSync(path, 'a', 0o600)
      this.#bytes = fstatSync(this.#file).size
    } catch (cause) {
      throw new HivemindError(refuse('HIVE_AGENT_TRACE', `cannot write ${path}: ${(cause as Error).message}`), {
        cause
      })
    }
    process.once('exit', this.#flush) // The last words of a process that ends in the middle of a turn matter most.
  }

  write (rows: readonly TraceRow[]): void {
    if (this.#file === null) return
    if (this.#lines.length === 0) setImmediate(this.#flush)
    const time = Date.now()
    for (const row of rows) this.#lines.push(JSON.stringify({ time, number: ++this.#number, ...row }))
  }

  /** Write what waits. */
  flush (): void {
    const lines = this.#lines
    this.#lines = []
    if (this.#file === null || lines.length === 0) return
    try {
      this.#file = this.#roomIn(this.#file)
      const bytes = Buffer.from(`${lines.join('\n')}\n`)
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at)
      this.#bytes += bytes.length
    } catch (error) {
      this.#file = null
      this.#failed(error)
    }
  }

  close (): void {
    this.flush()
    process.off('exit', this.#flush)
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  /** @returns the file to write to: a new one when the old one is full */
  #roomIn (file: number): number {
    if (this.#bytes < this.#bytesMax) return file
    closeSync(file)
    renameSync(this.#path, `${this.#path}.1`)
    this.#bytes = 0
    return openSync(this.#path, 'a', 0o600)
  }
}

/**
 * Applied states on their way to the database: those this node takes of itself, and those a pull installs.
 *
 * Touches the database. A state that was taken waits for the log, so a pull may overtake it; then it is older than the
 * log's first entry, and saved last it would make the next start believe that the state is lost.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { HivemindError, type Index } from '@hivemind/base'
import type { Db, Snapshot } from '@hivemind/db'

/** A state that finds no room on the disk is tried again so often. */
const RETRY_MS = 5_000

export class StateSaving {
  readonly #db: Db
  /** Index of the last state that was installed, from the moment its write began; 0 without one. */
  #installed: Index | 0 = 0

  readonly #waits: (full: HivemindError) => void
  readonly #stopping = new AbortController()

  /** @param waits - told whenever a state of our own finds no room */
  constructor (db: Db, waits: (full: HivemindError) => void = () => {}) {
    this.#db = db
    this.#waits = waits
  }

  /** What waits for room is not saved any more. */
  stop (): void { this.#stopping.abort() }

  /**
   * A state from elsewhere replaces whatever was applied, even a newer one.
   *
   * @throws {HivemindError} HIVE_DB_FAILED, HIVE_DB_TOO_LARGE
   */
  async install (state: Snapshot): Promise<void> {
    this.#installed = state.index
    await this.#db.saveSnapshot(state)
  }

  /**
   * Save a state of our own, unless one that was installed since is newer. A full disk delays it and fails nothing.
   *
   * @returns whether it was saved
   * @throws {HivemindError} HIVE_DB_FAILED, HIVE_DB_TOO_LARGE
   */
  async take (state: Snapshot): Promise<boolean> {
    const { signal } = this.#stopping
    while (state.index >= this.#installed && !signal.aborted) {
      try {
        await this.#db.saveSnapshot(state)
        return true
      } catch (error) {
        if (!(error instanceof HivemindError) || error.code !== 'HIVE_DB_FULL') throw error
        this.#waits(error)
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined)
      }
    }
    return false
  }
}

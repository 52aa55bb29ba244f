/**
 * Applied states on their way to the database: those this node takes of itself, and those a pull installs.
 *
 * Touches the database. A state that was taken waits for the log, so a pull may overtake it; then it is older than the
 * log's first entry, and saved last it would make the next start believe that the state is lost.
 */
import type { Index } from '@hivemind/base'
import type { Db, Snapshot } from '@hivemind/db'

export class StateSaving {
  readonly #db: Db
  /** Index of the last state that was installed, from the moment its write began; 0 without one. */
  #installed: Index | 0 = 0

  constructor (db: Db) { this.#db = db }

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
   * Save a state of our own, unless one that was installed since is newer.
   *
   * @returns whether it was saved
   * @throws {HivemindError} HIVE_DB_FAILED, HIVE_DB_TOO_LARGE
   */
  async take (state: Snapshot): Promise<boolean> {
    if (state.index < this.#installed) return false
    await this.#db.saveSnapshot(state)
    return true
  }
}

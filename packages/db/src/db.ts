/**
 * What an agent keeps in level: applied states, the event index, and facts of its own. All of it can be built again.
 *
 * Touches the store. Nothing here is trusted to come back: a flipped bit in level's files may lose records in silence,
 * so every record has a checksum, and what is damaged is missing, never wrong.
 */
import { HivemindError, type Index } from '@hivemind/base'
import { refuse } from './errors.ts'
import { EventIndex, type EventRow } from './event-index.ts'
import { sealJson, unsealJson } from './sealed.ts'
import { type Snapshot, Snapshots } from './snapshots.ts'
import { attempt, openStore, type Store } from './store.ts'

/** A fact is a few addresses or numbers. */
const FACT_BYTES_MAX = 64 * 1024
/** Sentences about damage that are remembered; a rotten disk has many. */
const NOTES_MAX = 100

const factKey = (name: string): string => `fact:${name}`

/**
 * Open the database in a directory.
 *
 * A damaged one is moved aside to `<directory>.damaged-<n>` and a fresh one is opened; `notes` says so.
 *
 * @throws {HivemindError} HIVE_DB_LOCKED, HIVE_DB_FULL, HIVE_DB_OPEN
 */
export async function openDb ({ directory }: { readonly directory: string }): Promise<Db> {
  const notes: string[] = []
  return await openStore(directory, sentence => notes.push(sentence), async store => {
    const db = new Db(store, notes)
    await db.open()
    return db
  })
}

export class Db {
  readonly #store: Store
  readonly #notes: string[]
  readonly #snapshots: Snapshots
  readonly #events: EventIndex
  /** Level gives no order to writes that overlap, and ours depend on one another. */
  #writing: Promise<unknown> = Promise.resolve()
  #wasFull = false

  constructor (store: Store, notes: string[]) {
    this.#store = store
    this.#notes = notes
    const note = (sentence: string): void => { if (notes.length < NOTES_MAX) notes.push(sentence) }
    this.#snapshots = new Snapshots(store, note)
    this.#events = new EventIndex(store, note)
  }

  /** Called once by `openDb`. */
  async open (): Promise<void> {
    await attempt('the saved states cannot be listed', () => this.#snapshots.open())
    await attempt('the event index cannot be read', () => this.#events.open())
  }

  /** What was found damaged so far, one sentence each; empty when all is well. */
  notes (): readonly string[] {
    return [...this.#notes]
  }

  /** @throws {HivemindError} HIVE_DB_FAILED, HIVE_DB_TOO_LARGE */
  async saveSnapshot (snapshot: Snapshot): Promise<void> {
    await this.#inOrder('the state cannot be saved', () => this.#snapshots.save(snapshot))
  }

  /** @returns the newest state that is whole, or null */
  async loadSnapshot (): Promise<Snapshot | null> {
    return await attempt('the state cannot be loaded', () => this.#snapshots.load())
  }

  /** @returns index of the newest saved state, 0 without one */
  snapshotIndex (): Index {
    return this.#snapshots.index()
  }

  /**
   * Remember where events are.
   *
   * @param through - last log index that the rows cover: applied entries without an event count too
   * @throws {HivemindError} HIVE_DB_FAILED
   */
  async indexEvents (rows: readonly EventRow[], through: Index): Promise<void> {
    await this.#inOrder('the event index cannot be written', () => this.#events.add(rows, through))
  }

  /** @returns log indexes of events of the type at and after `from`, in order, at most `limit`; empty for none */
  async eventsByType (type: string, from: Index, limit: number): Promise<Index[]> {
    return await attempt('the event index cannot be read', () => this.#events.find(type, from, limit))
  }

  /** @returns the last log index whose events are indexed; whoever has the log feeds the rest again */
  indexedThrough (): Index {
    return this.#events.through()
  }

  /**
   * Remember a small JSON value under a name, durably. `null` forgets it.
   *
   * @throws {HivemindError} HIVE_DB_FAILED, HIVE_DB_TOO_LARGE
   */
  async putFact (name: string, value: unknown): Promise<void> {
    const key = factKey(name)
    const sealed = sealJson(key, value)
    if (sealed.length > FACT_BYTES_MAX) {
      const message = `fact ${name} of ${sealed.length} bytes found, at most ${FACT_BYTES_MAX} expected`
      throw new HivemindError(refuse('HIVE_DB_TOO_LARGE', message))
    }
    await this.#inOrder(`fact ${name} cannot be written`, () => value === null
      ? this.#store.del(key, { sync: true })
      : this.#store.put(key, sealed, { sync: true }))
  }

  /** @returns the value, or null when there is none or it is damaged */
  async getFact (name: string): Promise<unknown> {
    const key = factKey(name)
    const sealed = await attempt(`fact ${name} cannot be read`, () => this.#store.get(key))
    return sealed === undefined ? null : unsealJson(key, sealed) ?? null
  }

  /** Wait for writes and let go of the directory. Nothing may be called afterwards. */
  async close (): Promise<void> {
    await this.#writing
    await attempt('the database cannot be closed', () => this.#store.close())
  }

  async #inOrder (what: string, work: () => Promise<void>): Promise<void> {
    const mine = this.#writing.then(() => this.#write(what, work))
    this.#writing = mine.catch(() => undefined)
    await mine
  }

  /** Level takes no writes any more once the disk was full, until it is opened again. */
  async #write (what: string, work: () => Promise<void>): Promise<void> {
    if (this.#wasFull) {
      await attempt('the database cannot be opened again', async () => {
        await this.#store.close()
        await this.#store.open()
      })
      this.#wasFull = false
    }
    try {
      await attempt(what, work)
    } catch (error) {
      this.#wasFull = error instanceof HivemindError && error.code === 'HIVE_DB_FULL'
      throw error
    }
  }
}

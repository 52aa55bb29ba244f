/**
 * The event index: where in the log events of a type are.
 *
 * Touches the database, and the log for what was applied before a start, in a fetched state, or while a write was
 * under way. Nothing waits for the index; it is behind for a moment at worst, and never claims what it does not cover.
 */
import { type Index, index as toIndex } from '@hivemind/base'
import { type Envelope, eventIn } from '@hivemind/control'
import type { Db } from '@hivemind/db'
import type { AppliedRow } from '@hivemind/kernel'
import type { Wal } from '@hivemind/wal'
import { decodeEnvelope } from '@hivemind/wire'

const READ_BYTES = 1024 * 1024
/** Applied rows that wait for the write before them; what exceeds this is read from the log again. */
const WAITING_ROWS_MAX = 20_000
/** Rows are gathered for so long: one write for each would cost more than the event itself. */
const GATHER_MS = 250

type EventRow = Parameters<Db['indexEvents']>[0][number]

export interface EventIndexingNeeds {
  readonly db: Pick<Db, 'indexEvents' | 'indexedThrough'>
  readonly wal: Pick<Wal, 'first' | 'read'>
  readonly failed: (error: unknown) => void
}

export class EventIndexing {
  readonly #needs: EventIndexingNeeds
  /** Index what lies between the index and this. */
  #through = toIndex(0)
  /** Events from `#from` through `#through`, without a gap; the log has what is before them. */
  #waiting: EventRow[] = []
  #from = toIndex(1)
  #running: Promise<void> | null = null
  /** Whether something came while the last run went on. */
  #more = false
  #gathering: NodeJS.Timeout | null = null
  #stopped = false

  constructor (needs: EventIndexingNeeds) { this.#needs = needs }

  /** Index what was just applied. */
  applied (rows: readonly AppliedRow[]): void {
    const [first, last] = [rows[0], rows.at(-1)]
    if (first === undefined || last === undefined || last.entry.index <= this.#through) return
    const follows = first.entry.index === this.#through + 1
    if (this.#waiting.length > WAITING_ROWS_MAX || !follows) this.#drop(first.entry.index)
    for (const { entry, envelope } of rows) this.#waiting.push(...eventOf(entry.index, envelope))
    this.#go(last.entry.index)
  }

  /** Index everything through an index, from the log. */
  reach (through: Index): void {
    if (through <= this.#through) return
    this.#drop(toIndex(through + 1))
    this.#go(through)
  }

  #drop (from: Index): void {
    this.#waiting = []
    this.#from = from
  }

  /** Resolves when nothing is being written; what is missing is made up for at the next start. */
  async stop (): Promise<void> {
    this.#stopped = true
    if (this.#gathering !== null) clearTimeout(this.#gathering)
    await this.#running
  }

  /** Resolves when the index has caught up, or failed to. */
  async settled (): Promise<void> {
    await this.#running
    if (this.#gathering !== null) this.#begin()
    await this.#running
  }

  #go (through: Index): void {
    this.#through = through
    if (this.#running === null && !this.#stopped) this.#gathering ??= setTimeout(() => this.#begin(), GATHER_MS)
  }

  #begin (): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering)
    this.#gathering = null
    this.#running ??= this.#run().catch(this.#needs.failed).finally(() => {
      this.#running = null
      if (this.#more) this.#go(this.#through)
    })
  }

  /** Index what there is now; what comes meanwhile is gathered again. */
  async #run (): Promise<void> {
    const { db, wal } = this.#needs
    const target = this.#through
    this.#more = false // What fails is made up for when something else comes.
    for (;;) {
      const next = toIndex(Math.max(db.indexedThrough() + 1, wal.first()))
      if (this.#stopped || next > target) break
      if (next < this.#from) await this.#fromLog(next, toIndex(Math.min(target, this.#from - 1)))
      else await this.#fromWaiting()
    }
    this.#more = this.#through > target
  }

  async #fromWaiting (): Promise<void> {
    const rows = this.#waiting
    this.#drop(toIndex(this.#through + 1))
    await this.#needs.db.indexEvents(rows, this.#through)
  }

  async #fromLog (from: Index, through: Index): Promise<void> {
    const { db, wal } = this.#needs
    const rows = await wal.read(from, through, READ_BYTES)
    await db.indexEvents(
      rows.flatMap(({ index, kind, payload }) => eventOf(index, kind === 'command' ? decodeEnvelope(payload) : null)),
      rows.at(-1)?.index ?? through
    )
  }
}

function eventOf (index: Index, envelope: Envelope | null): readonly EventRow[] {
  const found = envelope === null ? null : eventIn(envelope)
  return found === null ? [] : [{ type: found.event, index }]
}

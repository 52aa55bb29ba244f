/**
 * The event index: where in the log events of a type are.
 *
 * Touches the database, and the log for what was applied before a start, in a fetched state, or while a write was
 * under way. Nothing waits for the index; it is behind for a moment at worst, and never claims what it does not cover.
 */
import { type Index, index as toIndex } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import type { Db } from '@hivemind/db'
import type { AppliedRow } from '@hivemind/kernel'
import type { Wal } from '@hivemind/wal'
import { decodeEnvelope } from '@hivemind/wire'

const READ_BYTES = 1024 * 1024
/** Applied rows that wait for the write before them; what exceeds this is read from the log again. */
const WAITING_ROWS_MAX = 10_000

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
  /** Rows without a gap that end at `#through`; the log has what is before them. */
  #waiting: AppliedRow[] = []
  #running: Promise<void> | null = null
  #stopped = false

  constructor (needs: EventIndexingNeeds) { this.#needs = needs }

  /** Index what was just applied. */
  applied (rows: readonly AppliedRow[]): void {
    const last = rows.at(-1)
    if (last === undefined || last.entry.index <= this.#through) return
    if (this.#waiting.length + rows.length > WAITING_ROWS_MAX || rows[0]?.entry.index !== this.#through + 1)
      this.#waiting = []
    this.#waiting.push(...rows)
    this.#go(last.entry.index)
  }

  /** Index everything through an index, from the log. */
  reach (through: Index): void {
    if (through <= this.#through) return
    this.#waiting = []
    this.#go(through)
  }

  /** Resolves when nothing is being written; what is missing is made up for at the next start. */
  async stop (): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  /** Resolves when the index has caught up, or failed to. */
  async settled (): Promise<void> { await this.#running }

  #go (through: Index): void {
    this.#through = through
    this.#running ??= this.#run().catch(this.#needs.failed).finally(() => { this.#running = null })
  }

  async #run (): Promise<void> {
    const { db, wal } = this.#needs
    for (;;) {
      const next = toIndex(Math.max(db.indexedThrough() + 1, wal.first()))
      if (this.#stopped || next > this.#through) return
      const first = this.#waiting[0]?.entry.index ?? toIndex(this.#through + 1)
      if (next < first) await this.#fromLog(next, toIndex(first - 1))
      else await this.#fromWaiting(next)
    }
  }

  async #fromWaiting (next: Index): Promise<void> {
    const rows = this.#waiting.filter(({ entry }) => entry.index >= next)
    this.#waiting = []
    const last = rows.at(-1)?.entry.index ?? this.#through
    await this.#needs.db.indexEvents(rows.flatMap(({ entry, envelope }) => eventOf(entry.index, envelope)), last)
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
  return envelope?.type === 'event-appended'
    ? [{ type: (envelope.body as { readonly event: string }).event, index }]
    : []
}

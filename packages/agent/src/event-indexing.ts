/**
 * The event index: where in the log events of a type are.
 *
 * Touches the database, and the log to catch up after a start or a fetched state. Nothing waits for the index; it is
 * behind for a moment at worst, and readers look at the log itself from where it ends.
 */
import { type Index, index as toIndex } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import type { Db } from '@hivemind/db'
import type { AppliedRow } from '@hivemind/kernel'
import type { Wal } from '@hivemind/wal'
import { decodeEnvelope } from '@hivemind/wire'

const READ_BYTES = 1024 * 1024

type EventRow = Parameters<Db['indexEvents']>[0][number]

/** Index what was just applied. */
export async function indexApplied (db: Db, rows: readonly AppliedRow[]): Promise<void> {
  const last = rows.at(-1)
  if (last === undefined || db.indexedThrough() >= last.entry.index) return
  const took = rows.filter(({ outcome }) => outcome.refusal === null && outcome.repeats === null)
  await db.indexEvents(took.flatMap(({ entry, envelope }) => eventOf(entry.index, envelope)), last.entry.index)
}

/** Index what was applied while the index was not fed, from the log. */
export async function indexRest (db: Db, wal: Wal, through: Index): Promise<void> {
  let next = toIndex(Math.max(db.indexedThrough() + 1, wal.first()))
  while (next <= through) {
    const rows = await wal.read(next, through, READ_BYTES)
    const last = rows.at(-1)
    if (last === undefined) return
    await db.indexEvents(
      rows.flatMap(({ index, kind, payload }) => eventOf(index, kind === 'command' ? decodeEnvelope(payload) : null)),
      last.index
    )
    next = toIndex(last.index + 1)
  }
}

function eventOf (index: Index, envelope: Envelope | null): readonly EventRow[] {
  return envelope?.type === 'event-appended'
    ? [{ type: (envelope.body as { readonly event: string }).event, index }]
    : []
}

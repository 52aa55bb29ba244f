/**
 * Goal: the event index never claims to cover what it does not, whatever order its sources come in.
 * Method: a real log and database; the index is asked for everything it claims.
 */
import { type Index, index } from '@hivemind/base'
import type { Db } from '@hivemind/db'
import type { AppliedRow } from '@hivemind/kernel'
import t from 'tap'
import { EventIndexing } from '../src/event-indexing.ts'
import { append, eventEntries, eventEnvelope, newDb, newWal, type Test } from './fixtures/disk.ts'

const END = 300

/** Rows as the kernel gives them. */
function rowsOf (from: number, through: number): AppliedRow[] {
  return eventEntries(from, through).map(entry => ({
    entry: entry as AppliedRow['entry'],
    envelope: eventEnvelope(entry.index % 3 === 0 ? 'third' : 'other'),
    outcome: { refusal: null, repeats: null, changes: [] } as unknown as AppliedRow['outcome']
  }))
}

async function made (t: Test) {
  const [wal, db] = [await newWal(t), await newDb(t)]
  await append(wal, eventEntries(1, END))
  const faults: unknown[] = []
  return { wal, db, faults, indexing: new EventIndexing({ wal, db, failed: fault => faults.push(fault) }) }
}

const thirds = (from: number, through: number): number[] =>
  Array.from({ length: through - from + 1 }, (_, at) => from + at).filter(at => at % 3 === 0)

const found = async (db: Db): Promise<Index[]> => await db.eventsByType('third', index(1), END)

t.test('what was applied before the start comes from the log', async t => {
  const { db, indexing } = await made(t)
  indexing.reach(index(END))
  await indexing.settled()
  t.equal(db.indexedThrough(), END)
  t.same(await found(db), thirds(1, END))
})

t.test('rows that are applied while the log is read leave no gap', async t => {
  const { db, indexing } = await made(t)
  indexing.reach(index(200))
  indexing.applied(rowsOf(201, 202))
  t.ok(db.indexedThrough() < 200, 'the log has not been read yet')
  for (let at = 203; at <= END; at += 2) indexing.applied(rowsOf(at, Math.min(at + 1, END)))
  await indexing.settled()
  t.equal(db.indexedThrough(), END)
  t.same(await found(db), thirds(1, END))
})

t.test('rows after a gap make the index fetch the gap from the log', async t => {
  const { db, indexing } = await made(t)
  indexing.applied(rowsOf(1, 10))
  indexing.applied(rowsOf(100, 120))
  await indexing.settled()
  t.same(await found(db), thirds(1, 120))
})

t.test('a stop in the middle claims no more than is there, and the next start goes on', async t => {
  const { wal, db, indexing } = await made(t)
  indexing.applied(rowsOf(1, 30))
  indexing.applied(rowsOf(31, 60))
  await indexing.stop()
  const through = db.indexedThrough()
  t.ok(through < 60)
  t.same(await found(db), thirds(1, through))
  const again = new EventIndexing({ wal, db, failed: () => {} })
  again.reach(index(60))
  await again.settled()
  t.same(await found(db), thirds(1, 60))
})

t.test('a failed write is told, and made up for later', async t => {
  const { wal, db } = await made(t)
  const faults: unknown[] = []
  let broken = true
  const indexing = new EventIndexing({
    wal,
    db: {
      indexedThrough: () => db.indexedThrough(),
      indexEvents: async (rows, through) => {
        if (broken) throw new Error('EIO')
        await db.indexEvents(rows, through)
      }
    },
    failed: fault => faults.push(fault)
  })
  indexing.applied(rowsOf(1, 30))
  await indexing.settled()
  t.match(faults, [{ message: 'EIO' }])
  broken = false
  indexing.applied(rowsOf(31, 40))
  await indexing.settled()
  t.same(await found(db), thirds(1, 40))
})

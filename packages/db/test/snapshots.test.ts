/** Applied states: the newest that is whole comes back, through restarts and damage. */
import { randomBytes } from 'node:crypto'
import { HivemindError, index, LIMITS, term } from '@hivemind/base'
import { Level } from 'level'
import { test } from 'tap'
import { openDb, type Snapshot } from '../src/index.ts'

const state = (at: number, bytes: Uint8Array): Snapshot => ({ index: index(at), term: term(1), bytes })

test('a fresh database holds no state', async t => {
  const db = await openDb({ directory: `${t.testdir()}/db` })
  t.equal(await db.loadSnapshot(), null)
  t.equal(db.snapshotIndex(), 0)
  t.same(db.notes(), [])
  await db.close()
})

test('a state of many chunks comes back after a restart, and only the newest two are kept', async t => {
  const directory = `${t.testdir()}/db`
  const bytes = [1, 1024 * 1024, 3 * 1024 * 1024 + 17].map(size => new Uint8Array(randomBytes(size)))
  let db = await openDb({ directory })
  for (const [at, one] of bytes.entries()) await db.saveSnapshot(state(at + 10, one))
  await db.close()
  db = await openDb({ directory })
  t.equal(db.snapshotIndex(), 12)
  t.same(db.notes(), [])
  const found = await db.loadSnapshot()
  t.same({ ...found, bytes: null }, { index: 12, term: 1, bytes: null })
  t.equal(Buffer.compare(found!.bytes, bytes[2]!), 0)
  t.same(db.notes(), [])
  await db.close()
})

test('states that are not kept leave nothing behind', async t => {
  const directory = `${t.testdir()}/db`
  const db = await openDb({ directory })
  for (const at of [1, 2, 3, 4]) await db.saveSnapshot(state(at, new Uint8Array(10)))
  await db.close()
  const level = new Level<string, Uint8Array>(directory, { keyEncoding: 'utf8', valueEncoding: 'view' })
  t.equal((await level.keys().all()).length, 4, 'two heads and two chunks')
  await level.close()
})

test('the state saved last is the newest, even below the index of another', async t => {
  const directory = `${t.testdir()}/db`
  let db = await openDb({ directory })
  await db.saveSnapshot(state(90, Buffer.from('before the log was fetched anew')))
  await db.saveSnapshot(state(5, Buffer.from('after')))
  t.equal((await db.loadSnapshot())?.index, 5)
  await db.close()
  db = await openDb({ directory })
  t.equal((await db.loadSnapshot())?.index, 5)
  await db.close()
})

test('an empty state is a state', async t => {
  const db = await openDb({ directory: `${t.testdir()}/db` })
  await db.saveSnapshot(state(3, new Uint8Array(0)))
  t.strictSame(await db.loadSnapshot(), state(3, new Uint8Array(0)))
  await db.close()
})

test('a state above the limit is refused and the one before it stays', async t => {
  const db = await openDb({ directory: `${t.testdir()}/db` })
  await db.saveSnapshot(state(3, Buffer.from('small')))
  // Its memory is reserved and never touched.
  const huge = new Uint8Array(LIMITS.stateBytesMax + 1)
  const error = await db.saveSnapshot(state(4, huge)).catch((thrown: unknown) => thrown)
  t.ok(error instanceof HivemindError && error.code === 'HIVE_DB_TOO_LARGE')
  t.equal((await db.loadSnapshot())?.index, 3)
  await db.close()
})

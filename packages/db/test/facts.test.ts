/** Facts of the agent: small JSON values under a name. */
import { HivemindError } from '@hivemind/base'
import { test } from 'tap'
import { openDb } from '../src/index.ts'

test('a fact comes back after a restart, and null forgets it', async t => {
  const directory = `${t.testdir()}/db`
  let db = await openDb({ directory })
  t.equal(await db.getFact('peers'), null)
  await db.putFact('peers', ['127.0.0.1:7400'])
  await db.putFact('repair', { index: 4, term: 2 })
  await db.putFact('repair', null)
  await db.close()
  db = await openDb({ directory })
  t.same(await db.getFact('peers'), ['127.0.0.1:7400'])
  t.equal(await db.getFact('repair'), null)
  await db.close()
})

test('a fact of the size of a state is refused', async t => {
  const db = await openDb({ directory: `${t.testdir()}/db` })
  const error = await db.putFact('peers', 'x'.repeat(64 * 1024)).catch((thrown: unknown) => thrown)
  t.ok(error instanceof HivemindError && error.code === 'HIVE_DB_TOO_LARGE')
  t.equal(await db.getFact('peers'), null)
  await db.close()
})

/** One process uses a database; a second one is refused, and nothing of the first is moved aside. */
import { readdirSync } from 'node:fs'
import { HivemindError } from '@hivemind/base'
import { test } from 'tap'
import { openDb } from '../src/index.ts'

test('a database that is open is not opened twice', async t => {
  const root = t.testdir()
  const db = await openDb({ directory: `${root}/db` })
  await db.putFact('whose', 'first')
  const error = await openDb({ directory: `${root}/db` }).catch((thrown: unknown) => thrown)
  t.ok(error instanceof HivemindError && error.code === 'HIVE_DB_LOCKED', String(error))
  t.same(readdirSync(root), ['db'])
  t.equal(await db.getFact('whose'), 'first')
  await db.close()
})

/** The event index: where in the log events of a type are. */
import { index } from '@hivemind/base'
import fc from 'fast-check'
import { Level } from 'level'
import { test } from 'tap'
import { openDb } from '../src/index.ts'

const rows = (type: string, ...at: number[]): Array<{ type: string, index: ReturnType<typeof index> }> =>
  at.map(one => ({ type, index: index(one) }))

test('events are found by type, from an index on, in order and up to a limit', async t => {
  const db = await openDb({ directory: `${t.testdir()}/db` })
  await db.indexEvents([...rows('deploy', 1, 300, 70_000), ...rows('deploy:x', 2), ...rows('deplo', 3)], index(70_001))
  t.same(await db.eventsByType('deploy', index(0), 10), [1, 300, 70_000])
  t.same(await db.eventsByType('deploy', index(2), 1), [300])
  t.same(await db.eventsByType('deploy', index(70_001), 10), [])
  t.same(await db.eventsByType('nothing', index(0), 10), [])
  t.same(await db.eventsByType('deploy', index(0), 0), [])
  t.equal(db.indexedThrough(), 70_001)
  await db.close()
})

test('it reaches as far after a restart, and rows that are fed again change nothing', async t => {
  const directory = `${t.testdir()}/db`
  let db = await openDb({ directory })
  // Not waited for one by one, as the agent does.
  await Promise.all([1, 2, 3, 4].map(at => db.indexEvents(rows('tick', at), index(at))))
  await db.indexEvents([], index(9))
  await db.close()
  const level = new Level<string, Uint8Array>(directory, { keyEncoding: 'utf8', valueEncoding: 'view' })
  t.equal((await level.keys({ gte: 'page:', lt: 'page;' }).all()).length, 5, 'none overwrote another')
  await level.close()
  db = await openDb({ directory })
  t.equal(db.indexedThrough(), 9)
  await db.indexEvents(rows('tick', 2, 3))
  t.equal(db.indexedThrough(), 9)
  t.same(await db.eventsByType('tick', index(0), 10), [1, 2, 3, 4])
  t.same(db.notes(), [])
  await db.close()
})

test('any types and indexes are found like in a list', async t => {
  const db = await openDb({ directory: `${t.testdir()}/db` })
  const known = new Map<string, Set<number>>()
  const type = fc.oneof(fc.constantFrom('a', 'ab', 'a:b', '', 'ü'), fc.string())
  const row = fc.record({ type, index: fc.nat(500).map(index) })
  await fc.assert(fc.asyncProperty(fc.array(row), fc.nat(500), async (added, from) => {
    await db.indexEvents(added)
    for (const { type, index: at } of added) known.set(type, (known.get(type) ?? new Set()).add(at))
    for (const { type } of added) {
      const expected = [...known.get(type) ?? []].filter(at => at >= from).sort((one, other) => one - other)
      t.same(await db.eventsByType(type, index(from), 1_000), expected)
    }
  }), { numRuns: 30 })
  await db.close()
})

test('an index that lost a batch out of its middle is cleared, so that it is fed again', async t => {
  const directory = `${t.testdir()}/db`
  let db = await openDb({ directory })
  for (const at of [1, 2, 3]) await db.indexEvents(rows('tick', at), index(at))
  await db.close()
  const level = new Level<string, Uint8Array>(directory, { keyEncoding: 'utf8', valueEncoding: 'view' })
  await level.del('page:00000000000002')
  await level.close()
  db = await openDb({ directory })
  t.equal(db.indexedThrough(), 0)
  t.same(await db.eventsByType('tick', index(0), 10), [])
  t.match(db.notes()[0], /gap/)
  await db.close()
})

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
  const first = [...rows('deploy', 1), ...rows('deploy:x', 2), ...rows('deplo', 3), ...rows('deploy', 300)]
  await db.indexEvents(first, index(400))
  await db.indexEvents(rows('deploy', 70_000), index(70_001))
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
  t.equal((await level.keys({ gte: 'leaf:', lt: 'leaf;' }).all()).length, 5, 'none overwrote another')
  await level.close()
  db = await openDb({ directory })
  t.equal(db.indexedThrough(), 9)
  await db.indexEvents(rows('tick', 2, 3), index(3))
  t.equal(db.indexedThrough(), 9)
  t.same(await db.eventsByType('tick', index(0), 10), [1, 2, 3, 4])
  t.same(db.notes(), [])
  await db.close()
})

test('events of any types are found like in a list, however they come in batches', async t => {
  const db = await openDb({ directory: `${t.testdir()}/db` })
  const known: Array<{ type: string, index: ReturnType<typeof index> }> = []
  const type = fc.oneof(fc.constantFrom('a', 'ab', 'a:b', '', 'ü'), fc.string())
  let end = 0
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ type, gap: fc.nat(3) })), fc.nat(500), async (batch, from) => {
    const added = batch.map(({ type, gap }) => {
      end += 1 + gap
      return { type, index: index(end) }
    })
    // The last ones before are fed again, as after a stop at the wrong moment.
    await db.indexEvents([...known.slice(-2), ...added], index(end))
    known.push(...added)
    for (const { type } of added) {
      const expected = known.filter(row => row.type === type && row.index >= from).map(row => row.index)
      t.same(await db.eventsByType(type, index(from), 1_000), expected)
      t.same(await db.eventsByType(type, index(from), 3), expected.slice(0, 3))
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
  await level.del('leaf:00000000000002')
  await level.close()
  db = await openDb({ directory })
  t.equal(db.indexedThrough(), 0)
  t.same(await db.eventsByType('tick', index(0), 10), [])
  t.match(db.notes()[0], /gap/)
  await db.close()
})

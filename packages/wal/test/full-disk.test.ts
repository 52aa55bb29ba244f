/** A full disk refuses entries, still takes votes, and takes entries again when there is room. */
import t from 'tap'
import { batch, contents, entry, openSmall, SMALL } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

t.test('a full disk refuses, keeps a reserve, and recovers', async t => {
  const disk = new MemoryDisk()
  disk.capacity = 2.5 * SMALL.segmentBytes
  const wal = await openSmall(disk)
  let at = 0
  const refused = await (async () => {
    for (;;) await wal.append(batch([entry(at + 1, 1)])).then(() => { at++ })
  })().catch(error => error)
  t.equal(refused.code, 'HIVE_WAL_FULL')
  t.equal(refused.refusal.changed, 'no')
  t.equal(wal.last().index, at, 'the refused entry is forgotten')
  await t.rejects(wal.append(batch([entry(at + 1, 1)])), { code: 'HIVE_WAL_FULL' }, 'again')
  for (let nth = 1; nth <= 20; nth++) await wal.append(batch([], { hard: [nth, 'a'] }))
  t.match(
    (await openSmall(disk.survivor('none'))).restored,
    { hard: { term: 20, votedFor: 'a' }, lastIndex: at },
    'votes are durable'
  )
  disk.capacity = Number.POSITIVE_INFINITY
  await wal.append(batch([entry(at + 1, 20)]))
  const again = await openSmall(disk.survivor('none'))
  t.equal((await contents(again)).length, at + 1)
  t.strictSame(again.restored.damage, [])
})

t.test('all that waits behind a refused batch is refused', async t => {
  const disk = new MemoryDisk()
  disk.capacity = 1.5 * SMALL.segmentBytes
  const wal = await openSmall(disk)
  const waiting = Array.from({ length: 30 }, (_, nth) => wal.append(batch([entry(nth + 1, 1)])))
  const outcomes = (await Promise.allSettled(waiting)).map(({ status }) => status)
  const count = outcomes.lastIndexOf('fulfilled') + 1
  t.ok(count > 0 && count < 30, `${count} fitted`)
  t.equal(outcomes.indexOf('rejected'), count)
  t.equal(wal.last().index, count)
  t.equal((await contents(wal)).length, count)
})

t.test('a disk without room for the first segment refuses to open', async t => {
  const disk = new MemoryDisk()
  disk.capacity = 1000
  await t.rejects(openSmall(disk), { code: 'HIVE_WAL_FULL' })
})

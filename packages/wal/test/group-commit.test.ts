/** Appends that wait share one sync; a commit hint alone causes none. */
import t from 'tap'
import { openWal } from '../src/index.ts'
import { batch, contents, entry, openSmall, SMALL } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

t.test('appends of one turn share a sync, those that come during it share the next', async t => {
  const disk = new MemoryDisk()
  const wal = await openWal({ ...SMALL, segmentBytes: 20_000, fs: disk }) // A new segment would have syncs of its own.
  const before = disk.syncs
  const order: number[] = []
  const first = [1, 2].map(at => wal.append(batch([entry(at, 1)])).then(() => { order.push(at) }))
  await first[0]
  t.equal(disk.syncs, before + 1)
  const second = [3, 4].map(at => wal.append(batch([entry(at, 1)])).then(() => { order.push(at) }))
  await Promise.all([...first, ...second])
  t.equal(disk.syncs, before + 2)
  t.strictSame(order, [1, 2, 3, 4], 'in order')
})

t.test('a commit hint travels with the next write', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1), entry(2, 1)], { commit: 1 }))
  const operations = disk.operations
  await wal.append(batch([], { commit: 2 }))
  t.equal(disk.operations, operations, 'no write')
  t.equal((await openSmall(disk.survivor('none'))).restored.commit, 1)
  await wal.append(batch([entry(3, 1)]))
  const again = await openSmall(disk.survivor('none'))
  t.equal(again.restored.commit, 2)
  t.equal((await contents(again)).length, 3)
})

t.test('an unchanged term and vote are not written again', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([], { hard: [1, 'a'] }))
  const operations = disk.operations
  await wal.append(batch([], { hard: [1, 'a'] }))
  t.equal(disk.operations, operations)
})

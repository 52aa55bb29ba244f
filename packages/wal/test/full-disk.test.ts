/** A full disk makes appends wait, loses and halves nothing, and takes them when there is room. */
import t from 'tap'
import type { Wal } from '../src/index.ts'
import { batch, contents, entry, openSmall, SMALL } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

interface Filled {
  readonly disk: MemoryDisk
  readonly wal: Wal
  /** Index of the last entry that is durable. */
  readonly last: number
  readonly waiting: Promise<void>
}

/** A log on a disk for so many segments, one of which always stays free, filled until an append waits. */
async function filled (segments: number): Promise<Filled> {
  const disk = new MemoryDisk()
  disk.capacity = segments * SMALL.segmentBytes
  let full = (): void => {}
  const isFull = new Promise<'full'>(resolve => { full = () => resolve('full') })
  const wal = await openSmall(disk, refusal => { if (refusal !== null) full() })
  for (let at = 1; ; at++) {
    const waiting = wal.append(batch([entry(at, 1)]))
    if (await Promise.race([waiting, isFull]) === 'full') return { disk, wal, last: at - 1, waiting }
  }
}

t.test('an append waits while the disk is full, and is written when there is room', async t => {
  const { disk, wal, last, waiting } = await filled(2.5)
  t.match(wal.full(), { code: 'HIVE_WAL_FULL', refusal: { changed: 'no', retry: 'yes' } })
  const behind = wal.append(batch([entry(last + 2, 1)], { hard: [2, 'a'] }))
  const image = await openSmall(disk.survivor('none'))
  t.equal(image.restored.lastIndex, last, 'what waits is not on the disk')
  t.strictSame(image.restored.damage, [], 'nor is a half of it')
  disk.capacity = Number.POSITIVE_INFINITY
  await Promise.all([waiting, behind])
  t.equal(wal.full(), null)
  const again = await openSmall(disk.survivor('none'))
  t.equal((await contents(again)).length, last + 2)
  t.match(again.restored, { hard: { term: 2, votedFor: 'a' }, damage: [] })
})

t.test('room for one more segment is left to others', async t => {
  const { disk, wal, waiting } = await filled(3.5)
  t.ok(await disk.free() >= SMALL.segmentBytes)
  await Promise.all([t.rejects(waiting, { code: 'HIVE_WAL_FULL' }), wal.close()])
})

t.test('what only deletes does not wait, and its room is used', async t => {
  const { disk, wal, last, waiting } = await filled(3.5)
  t.ok(await wal.dropBefore(entry(last, 1).index) > 1)
  await waiting
  t.equal(wal.full(), null)
  t.equal((await openSmall(disk.survivor('none'))).restored.lastIndex, last + 1)
})

t.test('a log that is closed while it waits refuses what waits', async t => {
  const { disk, wal, last, waiting } = await filled(2.5)
  const behind = wal.append(batch([entry(last + 2, 1)]))
  const refused = Promise.all([waiting, behind].map(one => t.rejects(one, { code: 'HIVE_WAL_FULL' })))
  await wal.close()
  await refused
  const again = await openSmall(disk)
  t.equal(again.restored.lastIndex, last)
  t.strictSame(again.restored.damage, [])
})

t.test('a disk without room for the first segment refuses to open', async t => {
  const disk = new MemoryDisk()
  disk.capacity = 1000
  await t.rejects(openSmall(disk), { code: 'HIVE_WAL_FULL' })
})

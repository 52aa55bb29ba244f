/**
 * The process dies between write and sync, the machine does not: the next process reads the entry from the page cache
 * and relies on it. So opening must make durable what it found, or a power cut afterwards takes it back.
 */
import { prng } from '@hivemind/base'
import t from 'tap'
import { batch, contents, entry, openSmall, SMALL } from './fixtures/logs.ts'
import { MemoryDisk, PowerCut } from './fixtures/memory-disk.ts'

async function diedBeforeSync (): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1)]))
  disk.failSyncAt = disk.syncs + 1
  disk.cutAt = disk.operations + 2
  await t.rejects(wal.append(batch([entry(2, 1), entry(3, 1)])), { code: 'HIVE_WAL_FAILED' })
  disk.cutAt = Number.POSITIVE_INFINITY
  return disk
}

t.test('what opening found is durable', async t => {
  const disk = await diedBeforeSync()
  const found = await contents(await openSmall(disk))
  t.equal(found.length, 3)
  t.strictSame(await contents(await openSmall(disk.survivor('none'))), found)
})

t.test('also after a sync that failed, whose pages the cache calls clean', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1)]))
  disk.failSyncAt = disk.syncs + 1
  await t.rejects(wal.append(batch([entry(2, 1)])), { code: 'HIVE_WAL_FAILED' })
  const found = await contents(await openSmall(disk))
  t.equal(found.length, 2, 'the cache still shows it')
  t.strictSame(await contents(await openSmall(disk.survivor('none'))), found)
})

t.test('also when damage makes it go on in a new segment', async t => {
  const disk = new MemoryDisk()
  await (await openSmall(disk)).append(batch([entry(1, 1), entry(2, 1), entry(3, 1)]))
  const inode = disk.names.get('0000000000000001.wal')
  const at = inode?.bytes.indexOf('entry 3 of') as number
  inode?.unsynced.push({ at, bytes: Buffer.from('ENTRY') })
  inode?.bytes.write('ENTRY', at)
  const wal = await openSmall(disk)
  const found = await contents(wal)
  t.equal(found.length, 2)
  t.match(wal.restored.damage, [{ type: 'damaged', through: 3 }])
  const again = await openSmall(disk.survivor('none'))
  t.strictSame(await contents(again), found)
  t.match(again.restored.repair, { index: 3 })
})

t.test('also when a record rotted that its header makes good, and the log goes on in a new segment', async t => {
  const disk = await diedBeforeSync()
  const inode = disk.names.get('0000000000000001.wal')
  const first = 8192 + 128 * SMALL.ringSlots // A state record: all that it says is in its header too.
  for (const bytes of [inode?.bytes, inode?.durable]) bytes?.fill(0xff, first + 90, first + 96)
  const wal = await openSmall(disk)
  const found = await contents(wal)
  t.equal(found.length, 3)
  t.ok(disk.names.has('0000000000000002.wal'))
  const again = await openSmall(disk.survivor('none'))
  t.strictSame(await contents(again), found)
  t.equal(again.restored.repair, null)
})

t.test('a power cut while it is made durable leaves a torn write at most, and nothing that looks like rot', async t => {
  const opened = await diedBeforeSync()
  const before = opened.operations
  await openSmall(opened)
  const worst: string[] = []
  for (let step = 1; step <= opened.operations - before; step++) {
    for (let seed = 1; seed <= 50; seed++) {
      const disk = await diedBeforeSync()
      disk.cutAt = disk.operations + step
      await t.rejects(openSmall(disk), { code: 'HIVE_WAL_FAILED', cause: new PowerCut() })
      const { damage, lastIndex } = (await openSmall(disk.survivor({ prng: prng(seed) }))).restored
      if (lastIndex < 1 || damage.some(({ type }) => type === 'damaged' || type === 'amnesia'))
        worst.push(`step ${step} seed ${seed}: ${JSON.stringify(damage)}`)
    }
  }
  t.strictSame(worst, [])
})

/**
 * What an opening says of lost entries agrees with itself: nothing is committed beyond the log, and a mark of lost
 * entries that was set once is not lowered by later damage. Method: payloads of chosen entries are made to rot.
 */
import t from 'tap'
import { batch, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

/** The disk with one byte changed in the payload of an entry. */
function rotten (disk: MemoryDisk, at: number): MemoryDisk {
  const image = disk.image()
  for (const bytes of image.values()) {
    const found = bytes.indexOf(`payload ${at}!`)
    if (found !== -1) bytes[found] = 0x50
  }
  return MemoryDisk.of(image)
}

async function six (commit: number): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  for (let at = 1; at <= 5; at++) await wal.append(batch([entry(at, 1, `payload ${at}!`)]))
  await wal.append(batch([entry(6, 1, 'payload 6!')], { commit }))
  return disk.survivor('none')
}

t.test('a commit index beyond the readable log is cut to it', async t => {
  const disk = await six(5)
  t.match((await openSmall(disk.survivor('none'))).restored, { lastIndex: 6, commit: 5 })
  const { restored } = await openSmall(rotten(disk, 3))
  t.match(restored, { lastIndex: 2, commit: 2 })
  t.ok((restored.repair?.index ?? 0) >= 5, 'and what was committed is known to be lost')
})

t.test('later damage that reaches less far does not lower a mark', async t => {
  const once = rotten(await six(0), 3)
  const wal = await openSmall(once)
  t.match(wal.restored, { lastIndex: 2, repair: { index: 6 } })
  await wal.append(batch([entry(3, 1, 'payload 13!'), entry(4, 1, 'payload 14!')]))
  const twice = rotten(once.survivor('none'), 14)
  t.match((await openSmall(twice)).restored, { lastIndex: 3, repair: { index: 6 } })
})

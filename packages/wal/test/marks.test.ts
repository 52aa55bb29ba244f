/**
 * What an opening says of lost entries agrees with itself: nothing is committed beyond the log, and a mark of lost
 * entries that was set once is not lowered by later damage. Method: payloads of chosen entries are made to rot.
 */
import t from 'tap'
import { openWal } from '../src/index.ts'
import { batch, entry, openSmall, SMALL } from './fixtures/logs.ts'
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

t.test('a commit index is believed up to where the log can be read', async t => {
  const disk = await six(5)
  t.match((await openSmall(disk.survivor('none'))).restored, { lastIndex: 6, commit: 5 })
  const { restored } = await openSmall(rotten(disk, 3))
  t.match(restored, { lastIndex: 2, commit: 0 }, 'who told it lies behind the hole')
  t.ok((restored.repair?.index ?? 0) >= 5, 'and what was committed is known to be lost')
})

t.test('an entry that had given way is not committed when the one in its place is lost with the cut', async t => {
  const disk = new MemoryDisk()
  const wal = await openWal({ ...SMALL, segmentBytes: 60_000, fs: disk })
  await wal.append(batch([entry(1, 1), entry(2, 1), entry(3, 1, 'gave way')], { commit: 2 }))
  await wal.append(batch([], { from: 3 }))
  await wal.append(batch([entry(3, 2, 'in its place')], { commit: 2 }))
  // So much more that the ring of headers knows nothing of the cut any more.
  for (let at = 4; at <= 12; at++) await wal.append(batch([entry(at, 2)], { commit: at - 1 }))
  const image = disk.survivor('none').image()
  for (const bytes of image.values()) {
    const place = bytes.indexOf('in its place')
    // The write of the cut and of the entry after it never came: zeros are there.
    if (place !== -1) bytes.fill(0, bytes.indexOf('gave way') + 8, place + 12)
  }
  const { restored } = await openWal({ ...SMALL, segmentBytes: 60_000, fs: MemoryDisk.of(image) })
  t.match(restored, { lastIndex: 3, lastTerm: 1, commit: 2 })
  t.ok((restored.repair?.index ?? 0) >= 11)
})

t.test('later damage that reaches less far does not lower a mark', async t => {
  const once = rotten(await six(0), 3)
  const wal = await openSmall(once)
  t.match(wal.restored, { lastIndex: 2, repair: { index: 6 } })
  await wal.append(batch([entry(3, 1, 'payload 13!'), entry(4, 1, 'payload 14!')]))
  await wal.append(batch([entry(5, 1)])) // With it the header of the one before is durable.
  const twice = rotten(once.survivor('none'), 14)
  const { restored } = await openSmall(twice)
  t.match(restored, { lastIndex: 3, damage: [{ type: 'damaged', through: 5 }], repair: { index: 6 } })
})

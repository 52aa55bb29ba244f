/** Reads are bounded, see what is not durable yet, are checked, and hold while the log changes under them. */

import { index } from '@hivemind/base'
import t from 'tap'
import { chainAfter, NO_CHAIN } from '../src/index.ts'
import { batch, contents, entry, openSmall, texts } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

const many = (from: number, to: number, term = 1) =>
  Array.from({ length: to - from + 1 }, (_, nth) => entry(from + nth, term))

t.test('entries can be read before they are durable', async t => {
  const wal = await openSmall(new MemoryDisk())
  await wal.append(batch(many(1, 3)))
  const appended = wal.append(batch([entry(3, 2), entry(4, 2)], { from: 3 }))
  t.equal(wal.last().index, 4)
  t.strictSame(await contents(wal), texts([...many(1, 2), ...many(3, 4, 2)]))
  await appended
  t.strictSame(await contents(wal), texts([...many(1, 2), ...many(3, 4, 2)]))
})

t.test('bytesMax bounds an answer, and one entry always comes', async t => {
  const wal = await openSmall(new MemoryDisk())
  await wal.append(batch(many(1, 30)))
  const record = 88 + 24
  for (const bytesMax of [0, 1, record, 2 * record, 5 * record + 1, 10_000]) {
    const read = await wal.read(index(1), index(30), bytesMax)
    t.ok(read.length >= 1)
    const bytes = read.reduce((sum, one) => sum + 88 + one.payload.length, 0)
    t.ok(read.length === 1 || bytes <= bytesMax, `${read.length} entries of ${bytes} bytes for ${bytesMax}`)
  }
  t.equal((await wal.read(index(1), index(30), 10_000)).length, 30)
  t.strictSame((await wal.read(index(7), index(9), 10_000)).map(one => one.index), [7, 8, 9])
  t.strictSame(await wal.read(index(31), index(40), 10_000), [])
})

t.test('each entry carries the chain over all before it', async t => {
  const wal = await openSmall(new MemoryDisk())
  for (const one of many(1, 25)) await wal.append(batch([one]))
  let chain = NO_CHAIN
  for (const one of await wal.read(index(1), index(25), 1e6)) {
    chain = chainAfter(chain, one)
    t.equal(Buffer.compare(one.chain, chain), 0)
  }
  t.strictSame(Buffer.from(wal.last().chain), Buffer.from(chain))
})

t.test('bytes that rotted while the log is open are refused', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch(many(1, 5)))
  const [inode] = disk.names.values()
  const at = inode?.bytes.indexOf('entry 3 of') as number
  inode?.bytes.write('entry 9', at)
  await t.rejects(wal.read(index(1), index(5), 1e6), { code: 'HIVE_WAL_DAMAGED' })
  t.equal((await wal.read(index(1), index(2), 1e6)).length, 2)
})

t.test('the newest entries need no disk, as many as memory may hold', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  for (let from = 1; from < 8_000; from += 100) await wal.append(batch(many(from, from + 99)))
  t.strictSame(texts(wal.recent(index(7_990), index(8_000)) ?? []), texts(many(7_990, 8_000)))
  t.equal(wal.recent(index(3_000), index(3_000)), null)
  t.equal(wal.recent(index(3_000), index(8_000)), null, 'all or none')
  t.equal((await openSmall(disk.survivor('none'))).recent(index(8_000), index(8_000)), null)
})

t.test('large entries are remembered by their bytes', async t => {
  const wal = await openSmall(new MemoryDisk())
  for (let at = 1; at <= 10; at++) await wal.append(batch([entry(at, 1, 'x'.repeat(1024 * 1024))]))
  const known = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter(at => wal.recent(index(at), index(at)) !== null)
  t.strictSame(known, [7, 8, 9, 10])
})

t.test('dropped entries are told apart from missing ones', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  for (const one of many(1, 60)) await wal.append(batch([one]))
  const sizeBefore = wal.sizeBytes()
  const first = await wal.dropBefore(index(30))
  t.ok(first > 1 && first <= 30, `first is ${first}`)
  t.ok(wal.sizeBytes() < sizeBefore)
  await t.rejects(wal.read(index(first - 1), index(60), 1e6), { code: 'HIVE_WAL_COMPACTED' })
  t.strictSame(await contents(wal), texts(many(first, 60)))
  const again = await openSmall(disk.survivor('none'))
  t.equal(again.first(), first)
  t.strictSame(again.restored.damage, [])
})

t.test('reads hold while entries are appended, truncated and dropped', async t => {
  const wal = await openSmall(new MemoryDisk())
  const reads: Promise<string[]>[] = []
  const expected: string[][] = []
  let log = many(1, 0)
  for (let term = 1; term <= 30; term++) {
    const from = Math.max(log[0]?.index ?? 1, log.length === 0 ? 1 : (log.at(-1)?.index ?? 0) - (term % 4))
    const more = many(from, from + 6, term)
    const cuts = from <= (log.at(-1)?.index ?? 0)
    log = [...log.filter(one => one.index < from), ...more]
    void wal.append(batch(more, cuts ? { from } : {})).catch(error => t.fail(error))
    reads.push(contents(wal))
    expected.push(texts(log))
    if (term % 7 === 0) {
      const first = await wal.dropBefore(index(from - 10 > 0 ? from - 10 : 1))
      log = log.filter(one => one.index >= first)
    }
  }
  t.strictSame(await Promise.all(reads), expected)
})

t.test('what does not continue the log is refused, and changes nothing', async t => {
  const wal = await openSmall(new MemoryDisk())
  await wal.append(batch(many(1, 3, 2)))
  await t.rejects(wal.append(batch([entry(5, 2)])), { code: 'HIVE_WAL_ORDER' }, 'a gap')
  await t.rejects(wal.append(batch([entry(3, 2)])), { code: 'HIVE_WAL_ORDER' }, 'an index twice')
  await t.rejects(wal.append(batch([entry(4, 1)])), { code: 'HIVE_WAL_ORDER' }, 'a term that falls')
  await t.rejects(wal.append(batch([], { from: 0 })), { code: 'HIVE_WAL_ORDER' }, 'a truncation of the base')
  await t.rejects(wal.append(batch([], { hard: [3, 'x'.repeat(57)] })), { code: 'HIVE_WAL_LIMIT' }, 'a long vote')
  await t.rejects(wal.append(batch([entry(4, 2, 'x'.repeat(2 ** 21))])), { code: 'HIVE_WAL_LIMIT' }, 'a long entry')
  t.strictSame(await contents(wal), texts(many(1, 3, 2)))
  await wal.close()
  await t.rejects(wal.append(batch([entry(4, 2)])), { code: 'HIVE_WAL_CLOSED' })
  await t.rejects(wal.read(index(1), index(3), 100), { code: 'HIVE_WAL_CLOSED' })
})

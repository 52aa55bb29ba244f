/** A segment that is gone, foreign or of another version is noticed. */
import t from 'tap'
import { crc32c } from '../src/crc32c.ts'
import { openWal } from '../src/index.ts'
import { batch, contents, entry, openSmall, SMALL } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

async function threeSegments (text = 'entry'): Promise<{ image: Map<string, Buffer>, names: string[], last: number }> {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([], { hard: [1, 'a'] }))
  const names = (): string[] => [...disk.names.keys()].filter(name => name.endsWith('.wal')).sort()
  while (names().length < 3)
    await wal.append(batch([entry(wal.last().index + 1, 1, `${text} ${wal.last().index + 1}`)]))
  // Only what is durable: the seal of a segment must be, before its successor is relied on.
  return {
    image: new Map([...disk.survivor('none').image()].filter(([name]) => name.endsWith('.wal'))),
    names: names(),
    last: wal.last().index
  }
}

const without = (image: Map<string, Buffer>, name: string | undefined): MemoryDisk =>
  MemoryDisk.of(new Map([...image].filter(([other]) => other !== name)))

t.test('a gap in the middle is damage through the last entry', async t => {
  const { image, names, last } = await threeSegments()
  const wal = await openSmall(without(image, names[1]))
  t.match(wal.restored.damage, [{ type: 'damaged', through: last, where: `gap before ${names[2]}` }])
  t.match(wal.restored.hard, { term: 1, votedFor: 'a' })
  t.equal((await contents(wal)).length, wal.last().index)
  t.ok(wal.last().index < last)
})

t.test('without its newest segment the log has forgotten term and vote', async t => {
  const { image, names } = await threeSegments()
  const wal = await openSmall(without(image, names[2]))
  t.match(wal.restored.damage, [{ type: 'amnesia' }])
})

t.test('without its first segments the log starts later, as after dropping them', async t => {
  const { image, names } = await threeSegments()
  const wal = await openSmall(without(image, names[0]))
  t.strictSame(wal.restored.damage, [])
  t.ok(wal.first() > 1)
  t.equal(wal.restored.base.index + 1, wal.first())
})

t.test('an unreadable first segment leaves an empty log that knows what it lacks', async t => {
  const { image, names, last } = await threeSegments()
  image.get(names[0] as string)?.fill(0, 0, 8192)
  const disk = MemoryDisk.of(image)
  const wal = await openSmall(disk)
  t.match(wal.restored.damage, [{ type: 'damaged', through: last }])
  t.equal(wal.last().index, 0)
  t.match(wal.restored.hard, { term: 1, votedFor: 'a' })
  await wal.append(batch([entry(1, 2)]))
  const again = await openSmall(disk)
  t.strictSame([again.restored.damage, again.restored.lastIndex, again.restored.repair?.index], [[], 1, last])
})

t.test('two segments that changed places are not believed', async t => {
  const { image, names, last } = await threeSegments()
  const [one, two] = [image.get(names[0] as string), image.get(names[1] as string)] as [Buffer, Buffer]
  const wal = await openSmall(MemoryDisk.of(new Map([...image, [names[0] as string, two], [names[1] as string, one]])))
  t.match(wal.restored.damage, [{ type: 'damaged', through: last }])
})

t.test('a segment of another history is not believed, though owner and numbers fit', async t => {
  const [{ image, names, last }, other] = [await threeSegments('entry'), await threeSegments('ENTRY')]
  const wal = await openSmall(
    MemoryDisk.of(new Map([...image, [names[1] as string, other.image.get(names[1] as string) as Buffer]]))
  )
  t.match(wal.restored.damage, [{ type: 'damaged', through: last }])
  t.ok((await contents(wal)).every(text => text.includes('entry')))
})

t.test('a rotten copy of a superblock is written again', async t => {
  for (const at of [0, 4096]) {
    const { image, names } = await threeSegments()
    image.get(names[2] as string)?.fill(0, at, at + 128)
    const disk = MemoryDisk.of(image)
    t.match((await openSmall(disk)).restored.damage, [{ type: 'healed', where: names[2] }])
    t.strictSame((await openSmall(disk.survivor('none'))).restored.damage, [])
  }
})

t.test('a segment of another identity is refused and left alone', async t => {
  const { image } = await threeSegments()
  const disk = MemoryDisk.of(image)
  await t.rejects(openWal({ ...SMALL, identity: 'another', fs: disk }), { code: 'HIVE_WAL_FOREIGN' })
  t.equal(disk.operations, 0)
})

t.test('a newer format version is refused and left alone', async t => {
  const { image, names } = await threeSegments()
  for (const at of [0, 4096]) {
    const block = image.get(names[1] as string)?.subarray(at, at + 128) as Buffer
    block.writeUInt32LE(2, 8)
    block.writeUInt32LE(crc32c(block, 0, 0, 124), 124)
  }
  const disk = MemoryDisk.of(image)
  await t.rejects(openSmall(disk), { code: 'HIVE_WAL_VERSION' })
  t.equal(disk.operations, 0)
})

t.test('an empty directory is a fresh log', async t => {
  const { restored } = await openSmall(new MemoryDisk())
  t.match(restored, {
    hard: { term: 0, votedFor: null },
    base: { index: 0, term: 0 },
    lastIndex: 0,
    lastTerm: 0,
    commit: 0,
    repair: null
  })
  t.strictSame(restored.damage, [])
})

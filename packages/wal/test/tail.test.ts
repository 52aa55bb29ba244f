/**
 * The cases of protocol-aware recovery at the end of a log, one by one: which of header and body is there decides.
 */
import t from 'tap'
import type { Damage } from '../src/index.ts'
import { batch, contents, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

const RING_AT = 8192
const SLOT = 128

/** A log of three entries; where each record lies is read from the ring. */
async function threeEntries (): Promise<{
  name: string
  bytes: Buffer
  slot: (ordinal: number) => Buffer
  body: (ordinal: number) => Buffer
}> {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([], { hard: [1, 'a'] }))
  await wal.append(batch([entry(1, 1), entry(2, 1), entry(3, 1)]))
  const [[name, bytes]] = [...disk.image()] as [[string, Buffer]]
  const slot = (ordinal: number): Buffer => bytes.subarray(RING_AT + ordinal * SLOT, RING_AT + (ordinal + 1) * SLOT)
  const body = (ordinal: number): Buffer => {
    const [offset, length] = [slot(ordinal).readUInt32LE(8), slot(ordinal).readUInt32LE(12)]
    return bytes.subarray(offset, offset + 88 + length)
  }
  return { name, bytes, slot, body }
}

/** Records 0 and 1 are states, 2 to 4 the entries 1 to 3. */
async function reopened (
  name: string,
  bytes: Buffer
): Promise<{ texts: string[], damage: readonly Damage[], disk: MemoryDisk }> {
  const disk = MemoryDisk.of(new Map([[name, bytes]]))
  const wal = await openSmall(disk)
  return { texts: await contents(wal), damage: wal.restored.damage, disk }
}

t.test('no header and no body is a torn tail: cut, told, and erased', async t => {
  const { name, bytes, slot, body } = await threeEntries()
  body(4).fill(0, 60)
  slot(4).fill(0)
  const { texts, damage, disk } = await reopened(name, bytes)
  t.equal(texts.length, 2)
  t.match(damage, [{ type: 'torn-tail', bytes: 60 }])
  t.equal(damage.length, 1)
  t.strictSame((await openSmall(disk)).restored.damage, [], 'it is told once')
})

t.test('a header without its body may have been acknowledged', async t => {
  const { name, bytes, body } = await threeEntries()
  body(4).fill(0)
  const { texts, damage, disk } = await reopened(name, bytes)
  t.equal(texts.length, 2)
  t.match(damage, [{ type: 'damaged', through: 3, term: 1 }])
  const again = await openSmall(disk)
  t.strictSame(again.restored.damage, [])
  t.match(again.restored.repair, { index: 3, term: 1 }, 'the mark outlives the opening that made it')
})

t.test('a body without its header is kept, and gets its header back', async t => {
  const { name, bytes, slot } = await threeEntries()
  slot(4).fill(0)
  const { texts, damage, disk } = await reopened(name, bytes)
  t.equal(texts.length, 3)
  t.strictSame(damage, [])
  disk.names.get(name)?.bytes.fill(0, bytes.readUInt32LE(RING_AT + 3 * SLOT + 8))
  t.match(
    (await openSmall(disk)).restored.damage,
    [{ type: 'damaged', through: 3 }],
    'the header tells of the body now'
  )
})

t.test('a hole with whole records behind it is damage through all of them, when one slot says so', async t => {
  const { name, bytes, body, slot } = await threeEntries()
  const first = body(2)
  for (const ordinal of [2, 4]) slot(ordinal).fill(0)
  first.fill(0xff)
  const { texts, damage } = await reopened(name, bytes)
  t.strictSame(texts, [])
  t.match(damage, [{ type: 'damaged', through: 3 }])
})

t.test('a hole is torn when no slot says otherwise, whatever is behind it: one write may tear so', async t => {
  const { name, bytes, body, slot } = await threeEntries()
  const first = body(2)
  for (const ordinal of [2, 3, 4]) slot(ordinal).fill(0)
  first.fill(0xff)
  const { texts, damage } = await reopened(name, bytes)
  t.strictSame(texts, [])
  t.match(damage, [{ type: 'torn-tail' }])
})

t.test('a rotten state is read from its header, a rotten header from its state', async t => {
  for (const which of ['slot', 'body'] as const) {
    const written = await threeEntries()
    written[which](1).fill(0xee)
    const disk = MemoryDisk.of(new Map([[written.name, written.bytes]]))
    const { restored } = await openSmall(disk)
    t.match(restored.hard, { term: 1, votedFor: 'a' }, which)
    t.equal(restored.lastIndex, 3)
    t.strictSame(restored.damage.map(({ type }) => type), which === 'body' ? ['healed'] : [])
  }
})

t.test('term and vote lost in both places are amnesia, and it is remembered', async t => {
  const { name, bytes, slot, body } = await threeEntries()
  const state = body(1)
  slot(1).fill(0)
  state.fill(0)
  const { texts, damage, disk } = await reopened(name, bytes)
  t.equal(texts.length, 3, 'the entries are not touched by it')
  t.match(damage.map(({ type }) => type), ['healed', 'amnesia'])
  const again = await openSmall(disk)
  t.match(again.restored.damage, [{ type: 'amnesia', reason: 'found at an earlier opening' }])
  t.equal(again.restored.hard.term, 1, 'terms that were seen have passed')
  await again.append(batch([entry(4, 2)], { hard: [2, null] }))
  t.equal((await openSmall(disk)).restored.damage[0]?.type, 'amnesia', 'for as long as the log lives')
})

t.test('the repair mark is kept until it is taken away', async t => {
  const { name, bytes, body } = await threeEntries()
  body(4).fill(0)
  const { disk } = await reopened(name, bytes)
  const wal = await openSmall(disk)
  await wal.append(batch([entry(3, 2), entry(4, 2)], { hard: [2, 'b'] }))
  const cut = await openSmall(disk.survivor('none'))
  t.match(cut.restored.repair, { index: 3, term: 1 }, 'appends alone do not take it away')
  await wal.setRepaired()
  const repaired = await openSmall(disk.survivor('none'))
  t.equal(repaired.restored.repair, null)
  t.match(repaired.restored.hard, { term: 2, votedFor: 'b' })
  t.equal(repaired.restored.lastIndex, 4)
})

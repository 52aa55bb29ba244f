/**
 * Goal: a sealed segment that is taken by its sum says what its records say one by one, and nothing else is taken.
 * Method: a log with states, truncations and entries is sealed; then its seal is spoiled, or what it covers.
 */
import t from 'tap'
import { segmentSeed } from '../src/format.ts'
import { encodeGroup, sealPut } from '../src/group.ts'
import { ownerOf } from '../src/opening.ts'
import { type Parsed, parseSegment } from '../src/parsing.ts'
import { batch, entry, openSmall, SMALL } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

const NAME = '0000000000000001.wal'
const owner = ownerOf(SMALL.identity)

function parsed (bytes: Buffer): Parsed {
  const result = parseSegment(Buffer.from(bytes), 1, owner)
  if (typeof result === 'string') throw new Error(result)
  return result
}

/** The first segment of a log, before it was sealed and after. */
async function segment (): Promise<{ open: Buffer, sealed: Buffer }> {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1), entry(2, 1), entry(3, 1)], { hard: [1, 'a'] }))
  await wal.append(batch([entry(2, 2)], { from: 2, hard: [2, null], commit: 1 }))
  await wal.append(batch([entry(3, 2)], { commit: 2 }))
  const open = disk.image().get(NAME) as Buffer
  for (let at = 4; disk.image().size === 1; at++) await wal.append(batch([entry(at, 2, 'x'.repeat(300))]))
  return { open, sealed: disk.image().get(NAME) as Buffer }
}

/** What a log is made of, without what only the newest segment needs. */
const said = ({ offsets, last, state, commit, sealed, lost, stateLost, cursor }: Parsed) =>
  ({ offsets, last, state, commit, sealed, lost, stateLost, cursor: { ...cursor, sum: 0, link: 0 } })

/** Where the seal is: the last record. */
const sealAt = (bytes: Buffer): number => parsed(bytes).cursor.position - 96

t.test('it says the same by its sum as record by record', async t => {
  const { sealed } = await segment()
  const spoiled = Buffer.from(sealed)
  spoiled[sealAt(sealed) + 88]! ^= 1
  t.match(parsed(sealed), { sealed: true, rotten: false, lost: null, commit: 2 })
  t.equal(parsed(spoiled).rotten, true, 'it is not whole, and what it said is in its slot')
  t.same(said(parsed(sealed)), said(parsed(spoiled)))
})

t.test('a byte that changed under it is found', async t => {
  const { sealed } = await segment()
  const first = parsed(sealed).offsets[0] ?? 0
  for (const at of [first, first + 60, first + 90, sealAt(sealed) - 10]) {
    const spoiled = Buffer.from(sealed)
    spoiled[at]! ^= 0x10
    t.notSame(said(parsed(spoiled)), said(parsed(sealed)), `byte ${at}`)
  }
})

t.test('a seal without a sum, of an earlier release, is one as well', async t => {
  const { open } = await segment()
  const { cursor, last, commit, superblock } = parsed(open)
  const geometry = { seed: segmentSeed(owner, 1), ringSlots: superblock.ringSlots }
  const bytes = Buffer.from(open)
  const { writes } = encodeGroup(geometry, cursor, [sealPut(last, commit, null)])
  for (const write of writes) bytes.set(write.bytes, write.at)
  t.match(parsed(bytes), { sealed: true, rotten: false, lost: null, commit: 2, last: { index: 3 } })
})

t.test('what stands behind the seal is not overlooked', async t => {
  const { sealed } = await segment()
  const spoiled = Buffer.from(sealed)
  spoiled[parsed(sealed).cursor.position + 8] = 7
  t.match(parsed(spoiled), { sealed: true, torn: { bytes: 9 } })
})

/**
 * Records whose own checksum is right but that do not belong where they are: misdirected, stale, or of another
 * history. The offset, the link and the chain find them.
 */

import { index } from '@hivemind/base'
import t from 'tap'
import { ENTRY, STATE, type State, segmentSeed } from '../src/format.ts'
import { type Cursor, encodeGroup, type Put } from '../src/group.ts'
import { chainAfter, NO_CHAIN } from '../src/index.ts'
import { ownerOf } from '../src/opening.ts'
import { type Parsed, parseSegment } from '../src/parsing.ts'
import { batch, entry, openSmall, SMALL } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

const NAME = '0000000000000001.wal'
const owner = ownerOf(SMALL.identity)
const geometry = { seed: segmentSeed(owner, 1), ringSlots: SMALL.ringSlots }

function parsed (bytes: Buffer): Parsed {
  const result = parseSegment(bytes, 1, owner)
  if (typeof result === 'string') throw new Error(result)
  return result
}

async function oneEntry (): Promise<{ disk: MemoryDisk, bytes: Buffer, cursor: Cursor }> {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1)], { hard: [1, 'a'] }))
  const bytes = disk.image().get(NAME) as Buffer
  return { disk, bytes, cursor: parsed(bytes).cursor }
}

const chain1 = chainAfter(NO_CHAIN, entry(1, 1))

const second = (more: Partial<Put> = {}): Put => {
  const { index, term, kind, payload } = entry(2, 1)
  return { type: ENTRY, index, term, kind, commit: 0, chain: chainAfter(chain1, entry(2, 1)), body: payload, ...more }
}

/** Put a record behind the first entry, without a slot. */
function appended (bytes: Buffer, cursor: Cursor, put: Put, change: Partial<Cursor> = {}): Buffer {
  const [body] = encodeGroup(geometry, { ...cursor, ...change }, [put]).writes
  const copy = Buffer.from(bytes)
  copy.set(body?.bytes ?? [], cursor.position)
  return copy
}

t.test('a record that belongs is taken', async t => {
  const { bytes, cursor } = await oneEntry()
  t.match(parsed(appended(bytes, cursor, second())), { last: { index: 2 }, lost: null, torn: null, rotten: false })
})

t.test('a record written for another offset is not', async t => {
  const { bytes, cursor } = await oneEntry()
  const misdirected = parsed(appended(bytes, cursor, second(), { position: cursor.position + 64 }))
  t.match(misdirected, { last: { index: 1 }, lost: null, torn: { offset: cursor.position } })
})

t.test('a record that links to another one before it is not', async t => {
  const { bytes, cursor } = await oneEntry()
  const state: State = { term: entry(1, 7).term, votedFor: null, repair: null, amnesia: false }
  const stale = second({ type: STATE, index: 1, term: 7, chain: chain1, body: state, changes: true })
  t.match(
    parsed(appended(bytes, cursor, stale)),
    { state: { term: 7 }, rotten: false },
    'it would be, with the right link'
  )
  const forged = parsed(appended(bytes, cursor, stale, { link: 1 }))
  t.match(forged, { state: { term: 1 }, torn: { offset: cursor.position } })
})

t.test('an entry with another chain is not', async t => {
  const { bytes, cursor } = await oneEntry()
  const other = chainAfter(NO_CHAIN, entry(2, 1))
  const forged = parsed(appended(bytes, cursor, second({ chain: other })))
  t.match(forged, { last: { index: 1 }, torn: { offset: cursor.position } })
})

t.test('an entry whose chain is exchanged under an open log is refused by a read', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1)]))
  const [inode] = disk.names.values()
  const before = parsed(Buffer.from(inode?.bytes ?? [])).cursor
  await wal.append(batch([entry(2, 1)]))
  const [forged] = encodeGroup(geometry, before, [second({ body: Buffer.from('ENTRY 2 of term 1') })]).writes
  inode?.bytes.set(forged?.bytes ?? [], forged?.at)
  await t.rejects(wal.read(index(1), index(2), 1e6), { code: 'HIVE_WAL_DAMAGED' })
})

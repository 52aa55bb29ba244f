/**
 * A backup is read to its end or refused: what was changed, cut, moved, doubled or made up gives no state and no entry.
 */

import { hash } from 'node:crypto'
import { clusterId, index, nodeId, prng, term, wallMs } from '@hivemind/base'
import { exportState, start, step } from '@hivemind/control'
import { chainAfter, type LogEntry, NO_CHAIN } from '@hivemind/wal'
import { decodeEnvelope, encodeEnvelope, encodeState } from '@hivemind/wire'
import t from 'tap'
import { checkBackup, NOBODY } from '../src/backup/checking.ts'
import {
  type BackupMeta,
  encodeEntries,
  jsonBytes,
  SECTION_BYTES_MAX,
  type SectionType,
  SectionWriter
} from '../src/backup/format.ts'

const AT = wallMs(1_700_000_000_000)
const around = {
  version: 1,
  txid: 'ab',
  actor: 'operator',
  cause: '',
  reason: '',
  trace: '',
  at: AT,
  session: '',
  sequence: 0
}
const founder = { id: nodeId('12D3KooWa'), name: 'a', addresses: ['127.0.0.1:1'], version: '1' }

/** A short history and what follows from it. */
function history (): {
  readonly entries: readonly LogEntry[]
  readonly state: ReturnType<typeof exportState>
  readonly chain: string
} {
  const created = {
    ...around,
    type: 'cluster-created',
    body: { cluster: clusterId('00112233aabbccdd'), name: 'prod', founder }
  }
  const entries: LogEntry[] = [
    { index: index(1), term: term(1), kind: 'configuration', payload: encodeEnvelope(created) }
  ]
  for (let at = 2; at <= 40; at++) {
    const event = { ...around, type: 'event-appended', body: { event: 'load', payload: { at } } }
    entries.push({ index: index(at), term: term(1), kind: 'command', payload: encodeEnvelope(event) })
  }
  const control = start()
  let chain = NO_CHAIN
  for (const entry of entries) {
    step(control, { ...entry, envelope: decodeEnvelope(entry.payload) })
    chain = chainAfter(chain, entry)
  }
  return { entries, state: exportState(control), chain: Buffer.from(chain).toString('hex') }
}

const { entries, state, chain } = history()
const META: BackupMeta = {
  software: '1',
  createdAt: '2026-01-01T00:00:00.000Z',
  from: founder,
  cluster: { id: '00112233aabbccdd', name: 'prod' },
  epoch: 1,
  lineage: 0,
  base: { index: 0, term: 0, chain: '00'.repeat(32) },
  index: 40,
  term: 1,
  chain,
  stateHash: state.hash,
  members: 1,
  events: 39
}
type Part = readonly [SectionType, Uint8Array]

const stateBytes = encodeState(state)
const PARTS: readonly Part[] = [
  ['META', jsonBytes(META)],
  ['STAT', stateBytes],
  ['HIST', encodeEntries(entries.slice(0, 20))],
  ['HIST', encodeEntries(entries.slice(20))]
]

/** The bytes of a backup of these parts; its end tells the truth about them. */
function file (parts: readonly Part[], done: object = {}): Buffer {
  const writer = new SectionWriter()
  const bytes = [writer.head(), ...parts.map(([type, payload]) => writer.section(type, payload))]
  const end = {
    entries: 40,
    stateBytes: stateBytes.length,
    stateSha256: hash('sha256', stateBytes, 'hex'),
    sectionsSha256: writer.bound(),
    ...done
  }
  return Buffer.concat([...bytes, writer.section('DONE', jsonBytes(end))])
}

/** In pieces of odd sizes, as a disk or a socket gives it. */
async function * pieces (bytes: Buffer, size: number): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const read = (bytes: Buffer, size = 997) => checkBackup(pieces(bytes, size), NOBODY)
const WHOLE = file(PARTS)
const DAMAGED = { code: 'HIVE_BACKUP_DAMAGED' }

t.test('what is whole is read, in pieces of any size', async t => {
  for (const size of [1, 7, 4_096, WHOLE.length])
    t.match(await read(WHOLE, size), { replayed: true, done: { entries: 40 } })
})

t.test('a flipped bit anywhere is noticed', async t => {
  let state = prng(11)
  for (let round = 0; round < 300; round++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0 as typeof state
    const changed = Buffer.from(WHOLE)
    const at = state % WHOLE.length
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << (round % 8)), at)
    await t.rejects(read(changed), { code: /^HIVE_BACKUP_(DAMAGED|FORMAT)$/ }, `byte ${at}`)
  }
})

t.test('a cut at any place is noticed, and so is anything behind the end', async t => {
  for (let at = 0; at < WHOLE.length; at += 61)
    await t.rejects(read(WHOLE.subarray(0, at)), { code: /^HIVE_BACKUP_(DAMAGED|FORMAT)$/ }, `at ${at}`)
  await t.rejects(read(Buffer.concat([WHOLE, Buffer.from('x')])), DAMAGED)
})

t.test('sections whose hashes are right and that make no backup are refused', async t => {
  const [meta, stat, first, second] = PARTS as readonly [Part, Part, Part, Part]
  const cases: ReadonlyArray<readonly [string, Buffer]> = [
    ['a section is missing', file([meta, stat, first])],
    ['two are exchanged', file([meta, stat, second, first])],
    ['one comes twice', file([meta, stat, first, second, second])],
    ['the state comes after the history', file([meta, first, second, stat])],
    ['it has two beginnings', file([meta, meta, stat, first, second])],
    ['it has no beginning', file([stat, first, second])],
    ['another chain', file([['META', jsonBytes({ ...META, chain: 'ab'.repeat(32) })], stat, first, second])],
    ['another state hash', file([['META', jsonBytes({ ...META, stateHash: '0'.repeat(16) })], stat, first, second])],
    [
      'a state that does not follow from the history',
      file([meta, ['STAT', encodeState({ ...state, eventCount: 40 })], first, second])
    ],
    ['a description that is none', file([['META', jsonBytes({ index: -1 })], stat, first, second])],
    ['no JSON', file([['META', Buffer.from('{')], stat, first, second])],
    ['an entry that is cut', file([meta, stat, first, ['HIST', second[1].subarray(0, -1)]])],
    ['another end', file(PARTS, { sectionsSha256: 'ab'.repeat(32) })],
    ['another count', file(PARTS, { entries: 39 })]
  ]
  for (const [what, bytes] of cases) await t.rejects(read(bytes), DAMAGED, what)
})

t.test('a section that claims to be huge is refused before it is read', async t => {
  const head = Buffer.alloc(8)
  head.write('HIST', 0, 'latin1')
  head.writeUInt32LE(SECTION_BYTES_MAX + 1, 4)
  await t.rejects(read(Buffer.concat([new SectionWriter().head(), head])), DAMAGED)
})

t.test('a later format is said to be one', async t => {
  const later = Buffer.from(WHOLE)
  later.writeUInt32LE(2, 8)
  await t.rejects(read(later), { code: 'HIVE_BACKUP_FORMAT' })
  await t.rejects(read(Buffer.from('no backup')), { code: 'HIVE_BACKUP_DAMAGED' })
})

/**
 * Goal: only what is applied is served, in order, at the reader's pace, and a wrong question gets a refusal.
 * Method: a real log and database; the reader takes frames when the test says so.
 */
import { clusterId, epoch, index } from '@hivemind/base'
import type { Bearing, PullFrame, PullMessage } from '@hivemind/kernel'
import { decodePullFrame } from '@hivemind/wire'
import t from 'tap'
import { EntryFrames } from '../src/entry-frames.ts'
import { servePull } from '../src/pull-serving.ts'
import { append, eventEntries } from './fixtures/disk.ts'
import { CLUSTER, NO_CHAIN, newSource, type Source, saveState, stateAt, streamed } from './fixtures/pull-world.ts'

const asks = (over: Partial<PullMessage> = {}): PullMessage => ({
  stamp: { cluster: CLUSTER, lineage: 0, epoch: epoch(1) }, after: index(0), chain: NO_CHAIN, wantState: true,
  through: index(0), ...over
})

/** Frames of one pull, decoded; the reader ends it. */
async function * frames (
  { wal, db, waiters }: Source, message: PullMessage, gone = new AbortController()
): AsyncGenerator<PullFrame, void, void> {
  const cluster = { id: CLUSTER, name: 'lab' }
  const bearing = () => ({ cluster, leader: null, epoch: epoch(1), degraded: true }) as Bearing
  const stream = streamed(gone.signal, stream => servePull({
    wal, db, bearing, frames: new EntryFrames(wal), applied: () => waiters.applied,
    news: async (after, ms, signal) => { await waiters.reached(index(after + 1), ms, signal) }
  }, message, stream))
  for await (const bytes of stream) yield decodePullFrame(bytes)
}

async function all (source: Source, message: PullMessage): Promise<PullFrame[]> {
  const got: PullFrame[] = []
  for await (const frame of frames(source, message)) got.push(frame)
  return got
}

t.test('a pull through an index ends there', async t => {
  const source = await newSource(t, 50)
  await append(source.wal, eventEntries(1, 50))
  const got = await all(source, asks({ through: index(20) }))
  t.same(got.map(({ type }) => type), ['start', 'entries', 'beat'])
  t.match(got[1], { entries: { length: 20 } })
  t.match(got[2], { commit: 50, leader: null, degraded: true })
})

t.test('entries that are not applied yet are not served, and come when they are', async t => {
  const source = await newSource(t, 3)
  await append(source.wal, eventEntries(1, 6))
  const reader = frames(source, asks())
  t.match((await reader.next()).value, { type: 'start' })
  t.match((await reader.next()).value, { type: 'entries', entries: { length: 3 } })
  t.match((await reader.next()).value, { type: 'beat', commit: 3 })
  source.waiters.rise(index(6))
  t.match((await reader.next()).value, { type: 'entries', entries: { length: 3, 0: { index: 4 } } })
  await reader.return()
})

t.test('a slow reader gets everything, and what was applied meanwhile', async t => {
  const source = await newSource(t, 10)
  await append(source.wal, eventEntries(1, 10))
  const reader = frames(source, asks({ through: index(5_000) }))
  t.match((await reader.next()).value, { type: 'start' })
  for (let at = 11; at <= 5_000; at += 499) {
    await append(source.wal, eventEntries(at, Math.min(at + 498, 5_000)))
    source.waiters.rise(source.wal.last().index)
  }
  const seen: number[] = []
  for await (const frame of reader) if (frame.type === 'entries') seen.push(...frame.entries.map(entry => entry.index))
  t.same(seen, Array.from({ length: 5_000 }, (_, at) => at + 1))
})

t.test('history that is dropped under a slow reader ends its pull in error, and the next one is told', async t => {
  const source = await newSource(t, 10_000)
  await append(source.wal, eventEntries(1, 10_000))
  const reader = frames(source, asks())
  t.match((await reader.next()).value, { type: 'start', state: null })
  t.match((await reader.next()).value, { type: 'entries' })
  await source.wal.dropBefore(index(9_900))
  await t.rejects((async () => { for await (const frame of reader) if (frame.type === 'beat') return })(), {
    code: 'HIVE_WAL_COMPACTED'
  })
  await saveState(source.db, stateAt(10_000))
  const [begin] = await all(source, asks({ through: index(10_000) }))
  t.match(begin, { type: 'start', baseIndex: source.wal.first(), state: { index: 10_000 } })
})

t.test('a reader that is nearly there is sent no state', async t => {
  const source = await newSource(t, 10_000)
  await append(source.wal, eventEntries(1, 10_000))
  await saveState(source.db, stateAt(10_000))
  const [entry] = await source.wal.read(index(9_500), index(9_500), 1)
  const near = asks({ after: index(9_500), chain: entry?.chain ?? NO_CHAIN, through: index(10_000) })
  t.match((await all(source, near))[0], { type: 'start', baseIndex: 9_500, state: null })
  t.match((await all(source, asks({ through: index(10_000) })))[0], { state: { index: 10_000 } })
  t.match((await all(source, asks({ through: index(10_000), wantState: false })))[0], { state: null })
})

t.test('a wrong question gets a refusal and nothing else', async t => {
  const source = await newSource(t, 5)
  await append(source.wal, eventEntries(1, 9))
  const stamp = { cluster: clusterId('c2'), lineage: 0, epoch: epoch(1) }
  t.match(await all(source, asks({ stamp })), [{ type: 'refused', code: 'HIVE_JOIN_WRONG_CLUSTER' }])
  t.match(await all(source, asks({ after: index(6) })), [{ type: 'refused', code: 'HIVE_PULL_ORDER' }])
  t.match(await all(source, asks({ after: index(3) })), [{ type: 'refused', code: 'HIVE_PULL_DIVERGED' }])
})

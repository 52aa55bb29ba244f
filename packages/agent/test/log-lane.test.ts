/**
 * Goal: effects of the log lane keep their order, none overtakes a write before it, and a failed write ends the lane.
 * Method: a log whose writes finish when the test says so.
 */
import { type Index, index, nodeId, type Term, term } from '@hivemind/base'
import type { Effect } from '@hivemind/kernel'
import type { Batch, Wal } from '@hivemind/wal'
import t from 'tap'
import { LogLane } from '../src/log-lane.ts'
import { append, eventEntries, newWal } from './fixtures/disk.ts'

const note = (message: string): Effect => ({ type: 'note', lane: 'early', level: 'info', message, fields: {} })
const said = (effect: Effect): string => effect.type === 'note' ? effect.message : effect.type

function persist (at: number, over: Partial<Effect & { type: 'persist' }> = {}): Effect & { type: 'persist' } {
  const entries = [{ index: index(at), term: term(1), kind: 'noop' as const, payload: new Uint8Array(0) }]
  return { type: 'persist', lane: 'log', hard: null, truncateFrom: null, entries, commit: index(0), ...over }
}

/** A lane over a log that only remembers what it was asked for. */
function scripted () {
  const writes: Array<{ batch: Batch, done: () => void, fail: (error: Error) => void }> = []
  const happened: string[] = []
  const wal = {
    last: () => ({ index: index(0), term: term(0), chain: new Uint8Array(32) }),
    append: (batch: Batch) => new Promise<void>((done, fail) => writes.push({ batch, done, fail }))
  } as unknown as Wal
  const lane = new LogLane({
    wal,
    perform: effect => { happened.push(said(effect)) },
    persisted: (at: Index, inTerm: Term) => { happened.push(`persisted ${at} of ${inTerm}`) },
    failed: error => { happened.push(`failed: ${(error as Error).message}`) }
  })
  return { lane, writes, happened }
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

t.test('with nothing to wait for an effect is performed at once', async t => {
  const { lane, happened } = scripted()
  lane.push(note('a'))
  t.same(happened, ['a'])
})

t.test('an effect waits for the write before it, and for those before that', async t => {
  const { lane, writes, happened } = scripted()
  lane.push(persist(1))
  lane.push(note('after 1'))
  lane.push(persist(2))
  lane.push(note('after 2'))
  t.equal(writes.length, 2, 'both writes are handed over at once, so that they can share a sync')
  writes[1]?.done()
  await turn()
  t.same(happened, [], 'the second write does not let the first be overtaken')
  writes[0]?.done()
  await turn()
  t.same(happened, ['persisted 1 of 1', 'after 1', 'persisted 2 of 1', 'after 2'])
})

t.test('a write that is durable says nothing of the one after it', async t => {
  const { lane, writes, happened } = scripted()
  lane.push(persist(1))
  lane.push(persist(2))
  lane.push(note('after 2'))
  writes[0]?.done()
  await turn()
  t.same(happened, ['persisted 1 of 1'])
  writes[1]?.done()
  await turn()
  t.same(happened, ['persisted 1 of 1', 'persisted 2 of 1', 'after 2'])
})

t.test('a write without entries is not told as persisted', async t => {
  const { lane, writes, happened } = scripted()
  lane.push(persist(1, { entries: [], hard: { term: term(2), votedFor: nodeId('x') } }))
  lane.push(note('vote'))
  writes[0]?.done()
  await turn()
  t.same(happened, ['vote'])
})

t.test('after a failed write nothing is performed any more', async t => {
  const { lane, writes, happened } = scripted()
  lane.push(persist(1))
  lane.push(note('answer'))
  lane.push(persist(2))
  writes[0]?.fail(new Error('EIO'))
  writes[1]?.done()
  await turn()
  lane.push(note('later'))
  t.same(happened, ['failed: EIO'])
})

t.test('flushed resolves when all that was pushed before is performed', async t => {
  const { lane, writes, happened } = scripted()
  await lane.flushed()
  lane.push(persist(1))
  lane.push(note('a'))
  void lane.flushed().then(() => happened.push('flushed'))
  await turn()
  t.same(happened, [])
  writes[0]?.done()
  await turn()
  t.same(happened, ['persisted 1 of 1', 'a', 'flushed'])
})

t.test('a stopped lane performs nothing', async t => {
  const { lane, writes, happened } = scripted()
  lane.push(persist(1))
  lane.push(note('a'))
  lane.stop()
  writes[0]?.done()
  await turn()
  t.same(happened, [])
})

t.test('what the node clears is cleared, and a hole that only a state closes is left to it', async t => {
  const wal = await newWal(t)
  await append(wal, eventEntries(1, 9))
  const lane = new LogLane({ wal, perform: () => {}, persisted: () => {}, failed: error => { throw error } })
  lane.push(persist(0, { entries: [], truncateFrom: index(5) }))
  t.equal(wal.last().index, 4)
  await wal.startAt({ index: index(20), term: term(1), chain: new Uint8Array(32) })
  lane.push(persist(0, { entries: [], truncateFrom: index(5) }))
  await lane.flushed()
  t.equal(wal.last().index, 20)
})

t.test('an entry that the node wrote already is refused', async t => {
  const wal = await newWal(t)
  await append(wal, eventEntries(1, 3))
  const { promise: failed, resolve } = Promise.withResolvers<unknown>()
  const lane = new LogLane({ wal, perform: () => {}, persisted: () => {}, failed: resolve })
  lane.push(persist(2))
  t.match(await failed, { code: 'HIVE_WAL_ORDER' })
  t.equal(wal.last().index, 3)
})

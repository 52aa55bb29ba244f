/**
 * Goal: a pull brings exactly the source's log, whatever is held already, whatever breaks on the way, and nothing that
 * a hostile peer sends is believed.
 * Method: real logs and databases on both sides; frames of the hostile are made by hand.
 */
import { index, LIMITS, term } from '@hivemind/base'
import type { PullFrame } from '@hivemind/kernel'
import type { BulkWriter } from '@hivemind/net'
import type { Wal } from '@hivemind/wal'
import { encodePullFrame, encodeState } from '@hivemind/wire'
import t from 'tap'
import { append, eventEntries } from './fixtures/disk.ts'
import { NO_CHAIN, newSource, newTaker, saveState, stateAt } from './fixtures/pull-world.ts'

const NONE = index(0)
const state = stateAt(10_000)

async function chainOf (wal: Wal, at: number): Promise<string> {
  const [entry] = await wal.read(index(at), index(at), 1)
  return Buffer.from(entry?.chain ?? []).toString('hex')
}

const sending = (...frames: PullFrame[]) => async (stream: BulkWriter): Promise<void> => {
  for (const frame of frames) await stream.write(encodePullFrame(frame))
}

const start = (over: Partial<PullFrame & { type: 'start' }> = {}): PullFrame =>
  ({ type: 'start', baseIndex: NONE, baseTerm: term(0), baseChain: NO_CHAIN, state: null, ...over })

t.test('entries come in order, once, and equal in chain', async t => {
  const [source, taker] = [await newSource(t, 1_500), await newTaker(t)]
  await append(source.wal, eventEntries(1, 1_500))
  t.match(await taker.take(source, NONE, index(1_500)), { refusal: null })
  t.equal(taker.wal.last().index, 1_500)
  t.equal(await chainOf(taker.wal, 1_500), await chainOf(source.wal, 1_500))
  const seen = taker.inputs.flatMap(input => input.type === 'pulled' ? input.entries.map(entry => entry.index) : [])
  t.same(seen, Array.from({ length: 1_500 }, (_, at) => at + 1))
})

t.test('a state comes with the history behind it, and both are on disk before the node hears', async t => {
  const [source, taker] = [await newSource(t, 10_050), await newTaker(t)]
  await append(source.wal, eventEntries(1, 10_050))
  await saveState(source.db, state)
  t.match(await taker.take(source, NONE, index(10_050)), { refusal: null })
  const installed = taker.inputs.findIndex(input => input.type === 'state-installed')
  t.match(taker.inputs[installed], { index: 10_000 })
  t.same(taker.inputs.slice(0, installed).filter(input => input.type === 'pulled'), [], 'history is not applied')
  t.equal((await taker.db.loadSnapshot())?.index, 10_000)
  t.equal(taker.wal.first(), 1)
  t.equal(await chainOf(taker.wal, 10_050), await chainOf(source.wal, 10_050))
})

t.test('where retained history begins later, the log begins there too', async t => {
  const [source, taker] = [await newSource(t, 10_050), await newTaker(t)]
  await append(source.wal, eventEntries(1, 10_050))
  await saveState(source.db, state)
  const first = await source.wal.dropBefore(index(8_000))
  t.ok(first > 1)
  await append(taker.wal, eventEntries(1, 5))
  t.match(await taker.take(source, index(5), index(10_050)), { refusal: null })
  t.equal(taker.wal.first(), first + 1)
  t.equal(await chainOf(taker.wal, 10_050), await chainOf(source.wal, 10_050))
})

t.test('after a pull that broke when the log had begun anew, another source closes the hole', async t => {
  const [short, whole, taker] = [await newSource(t, 10_050), await newSource(t, 10_050), await newTaker(t)]
  for (const { wal, db } of [short, whole]) {
    await append(wal, eventEntries(1, 10_050))
    await saveState(db, state)
  }
  await short.wal.dropBefore(index(8_000))
  await append(taker.wal, eventEntries(1, 5))
  const [at] = await short.wal.read(short.wal.first(), short.wal.first(), 1)
  const broken = sending(start({
    baseIndex: index(at?.index ?? 0), baseTerm: term(1), baseChain: at?.chain ?? NO_CHAIN,
    state: { index: index(10_000), term: term(1), bytes: 10, sha256: NO_CHAIN }
  }))
  await taker.take(broken, index(5), index(10_050))
  t.ok(taker.wal.first() > 6, 'there is a hole')
  t.match(await taker.take(whole, index(5), index(10_050)), { refusal: null })
  t.equal(taker.wal.first(), 1, 'all of the history is here again')
  t.equal(await chainOf(taker.wal, 10_050), await chainOf(whole.wal, 10_050))
})

t.test('a tail that is held is left alone, a rival tail gives way', async t => {
  for (const inTerm of [1, 2]) {
    const [source, taker] = [await newSource(t, 10_000), await newTaker(t)]
    await append(source.wal, eventEntries(1, 10_000, inTerm))
    await saveState(source.db, { ...state, appliedTerm: term(inTerm) })
    await append(taker.wal, eventEntries(1, 900, 1))
    let truncated = 0
    const { append: write } = taker.wal
    taker.wal.append = batch => {
      if (batch.truncateFrom !== null) truncated++
      return write.call(taker.wal, batch)
    }
    t.match(await taker.take(source, NONE, index(10_000)), { refusal: null })
    t.equal(truncated, inTerm - 1, `${truncated} truncations`)
    t.equal(await chainOf(taker.wal, 10_000), await chainOf(source.wal, 10_000))
  }
})

t.test('what does not continue the log is refused, and nothing of it is written', async t => {
  const entries = eventEntries(1, 3)
  const whole = encodeState(state)
  const hostile: ReadonlyArray<readonly [string, PullFrame[]]> = [
    ['a wrong chain', [start(), { type: 'entries', entries, chain: NO_CHAIN }]],
    ['a gap', [start(), { type: 'entries', entries: entries.slice(1), chain: NO_CHAIN }]],
    ['entries before a start', [{ type: 'entries', entries, chain: NO_CHAIN }]],
    ['two starts', [start(), start()]],
    ['history that begins later, without a state', [start({ baseIndex: index(9) })]],
    ['a chunk of no state', [start(), { type: 'state-chunk', bytes: new Uint8Array(9) }]],
    ['a state of too many bytes', [
      start({ state: { index: index(5), term: term(1), bytes: LIMITS.stateBytesMax + 1, sha256: NO_CHAIN } })
    ]],
    ['more of a state than announced', [
      start({ state: { index: index(5), term: term(1), bytes: 3, sha256: NO_CHAIN } }),
      { type: 'state-chunk', bytes: new Uint8Array(4) }
    ]],
    ['a state with a wrong digest', [
      start({ state: { index: index(5), term: term(1), bytes: 3, sha256: NO_CHAIN } }),
      { type: 'state-chunk', bytes: new Uint8Array(3) }
    ]],
    ['a whole state with the digest of another one', [
      start({ state: { index: index(10_000), term: term(1), bytes: whole.length, sha256: NO_CHAIN } }),
      { type: 'state-chunk', bytes: whole }
    ]],
    ['entries in the middle of a state', [
      start({ state: { index: index(5), term: term(1), bytes: 3, sha256: NO_CHAIN } }),
      { type: 'entries', entries: [], chain: NO_CHAIN }
    ]]
  ]
  for (const [what, frames] of hostile) {
    const taker = await newTaker(t)
    const ended = await taker.take(sending(...frames), NONE, NONE)
    t.match(ended, { refusal: { code: /^HIVE_(PULL_ORDER|WIRE_)/ } }, what)
    t.same(taker.inputs, [ended], `${what}: the node hears of nothing else`)
    t.equal(taker.wal.last().index, 0, `${what}: nothing is written`)
  }
})

t.test('a source of other history is told apart', async t => {
  const [source, taker] = [await newSource(t, 20), await newTaker(t)]
  await append(source.wal, eventEntries(1, 20, 2))
  await append(taker.wal, eventEntries(1, 5, 1))
  t.match(await taker.take(source, index(5), index(20)), { refusal: { code: 'HIVE_PULL_DIVERGED' } })
  t.equal(taker.wal.last().index, 5)
})

t.test('a stopped pull ends in silence and writes no more', async t => {
  const [source, taker] = [await newSource(t, 100), await newTaker(t)]
  await append(source.wal, eventEntries(1, 100))
  void taker.take(source, NONE, NONE)
  taker.pulling?.stop()
  await taker.pulling?.ended
  t.same(taker.inputs.filter(({ type }) => type === 'pull-ended'), [])
  t.equal(taker.wal.last().index, 0)
})

t.test('a pull that is stopped while it looks at what is held writes nothing over it', async t => {
  const [source, taker] = [await newSource(t, 10_000), await newTaker(t)]
  await append(source.wal, eventEntries(1, 10_000, 2))
  await saveState(source.db, { ...state, appliedTerm: term(2) })
  await append(taker.wal, eventEntries(1, 5, 1))
  const { read } = taker.wal
  taker.wal.read = (...span) => {
    taker.pulling?.stop()
    return read.apply(taker.wal, span)
  }
  void taker.take(source, NONE, index(10_000))
  await taker.pulling?.ended
  t.match(taker.wal.last(), { index: 5, term: 1 })
})

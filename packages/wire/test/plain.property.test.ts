/**
 * What is written and read by hand is what generated code writes and reads.
 *
 * Method: envelopes and appends in their usual form and around it; the bytes of both are compared, and what both read.
 */
import { isDeepStrictEqual } from 'node:util'
import { clusterId, epoch, index, term, wallMs } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import fc from 'fast-check'
import { test } from 'tap'
import { readAppendFrame, writeAppendFrame } from '../src/append-frame.ts'
import { fromDraft, readEnvelope } from '../src/envelope.ts'
import { hivemind } from '../src/generated/messages.js'
import { readPlainEnvelope, writePlainEnvelope } from '../src/plain-envelope.ts'
import { fromRaft, toRaft } from '../src/raft.ts'
import { read } from '../src/reader.ts'

const runs = { numRuns: 500 }
const count = fc.oneof(fc.nat(), fc.maxSafeNat().map(large => large % 2 ** 49), fc.constantFrom(0, 127, 128, 2 ** 32))
const words = (maxLength: number) => fc.string({ unit: 'binary-ascii', maxLength })
const text = fc.string({ unit: 'binary' })
const flat = fc.record({ event: text, payload: fc.oneof(text, fc.double(), fc.constant(null)) })

const envelope: fc.Arbitrary<Envelope> = fc.record({
  type: fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }), version: fc.integer({ min: 1, max: 65_535 }),
  txid: words(40), actor: words(200), cause: words(40), reason: words(300), trace: words(40), session: words(60),
  sequence: count, at: count.map(wallMs), body: flat
}).map(one => ({ ...one, body: JSON.parse(JSON.stringify(one.body)) as unknown }))

const generated = (one: Envelope): Uint8Array =>
  new Uint8Array(hivemind.Envelope.encode({ ...fromDraft(one), at: one.at }).finish())

test('an envelope in its usual form has the bytes of generated code, and is read from them', t => {
  fc.assert(fc.property(envelope, one => {
    const bytes = writePlainEnvelope(one)
    if (bytes === null || Buffer.compare(bytes, generated(one)) !== 0) throw new Error('other bytes')
    if (!isDeepStrictEqual(readPlainEnvelope(bytes), one)) throw new Error('it is read as something else')
  }), runs)
  t.end()
})

test('what is not usual is left to who knows all of it', t => {
  const usual: Envelope = {
    type: 'event-appended', version: 1, txid: 't', actor: 'a', cause: '', reason: '', trace: '', session: 's',
    sequence: 1, at: wallMs(1), body: { event: 'x', payload: 1 }
  }
  const unusual: readonly Partial<Envelope>[] = [
    { reason: 'schön' }, { type: '' }, { version: 0 }, { sequence: -1 }, { session: 'x'.repeat(65) },
    { actor: 'x'.repeat(257) }, { body: { event: 'x', payload: [1] } }, { body: [] }, { body: null },
    { body: { event: 'x', payload: 1n } }, { body: { event: 'x', payload: 'x'.repeat(200_000) } },
    { body: { event: 'x', toJSON: () => 1 } }
  ]
  for (const part of unusual) t.equal(writePlainEnvelope({ ...usual, ...part }), null, Object.keys(part).join())
  for (const body of ['{"event":"x","payload":{}}', '[]', '1', '{', '"\ufffd"', '{"a":"\ufffd"}']) {
    const bytes = hivemind.Envelope.encode({ ...usual, body: Buffer.from(body) }).finish()
    t.equal(readPlainEnvelope(bytes), null, body)
  }
  const notUtf8 = hivemind.Envelope.encode({ ...usual, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) })
  t.match(readEnvelope(notUtf8.finish()), { refusal: { code: 'HIVE_WIRE_MALFORMED' } })
  t.end()
})

const append = fc.record({
  term: fc.integer({ min: 5, max: 9 }).map(term), prevIndex: fc.nat().map(index), prevTerm: fc.nat(2).map(term),
  commit: count.map(index),
  parts: fc.array(fc.tuple(fc.integer({ min: 3, max: 5 }), fc.uint8Array({ maxLength: 300 })), { maxLength: 8 })
}).map(({ parts, prevIndex, prevTerm, commit, term: leaders }) => ({
  type: 'append-request' as const, term: leaders, prevIndex, prevTerm, commit,
  entries: parts.toSorted(([one], [other]) => one - other).map(([at, payload], place) => payload.length === 0
    ? { index: index(prevIndex + 1 + place), term: term(at), kind: 'noop' as const, payload }
    : { index: index(prevIndex + 1 + place), term: term(at), kind: 'command' as const, payload })
}))
const stamp = fc.record({
  cluster: fc.stringMatching(/^[a-z0-9_-]{1,40}$/).map(clusterId), lineage: count, epoch: count.map(epoch)
}).map(one => ({ ...one }))

test('an append has the bytes of generated code, and is read from them', t => {
  fc.assert(fc.property(stamp, append, (at, message) => {
    const bytes = writeAppendFrame(at, message)
    const wanted = new Uint8Array(hivemind.RaftFrame.encode({ stamp: at, ...fromRaft(message) }).finish())
    if (bytes === null || Buffer.compare(bytes, wanted) !== 0) throw new Error('other bytes')
    const read = readAppendFrame(bytes)
    if (!isDeepStrictEqual(read, { stamp: at, message })) throw new Error('it is read as something else')
  }), runs)
  t.end()
})

test('an append that something happened to is read as generated code reads it, or not at all', t => {
  const seen = { read: 0, left: 0 }
  const places = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 })
  fc.assert(fc.property(stamp, append, places, (at, message, all) => {
    const bytes = writeAppendFrame(at, message)
    if (bytes === null) throw new Error('the append was not written')
    for (const [place, byte] of all) bytes[place % bytes.length] = byte
    const found = attempt(() => readAppendFrame(bytes))
    if (found === null) return void seen.left++
    seen.read++
    const slow = toRaft(read('raft frame', hivemind.RaftFrame, bytes, 4_000_000))
    if (!isDeepStrictEqual(found.message, slow)) throw new Error('they differ')
  }), { numRuns: 2_000, seed: 20_261 })
  t.ok(seen.read > 300 && seen.left > 300, 'both happened')
  t.end()
})

function attempt<Found> (read: () => Found): Found | null {
  try {
    return read()
  } catch {
    return null
  }
}

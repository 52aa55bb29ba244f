/** Envelopes: what may be in the body and the fields around it, on the way out and on the way in. */
import { HivemindError, LIMITS } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import { test } from 'tap'
import { hivemind } from '../src/generated/messages.js'
import { BOUNDS, decodeEnvelope, decodeFrame, encodeEnvelope, encodeFrame, readEnvelope } from '../src/index.ts'
import { draft, envelope, stamp } from './fixtures/examples.ts'

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const codeOf = (make: () => unknown): string => {
  try {
    make()
    return 'taken'
  } catch (error) {
    if (error instanceof HivemindError) return error.code
    throw error
  }
}
const written = (over: object): string => codeOf(() => encodeEnvelope({ ...envelope, ...over }))
/** Bytes of an envelope whose body is any text. */
const withBody = (body: string | Uint8Array): Uint8Array =>
  hivemind.Envelope.encode({ ...envelope, body: Buffer.from(body) }).finish()
const readCode = (bytes: Uint8Array): string => {
  const found = readEnvelope(bytes)
  return 'refusal' in found ? found.refusal.code : 'taken'
}

test('a body is nested to the limit and no further, brackets in text not counted', t => {
  const deepest = withBody(nested(BOUNDS.bodyDepthMax))
  t.equal(readCode(deepest), 'taken')
  t.equal(readCode(withBody(nested(BOUNDS.bodyDepthMax + 1))), 'HIVE_WIRE_TOO_LARGE')
  t.equal(readCode(withBody(nested(400_000))), 'HIVE_WIRE_TOO_LARGE')
  t.equal(readCode(withBody(JSON.stringify(`\\" ${nested(500)} {`))), 'taken')
  t.equal(written({ body: JSON.parse(nested(BOUNDS.bodyDepthMax + 1)) as unknown }), 'HIVE_WIRE_TOO_LARGE')
  t.end()
})

test('an event whose payload is as deep as the API lets through is written and read', t => {
  const body = { event: 'deep', payload: JSON.parse(nested(65)) as unknown }
  t.same(decodeEnvelope(encodeEnvelope({ ...envelope, body }))?.body, body)
  t.end()
})

test('a body that is no JSON is refused both ways', t => {
  for (const body of ['', '{', '{"a":}', 'undefined', 'NaN', '1 2', '[1,]', new Uint8Array([0x22, 0xff, 0x22])]) {
    t.equal(readCode(withBody(body)), 'HIVE_WIRE_MALFORMED', String(body))
    t.equal(decodeEnvelope(withBody(body)), null)
  }
  const cycle: unknown[] = []
  cycle.push(cycle)
  for (const body of [undefined, 1n, () => 1, cycle]) t.equal(written({ body }), 'HIVE_WIRE_MALFORMED')
  t.end()
})

test('a key named __proto__ is a key like any other', t => {
  const body = decodeEnvelope(withBody('{"__proto__":{"admin":true}}'))?.body as object
  t.same(Object.keys(body), ['__proto__'])
  t.notOk('admin' in body)
  t.end()
})

test('fields around the body are bounded, and half characters in text are mended', t => {
  t.equal(written({ reason: 'r'.repeat(LIMITS.reasonBytesMax) }), 'taken')
  t.equal(written({ reason: 'ü'.repeat(LIMITS.reasonBytesMax) }), 'HIVE_WIRE_TOO_LARGE')
  t.equal(written({ type: '' }), 'HIVE_WIRE_RANGE')
  t.equal(written({ version: 0 }), 'HIVE_WIRE_RANGE')
  t.equal(written({ sequence: -1 }), 'HIVE_WIRE_RANGE')
  t.equal(written({ at: 1.5 }), 'HIVE_WIRE_RANGE')
  t.equal(decodeEnvelope(encodeEnvelope({ ...envelope, reason: 'half \ud83d' }))?.reason, 'half \ufffd')
  t.end()
})

test('the largest event with the longest fields fits into an entry', t => {
  const largest: Envelope = {
    ...envelope, type: 'event-appended', txid: 't'.repeat(BOUNDS.nameBytesMax), actor: 'a'.repeat(BOUNDS.actorBytesMax),
    reason: 'r'.repeat(LIMITS.reasonBytesMax), cause: 'c'.repeat(BOUNDS.nameBytesMax),
    trace: 't'.repeat(BOUNDS.nameBytesMax),
    session: 's'.repeat(LIMITS.sessionBytesMax),
    body: { event: 'e'.repeat(LIMITS.eventTypeBytesMax), payload: 'p'.repeat(LIMITS.eventBytesMax - 2) }
  }
  t.same(decodeEnvelope(encodeEnvelope(largest)), largest)
  t.equal(written({ body: 'p'.repeat(LIMITS.entryBytesMax) }), 'HIVE_WIRE_TOO_LARGE')
  t.end()
})

test('a proposed body that grows when a leader writes it again is refused at the door', t => {
  const growing = `[${'1e20,'.repeat(100_000)}1]`
  const drafts = [{ ...draft, body: Buffer.from(growing) }]
  const frame = hivemind.AskFrame.encode({ stamp, ask: { id: 1, propose: { drafts } } }).finish()
  t.ok(frame.length < LIMITS.entryBytesMax)
  t.equal(codeOf(() => decodeFrame('ask', frame)), 'HIVE_WIRE_TOO_LARGE')
  t.end()
})

test('what a leader takes as a draft it can write as an entry', t => {
  const request = { type: 'propose' as const, drafts: [draft] }
  const frame = encodeFrame(stamp, { protocol: 'ask', message: { type: 'ask', id: 1, deadlineTicks: 1, request } })
  const { message } = decodeFrame('ask', frame).framed
  if (message.type !== 'ask' || message.request.type !== 'propose') throw new Error(`a ${message.type} was read`)
  t.same(message.request.drafts.map(one => encodeEnvelope({ ...one, at: envelope.at })), [encodeEnvelope(envelope)])
  t.end()
})

/** The applied state as a blob: it comes back as it was, and hostile blobs claim nothing that they do not hold. */
import { isDeepStrictEqual } from 'node:util'
import { HivemindError } from '@hivemind/base'
import { type ControlSnapshot, exportState, start } from '@hivemind/control'
import fc from 'fast-check'
import { pack } from 'msgpackr'
import { test } from 'tap'
import { decodeState, encodeState, encodeStateSlices, joinState } from '../src/index.ts'

const codeOf = (bytes: Uint8Array): string => {
  try {
    decodeState(bytes)
    return 'taken'
  } catch (error) {
    if (error instanceof HivemindError) return error.code
    throw error
  }
}
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

test('the state of a fresh cluster comes back, and equal states have equal bytes', t => {
  const state = exportState(start())
  t.strictSame(decodeState(encodeState(state)), state)
  t.equal(Buffer.compare(encodeState(state), encodeState(structuredClone(state))), 0)
  t.end()
})

test('a state of many records comes in slices that are small, and they are the whole', t => {
  const members = Array.from({ length: 70_000 }, (_, at) => ({ id: `m${at}`, name: `member ${at}` }))
  const state = { ...exportState(start()), members } as unknown as ControlSnapshot
  const slices = [...encodeStateSlices(state)]
  t.ok(Math.max(...slices.map(({ length }) => length)) < 16 * 1024)
  t.ok(isDeepStrictEqual(decodeState(joinState(slices)), state))
  t.equal(Buffer.compare(joinState(slices), encodeState(state)), 0)
  t.end()
})

test('a session of many answers comes in slices as well', t => {
  const answers = Array.from({ length: 4_096 }, (_, at) => [at, { index: 70_000 + at, term: 3, epoch: 1, code: '' }])
  const few = { name: 'few', answers: answers.slice(0, 3) }
  const sessions = [few, { name: 'many', answers }, { name: 'none', answers: [] }]
  const state = { ...exportState(start()), sessions } as unknown as ControlSnapshot
  const slices = [...encodeStateSlices(state)]
  t.ok(Math.max(...slices.map(({ length }) => length)) < 16 * 1024)
  t.ok(isDeepStrictEqual(decodeState(joinState(slices)), state))
  t.end()
})

test('any record that JSON can hold comes back', t => {
  const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 })).map(value => JSON.stringify(value))
  fc.assert(fc.property(record.filter(text => !text.includes('__proto__')), text => {
    const value = JSON.parse(text) as ControlSnapshot
    t.same(decodeState(encodeState(value)), value)
  }), { numRuns: 300 })
  t.end()
})

test('large numbers, negative ones and fractions come back', t => {
  const whole = [0, 127, 128, 65_536, 2 ** 32 - 1, 2 ** 32, 1_790_000_000_000, Number.MAX_SAFE_INTEGER]
  const numbers = [...whole, -1, -33, -(2 ** 31), -(2 ** 40), 0.1]
  t.same(decodeState(encodeState({ numbers } as unknown as ControlSnapshot)), { numbers })
  t.end()
})

test('a list that claims four thousand million values is refused before it is made', t => {
  t.equal(codeOf(hex('81a161ddffffffff')), 'HIVE_WIRE_MALFORMED')
  t.equal(codeOf(hex('dfffffffff')), 'HIVE_WIRE_MALFORMED')
  t.equal(codeOf(hex('81a161dbffffffff')), 'HIVE_WIRE_MALFORMED')
  t.end()
})

test('a blob is refused that is not plain, not whole, too deep or followed by more', t => {
  t.equal(codeOf(new Uint8Array(0)), 'HIVE_WIRE_MALFORMED')
  t.equal(codeOf(hex('90')), 'HIVE_WIRE_MALFORMED', 'a list')
  t.equal(codeOf(hex('8000')), 'HIVE_WIRE_MALFORMED', 'a byte after it')
  t.equal(codeOf(hex('8101c0')), 'HIVE_WIRE_MALFORMED', 'a number as key')
  t.equal(codeOf(hex('81a161cb7ff0000000000000')), 'HIVE_WIRE_MALFORMED', 'infinity')
  t.equal(codeOf(hex('81a2ff61c0')), 'HIVE_WIRE_MALFORMED', 'a key that is not UTF-8')
  t.equal(codeOf(pack({ at: new Date(0) })), 'HIVE_WIRE_MALFORMED', 'a date')
  t.equal(codeOf(pack({ bytes: new Uint8Array(3) })), 'HIVE_WIRE_MALFORMED', 'bytes')
  t.equal(codeOf(hex(`${'81a161'.repeat(16)}c0`)), 'taken')
  t.equal(codeOf(hex(`${'81a161'.repeat(17)}c0`)), 'HIVE_WIRE_TOO_LARGE', 'deep')
  t.equal(codeOf(hex('81a161'.repeat(100_000))), 'HIVE_WIRE_TOO_LARGE', 'very deep')
  t.end()
})

test('any bytes and any change of good ones give a record or a refusal', t => {
  const good = encodeState({ list: [1, 'two', { three: 3.5 }], more: null } as unknown as ControlSnapshot)
  const changed = fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte))
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), changed), bytes => {
    codeOf(bytes)
  }), { numRuns: 5_000 })
  t.end()
})

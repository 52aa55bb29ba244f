// Goal: only the distinguished form of a value is read, and no length leads out of the bytes that are there.

import fc from 'fast-check'
import t from 'tap'
import { der, readDer } from '../src/der.ts'

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

t.test('values are read as they were written, of any length', async t => {
  for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000]) {
    const content = new Uint8Array(length).fill(7)
    const [value, next, ...more] = readDer(Buffer.concat([der(4, content), der(2, bytes(1))]))
    t.ok(Buffer.from(value?.content ?? []).equals(content), `${length}`)
    t.same([value?.tag, next?.tag, more.length], [4, 2, 0])
  }
})

t.test('other forms are refused', async t => {
  t.throws(() => readDer(bytes(4)), RangeError, 'no length')
  t.throws(() => readDer(bytes(4, 2, 0)), RangeError, 'less than was said')
  t.throws(() => readDer(bytes(4, 0x80, 0, 0)), RangeError, 'no definite length')
  t.throws(() => readDer(bytes(4, 0x81, 1, 0)), RangeError, 'a length that has a shorter form')
  t.throws(() => readDer(bytes(4, 0x82, 0, 0x80, ...new Uint8Array(0x80))), RangeError, 'a leading zero')
  t.throws(() => readDer(bytes(4, 0x84, 0, 0, 0, 1, 0)), RangeError, 'more than any certificate has')
  t.throws(() => readDer(bytes(0x1f, 0x81, 0)), RangeError, 'a tag of several bytes')
})

t.test('any bytes are read or refused', async () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), given => {
    try {
      const whole = readDer(given).map(({ whole: each }) => Buffer.from(each))
      return Buffer.concat(whole).equals(given)
    } catch (error) {
      return error instanceof RangeError
    }
  }), { numRuns: 20_000 })
})

/** Fingerprints: equal for equal data whatever the order of its keys; a set's is free of the order of its changes. */
import fc from 'fast-check'
import t from 'tap'
import {
  canonical, exclude, type Fingerprint, fingerprint, fingerprintAfterCounts, fingerprintText, include, noFingerprint,
  textBegun
} from '../src/hash.ts'

/** The lanes of cyrb53 over a whole text, as they are published. */
function ofText (text: string): Fingerprint {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (const unit of text.split('')) {
    high = Math.imul(high ^ unit.charCodeAt(0), 2654435761)
    low = Math.imul(low ^ unit.charCodeAt(0), 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return { high: high >>> 0, low: low >>> 0 }
}

t.test('the order of keys, and fields that are undefined, change nothing', async t => {
  t.same(fingerprint({ a: 1, b: [{ c: 2, d: 3 }] }), fingerprint({ b: [{ d: 3, c: 2, e: undefined }], a: 1 }))
  t.equal(canonical({ b: 1, a: [null, 'x'] }), '{"a":[null,"x"],"b":1}')
})

t.test('data that differs differs, also in order, type and nesting', async t => {
  const all = [null, 0, '0', '', [], {}, [1, 2], [2, 1], [[1], 2], { a: 1 }, { a: '1' }, { b: 1 }, true, false]
  t.equal(new Set(all.map(one => fingerprintText(fingerprint(one)))).size, all.length)
})

t.test('a set has one fingerprint, and what is taken out leaves no trace', async t => {
  const [left, right] = [noFingerprint(), noFingerprint()]
  const records = Array.from({ length: 100 }, (_, at) => fingerprint({ at }))
  for (const one of records) include(left, one)
  for (const one of records.toReversed()) include(right, one)
  t.same(left, right)
  for (const one of records) exclude(left, one)
  t.same(left, noFingerprint())
})

t.test('the text has sixteen digits and never changes: replicas of other versions compare it', async t => {
  t.equal(fingerprintText(noFingerprint()), '0000000000000000')
  t.equal(fingerprintText({ high: 1, low: 0xffffffff }), '00000001ffffffff')
  t.equal(fingerprintText(fingerprint({ name: 'a' })), 'c448688f014f58cd')
})

t.test('a value is read as its canonical text would be, whatever stands in it', async t => {
  fc.assert(fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
    for (const one of [value, text, { [text]: value, a: [text, undefined], b: undefined }, [[], {}, -0, 1e21]]) {
      const written = canonical(one)
      t.same(JSON.parse(written), JSON.parse(JSON.stringify(one)), written)
      t.same(fingerprint(one), ofText(written), written)
    }
  }))
  t.equal(canonical(['\ud800', 'a"\n\\', Number.NaN, undefined]), '["\\ud800","a\\"\\n\\\\",null,null]')
})

t.test('counts have the fingerprint of what they are written as', async t => {
  const beginning = '["answer","s",'
  const begun = textBegun(beginning)
  for (const count of [0, 1, 9, 10, 99, 100, 4_294_967_296, 999_999_999_999_999, 2 ** 53 - 1, 2 ** 53 - 2]) {
    for (const word of ['', 'HIVE_BUSY', 'a "quote"']) {
      const written = ofText(`${beginning}${count},7,${JSON.stringify(word)}]`)
      t.same(fingerprintAfterCounts(begun, [count, 7], word), written, `${count} ${word}`)
    }
    t.same(fingerprintAfterCounts(begun, [count], null), ofText(`${beginning}${count}]`), String(count))
  }
})

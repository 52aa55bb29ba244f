/** Sealed records: what was changed, cut or moved does not open. */
import fc from 'fast-check'
import { test } from 'tap'
import { ordered, seal, sealJson, unseal, unsealJson } from '../src/sealed.ts'

test('a sealed value opens under its key and under no other', t => {
  fc.assert(fc.property(fc.string(), fc.string(), fc.uint8Array(), (key, other, value) => {
    t.strictSame(unseal(key, seal(key, value)), value)
    if (other !== key) t.equal(unseal(other, seal(key, value)), null)
  }))
  t.same(unsealJson('k', sealJson('k', { a: [1, null] })), { a: [1, null] })
  t.end()
})

test('a value with any bit flipped, or cut anywhere, does not open', t => {
  const sealed = sealJson('fact:peers', ['one', 'two'])
  for (let at = 0; at < sealed.length; at++) {
    t.equal(unsealJson('fact:peers', sealed.slice(0, at)), undefined)
    for (let bit = 0; bit < 8; bit++) {
      t.equal(unseal('fact:peers', sealed.with(at, (sealed[at] ?? 0) ^ (1 << bit))), null)
    }
  }
  t.end()
})

test('ordered text sorts like the numbers', t => {
  const numbers = [0, 1, 9, 10, 255, 256, 65_536, 2 ** 40, Number.MAX_SAFE_INTEGER]
  t.same(numbers.map(ordered).sort(), numbers.map(ordered))
  t.equal(new Set(numbers.map(one => ordered(one).length)).size, 1)
  t.end()
})

/** Chance: the same seed gives the same draws, all of them in bounds, and each outcome comes about. */
import t from 'tap'
import { draw, drawHex, prng } from '../src/prng.ts'

t.test('the same seed gives the same draws for ever', async t => {
  const [left, right] = [{ prng: prng(7) }, { prng: prng(7) }]
  const draws = Array.from({ length: 5 }, () => draw(left, 1_000))
  t.same(Array.from({ length: 5 }, () => draw(right, 1_000)), draws)
  t.same(draws, [11, 61, 976, 699, 521])
  t.equal(left.prng, right.prng, 'the whole state is the number')
})

t.test('draws stay below their limit, and every outcome comes', async t => {
  const chance = { prng: prng(1) }
  for (const limit of [1, 2, 3, 10, 2 ** 31]) {
    for (let count = 0; count < 500; count++) {
      const drawn = draw(chance, limit)
      t.ok(Number.isInteger(drawn) && drawn >= 0 && drawn < limit)
    }
  }
  const seen = new Map<number, number>()
  for (let count = 0; count < 6_000; count++) {
    const drawn = draw(chance, 6)
    seen.set(drawn, (seen.get(drawn) ?? 0) + 1)
  }
  t.equal(seen.size, 6)
  for (const count of seen.values()) t.ok(count > 850 && count < 1_150, `${count} of 6000`)
})

t.test('a draw without an outcome is a broken promise', async t => {
  t.throws(() => draw({ prng: prng(1) }, 0), /invariant broken/)
})

t.test('hexadecimal text has the length that was asked for', async t => {
  const chance = { prng: prng(3) }
  for (const digits of [1, 10, 64]) t.match(drawHex(chance, digits), new RegExp(`^[0-9a-f]{${digits}}$`))
  t.not(drawHex(chance, 24), drawHex(chance, 24))
})

t.test('a seed is taken as 32 bits', async t => {
  t.equal(prng(-1), 0xffffffff)
  t.equal(prng(2 ** 32 + 5), 5)
})

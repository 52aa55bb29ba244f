/**
 * Goal: which of two words about a member holds does not depend on the order or the number of times they come.
 *
 * Method: a model check. All of {alive, suspect, dead, stopped, left} x incarnation <= 4 for the laws of a join; then
 * three members with all triples of words about any of them, in all orders and with repetitions, through a directory
 * that joins each word into what it holds. Bugs S3 and S4 of others: a stale alive raised the dead, equals were unlike.
 */
import { test } from 'tap'
import { compare, joined, type Standing, WORDS } from '../src/index.ts'

const INCARNATION_MAX = 4
const all: readonly Standing[] = WORDS.flatMap(word =>
  Array.from({ length: INCARNATION_MAX + 1 }, (_, incarnation) => ({ word, incarnation })))
const same = (one: Standing, other: Standing): boolean =>
  one.word === other.word && one.incarnation === other.incarnation

test('joining is commutative, associative, idempotent, and never goes down', t => {
  for (const a of all) {
    if (!same(joined(a, a), a)) t.fail(`idempotent at ${a.word} ${a.incarnation}`)
    for (const b of all) {
      if (!same(joined(a, b), joined(b, a))) t.fail(`commutes at ${a.word} ${a.incarnation}, ${b.word} ${b.incarnation}`)
      if (compare(joined(a, b), a) < 0) t.fail('goes down')
      for (const c of all) if (!same(joined(joined(a, b), c), joined(a, joined(b, c)))) t.fail('associative')
    }
  }
  t.end()
})

test('three members hear the same words in every order, some of them twice, and believe the same', t => {
  const words = [0, 1, 2].flatMap(member => all.map(standing => ({ member, standing })))
  let tried = 0
  for (const a of words) {
    for (const b of words) {
      for (const c of words) {
        const first = directory([a, b, c])
        for (const order of [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a], [c, a, b, a, c]]) {
          tried++
          if (directory(order) !== first) throw new Error(`${JSON.stringify(order)} is not ${first}`)
        }
      }
    }
  }
  t.equal(tried, 6 * 75 ** 3)
  t.end()
})

interface Said { readonly member: number, readonly standing: Standing }

/** What a directory of three says after these words, as text. */
function directory (words: readonly Said[]): string {
  const members: Standing[] = [0, 1, 2].map(() => ({ word: 'alive', incarnation: 0 }))
  for (const { member, standing } of words) members[member] = joined(members[member] as Standing, standing)
  return members.map(({ word, incarnation }) => word + incarnation).join(' ')
}

test('the order is that of SWIM 4.2, and whoever left stays away', t => {
  const over = (one: readonly [Standing['word'], number], other: readonly [Standing['word'], number]): boolean =>
    compare({ word: one[0], incarnation: one[1] }, { word: other[0], incarnation: other[1] }) > 0
  t.ok(over(['suspect', 1], ['alive', 1]), 'a suspicion overrides the same incarnation')
  t.ok(over(['alive', 2], ['suspect', 1]), 'a later incarnation answers it')
  t.notOk(over(['alive', 1], ['suspect', 1]), 'the same one does not')
  t.ok(over(['dead', 1], ['suspect', 1]))
  t.notOk(over(['alive', 1], ['dead', 2]), 'a stale alive does not raise the dead')
  t.ok(over(['alive', 3], ['dead', 2]), 'a later life does')
  t.ok(over(['left', 0], ['alive', 4]))
  t.end()
})

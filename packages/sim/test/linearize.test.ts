/**
 * Goal: the judge of histories is right about both kinds. Method: histories written by hand, good and bad, of a
 * register and of a list, among them some of the papers; and random ones against trying every order.
 */
import { draw, prng } from '@hivemind/base'
import t from 'tap'
import { isLinearizable, type Model, type Operation } from '../src/index.ts'

type Call = { readonly write: string } | { readonly read: string }

const REGISTER: Model<string, Call> = {
  initial: '',
  step: (value, call) => 'write' in call ? call.write : call.read === value ? value : null,
  key: value => value
}

const LIST: Model<string, Call> = {
  initial: '',
  step: (list, call) => 'write' in call ? list + call.write : call.read === list ? list : null,
  key: list => list
}

const write = (value: string, from: number, to = Number.POSITIVE_INFINITY): Operation<Call> =>
  ({ call: { write: value }, from, to })
const read = (value: string, from: number, to: number): Operation<Call> => ({ call: { read: value }, from, to })

const HISTORIES: ReadonlyArray<readonly [what: string, model: typeof LIST, good: boolean, Array<Operation<Call>>]> = [
  ['nothing happened', REGISTER, true, []],
  ['a read after a write sees it', REGISTER, true, [write('x', 1, 2), read('x', 3, 4)]],
  ['a read after a write misses it', REGISTER, false, [write('x', 1, 2), read('', 3, 4)]],
  ['a read during a write sees either', REGISTER, true, [write('x', 1, 4), read('', 2, 3)]],
  ['two reads during a write agree on when it was', REGISTER, true, [
    write('x', 1, 9), read('', 2, 3), read('x', 4, 5)
  ]],
  ['two reads during a write go back in time', REGISTER, false, [write('x', 1, 9), read('x', 2, 3), read('', 4, 5)]],
  ['a write that was never answered is seen late', REGISTER, true, [write('x', 1), read('', 2, 3), read('x', 8, 9)]],
  ['a write that was never answered comes and goes', REGISTER, false, [
    write('x', 1), read('x', 2, 3), read('', 4, 5)
  ]],
  ['a write is seen before it began', REGISTER, false, [read('x', 1, 2), write('x', 3, 4)]],
  ['concurrent writes in the order that readers need', REGISTER, true, [
    write('x', 1, 5), write('y', 2, 6), read('y', 3, 4), read('x', 7, 8)
  ]],
  ['Herlihy and Wing, figure 1(b): a read of a value that another one overwrote', REGISTER, false, [
    write('x', 1, 2), write('y', 3, 4), read('x', 5, 6)
  ]],
  ['appends in the order that a read gives', LIST, true, [write('x', 1, 9), write('y', 1, 9), read('yx', 10, 11)]],
  ['appends in an order that could not be', LIST, false, [write('x', 1, 2), write('y', 3, 4), read('yx', 5, 6)]],
  ['an append is lost', LIST, false, [write('x', 1, 2), write('y', 3, 4), read('y', 5, 6)]],
  ['an append takes effect twice', LIST, false, [write('x', 1, 2), read('xx', 3, 4)]],
  ['two readers see appends in different orders', LIST, false, [
    write('x', 1, 9), write('y', 1, 9), read('x', 2, 4), read('y', 3, 5)
  ]]
]

for (const [what, model, good, history] of HISTORIES) {
  t.test(`${good ? 'accepts' : 'refuses'}: ${what}`, async t => {
    t.equal(isLinearizable(model, history), good)
    t.equal(isLinearizable(model, [...history].reverse()), good, 'in whatever order it is written down')
  })
}

/** Try every order, and every set of those that were never answered. */
function bruteForce (model: typeof LIST, left: ReadonlyArray<Operation<Call>>, state: string): boolean {
  if (left.every(({ to }) => to === Number.POSITIVE_INFINITY)) return true
  const first = Math.min(...left.map(({ to }) => to))
  return left.some((one, at) => {
    const after = one.from > first ? null : model.step(state, one.call)
    return after !== null && bruteForce(model, left.filter((_, other) => other !== at), after)
  })
}

t.test('agrees with trying every order on random histories', async t => {
  const chance = { prng: prng(1) }
  const counts = { good: 0, bad: 0 }
  for (let round = 0; round < 1_500; round++) {
    const history = Array.from({ length: 6 }, (_, at): Operation<Call> => {
      const from = draw(chance, 10)
      const to = draw(chance, 6) === 0 ? Number.POSITIVE_INFINITY : from + 1 + draw(chance, 6)
      if (draw(chance, 2) === 0) return write('abcdef'[at] ?? '', from, to)
      return read(['', 'a', 'b', 'ab', 'ba'][draw(chance, 5)] ?? '', from, Math.min(to, 20))
    })
    for (const model of [REGISTER, LIST]) {
      const expected = bruteForce(model, history, '')
      counts[expected ? 'good' : 'bad']++
      if (isLinearizable(model, history) !== expected) t.fail('another verdict', { history, expected })
    }
  }
  t.ok(counts.good > 100 && counts.bad > 100, 'both kinds occur', counts)
})

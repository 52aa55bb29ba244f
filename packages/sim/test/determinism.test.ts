/** The same seed gives the same history, line by line; another seed gives another. */
import t from 'tap'
import { run, WORLDS } from '../src/index.ts'

for (const world of WORLDS) {
  t.test(`a ${world} world is its seed`, async t => {
    const one = await run({ world, seed: 3, traced: true })
    const same = await run({ world, seed: 3, traced: true })
    const other = await run({ world, seed: 4, traced: true })
    t.ok(one.lines.length > 1_000, 'something happens')
    t.equal(one.lines.join('\n') === same.lines.join('\n'), true)
    t.equal(one.lines.join('\n') === other.lines.join('\n'), false)
  })

  t.test(`a ${world} world is the same whether or not it is traced`, async t => {
    const { lines, ...traced } = await run({ world, seed: 5, traced: true })
    const { lines: none, ...silent } = await run({ world, seed: 5 })
    t.same(silent, traced)
    t.equal(none.length, 0)
    t.ok(lines.length > 0)
  })
}

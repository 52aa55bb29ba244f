/** Following lines that are asked for again and again: each is shown once. */
import t from 'tap'
import { overlap } from '../src/commands/process-logs.ts'

t.test('what was shown before is where the present lines begin', async t => {
  t.equal(overlap([], ['a', 'b']), 0)
  t.equal(overlap(['a', 'b'], ['a', 'b']), 2)
  t.equal(overlap(['a', 'b'], ['a', 'b', 'c']), 2)
  t.equal(overlap(['a', 'b', 'c'], ['b', 'c', 'd']), 2, 'the oldest are not among the last any more')
  t.equal(overlap(['a', 'b'], ['c', 'd']), 0)
  t.equal(overlap(['x', 'x'], ['x', 'x', 'x']), 2, 'equal lines are counted')
})

/** Lifeguard IV-B: the time until a verdict grows with the logarithm of the group, and never shrinks below its base. */
import { test } from 'tap'
import { suspicionTicks } from '../src/index.ts'

test('a suspicion lasts three periods in a group of up to nine, and one base more for each power of ten', t => {
  t.same([0, 1, 3, 9].map(suspicionTicks), [75, 75, 75, 75])
  t.same([99, 999, 9_999].map(suspicionTicks), [150, 225, 300])
  t.end()
})

test('it never falls while the group grows', t => {
  let last = 0
  for (let peers = 0; peers <= 10_000; peers++) {
    const found = suspicionTicks(peers)
    if (found < last) t.fail(`${found} ticks for ${peers} peers, at least ${last} expected`)
    last = found
  }
  t.equal(last, suspicionTicks(10_000))
  t.end()
})

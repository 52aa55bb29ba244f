/** A suspect has longer to speak in a larger group, and less with every other one that doubts it. */
import { test } from 'tap'
import { suspicionTicks } from '../src/index.ts'

test('a suspect has three periods in groups of up to ten, and more in larger ones', t => {
  const all = [1, 2, 9, 99, 999, 9_999].map(peers => suspicionTicks(peers, true, 0))
  t.same(all, [150, 150, 150, 300, 450, 600])
  t.end()
})

test('each confirmation shortens the time, down to that of two probes', t => {
  const all = [0, 0.5, 0.7925, 1].map(share => suspicionTicks(5, true, share))
  t.same(all, [150, 90, 55, 30])
  t.end()
})

test('with a closed connection the verdict comes within a second, and confirmed after one missed probe', t => {
  t.equal(suspicionTicks(5, false, 0), 40)
  t.equal(suspicionTicks(5, false, 1), 15)
  t.end()
})

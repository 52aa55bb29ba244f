/** Those who wait for the applied index: told in time, let go in time, and forgotten afterwards. */
import { type Index, index } from '@hivemind/base'
import t from 'tap'
import { Waiters } from '../src/waiters.ts'

const LONG_MS = 60_000

t.test('what is applied already needs no wait', async t => {
  t.equal(await new Waiters(index(5)).reached(index(5), LONG_MS), true)
})

t.test('a wait ends when its index is applied, not before', async t => {
  const waiters = new Waiters(index(0))
  let ended = false
  const waiting = waiters.reached(index(3), LONG_MS).then(reached => { ended = true; return reached })
  waiters.rise(index(2))
  await Promise.resolve()
  t.equal(ended, false)
  waiters.rise(index(7))
  t.equal(await waiting, true)
})

t.test('a wait that is too long, or whose reader goes away, is over', async t => {
  const waiters = new Waiters(index(0))
  t.equal(await waiters.reached(index(1), 1), false, 'the time is over')
  const gone = new AbortController()
  const waiting = waiters.reached(index(1), LONG_MS, gone.signal)
  gone.abort()
  t.equal(await waiting, false, 'the reader went away')
  t.equal(await waiters.reached(index(1), LONG_MS, gone.signal), false, 'the reader was gone before')
})

t.test('listeners hear every rise until they leave, also one that leaves while it listens', async t => {
  const waiters = new Waiters(index(0))
  const heard: string[] = []
  const off = waiters.on((applied: Index) => { heard.push(`a${applied}`); off() })
  waiters.on(applied => heard.push(`b${applied}`))
  waiters.rise(index(1))
  waiters.rise(index(2))
  t.same(heard, ['a1', 'b1', 'b2'])
  t.equal(waiters.applied, 2)
})

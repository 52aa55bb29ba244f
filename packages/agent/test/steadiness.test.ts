/** Ticks that fall behind the clock are noticed before anything else is done; RF13. Method: a clock set by hand. */
import t from 'tap'
import { Steadiness } from '../src/steadiness.ts'

function clocked () {
  const clock = { ms: 1_000 }
  return { clock, steady: new Steadiness(20, () => clock.ms) }
}

t.test('ticks that come in time, or a little late, have not lapsed', async t => {
  const { clock, steady } = clocked()
  for (let tick = 1; tick < 1_000; tick++) {
    clock.ms += tick % 50 === 0 ? 50 : tick % 50 < 3 ? 5 : 20
    steady.ticked()
    t.equal(steady.lapsed(), false)
  }
})

t.test('a pause is told once, and then time is counted from there', async t => {
  const { clock, steady } = clocked()
  clock.ms += 41
  t.equal(steady.lapsed(), true)
  t.equal(steady.lapsed(), false)
  clock.ms += 40
  t.equal(steady.lapsed(), false)
})

t.test('many small delays add up', async t => {
  const { clock, steady } = clocked()
  let told = 0
  for (let tick = 0; tick < 60; tick++) {
    clock.ms += 24
    steady.ticked()
    if (steady.lapsed()) told++
  }
  t.equal(told, 5)
})

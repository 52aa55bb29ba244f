/**
 * Goal: a process that did not listen for a while hears what came meanwhile before it counts time, and knows that it
 * was away.
 * Method: a real socket, and a loop that keeps the process busy. Ticks are counted, never milliseconds.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import t from 'tap'
import { Clock } from '../src/clock.ts'

const TICK_MS = 20

function keepBusy (ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

t.test('what arrived while the process was busy is heard before the next tick', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const mouth = connect(port, '127.0.0.1')
  const [ear] = await once(server, 'connection') as [Socket]
  t.teardown(() => {
    mouth.destroy()
    server.close()
  })
  const heard: string[] = []
  ear.on('data', () => heard.push('word'))
  const ticked = Promise.withResolvers<void>()
  const clock = new Clock(TICK_MS, missed => {
    heard.push(missed > 0 ? 'late tick' : 'tick')
    if (missed > 0) ticked.resolve()
  })
  clock.start()
  mouth.write('the leader lives')
  keepBusy(10 * TICK_MS)
  await ticked.promise
  clock.stop()
  t.same(heard.slice(0, heard.indexOf('late tick')), ['word'])
})

t.test('missed ticks are told once and not made up for', async t => {
  const missed: number[] = []
  const enough = Promise.withResolvers<void>()
  const clock = new Clock(TICK_MS, more => {
    missed.push(more)
    if (missed.length === 3) enough.resolve()
  })
  clock.start()
  keepBusy(50 * TICK_MS)
  await enough.promise
  clock.stop()
  t.ok((missed[0] ?? 0) >= 48, 'the pause is known')
  t.ok(missed.slice(1).every(more => more < 48), 'and told only once')
})

t.test('a stopped clock does not tick, not even late', async t => {
  const clock = new Clock(TICK_MS, () => t.fail('it ticked'))
  clock.start()
  keepBusy(3 * TICK_MS)
  await new Promise(resolve => setImmediate(resolve))
  clock.stop()
  for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setImmediate(resolve))
  t.pass('it kept silent')
})

t.test('a clock at rest fires seldom and loses no tick', async t => {
  let [ticks, turns] = [0, 0]
  let last = 0
  const began = performance.now()
  const enough = Promise.withResolvers<number>()
  const clock = new Clock(TICK_MS, missed => {
    ticks += missed + 1
    if (performance.now() - last > 1) turns++
    last = performance.now()
    if (ticks >= 25) enough.resolve(performance.now())
  }, 5)
  clock.start()
  clock.rest(true)
  const passed = (await enough.promise - began) / TICK_MS
  clock.stop()
  t.ok(Math.abs(passed - ticks) < 10, `${ticks} ticks in the time of ${passed}`)
  t.ok(turns < 18, `it was woken ${turns} times`)
})

t.test('who is spoken to at rest knows what time it is, and ticks as usual from then on', async t => {
  let ticks = 0
  const clock = new Clock(TICK_MS, missed => { ticks += missed + 1 }, 5)
  clock.start()
  clock.rest(true)
  keepBusy(3 * TICK_MS)
  t.equal(ticks, 0)
  clock.catchUp()
  t.equal(ticks, 3)
  clock.catchUp()
  t.equal(ticks, 3, 'time is told once')
  clock.rest(false)
  clock.catchUp()
  const before = ticks
  await new Promise(resolve => setTimeout(resolve, 4 * TICK_MS))
  t.ok(ticks > before)
  clock.stop()
})

t.test('a pause at rest is told as one by the timer, and not by who is heard first', async t => {
  const missed: number[] = []
  const clock = new Clock(TICK_MS, more => { missed.push(more) }, 5)
  clock.start()
  clock.rest(true)
  keepBusy(50 * TICK_MS)
  clock.catchUp()
  t.same(missed, [])
  while (missed.length === 0) await new Promise(resolve => setImmediate(resolve))
  clock.stop()
  t.ok((missed[0] ?? 0) >= 40, 'most of it was missed')
})

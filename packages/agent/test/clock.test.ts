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
  const clock = new Clock(TICK_MS, (_, missed) => {
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
  const clock = new Clock(TICK_MS, (_, more) => {
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

/** A node that is quiet for `promise` ticks after whatever it is told. */
function quietNode (promise: number) {
  const [lulls, missed]: [number[], number[]] = [[], []]
  const node = { lulls, missed, told: 0, clock: null as unknown as Clock, heard: () => {} }
  node.clock = new Clock(TICK_MS, (slept, more) => {
    lulls.push(slept)
    missed.push(more)
    node.told += slept + 1
    node.clock.quiet(promise)
    node.heard()
  })
  node.clock.quiet(promise)
  return node
}

t.test('while a node is quiet its clock does not fire, and no tick is lost', async t => {
  const node = quietNode(9)
  const began = performance.now()
  const enough = Promise.withResolvers<number>()
  node.heard = () => { if (node.told >= 30) enough.resolve(performance.now()) }
  node.clock.start()
  const passed = (await enough.promise - began) / TICK_MS
  node.clock.stop()
  const told = node.told + node.missed.reduce((sum, more) => sum + more, 0)
  t.ok(Math.abs(passed - told) < 10, `${told} ticks in the time of ${passed}`)
  t.ok(node.missed.length <= 4, `a tick by itself was told ${node.missed.length} times`)
  t.ok(node.lulls.every(ticks => ticks <= 9), 'never more than was promised')
})

t.test('who is spoken to while quiet knows what time it is', async t => {
  const node = quietNode(10_000)
  const began = performance.now()
  node.clock.start()
  keepBusy(3.5 * TICK_MS)
  for (let times = 0; times < 3; times++) {
    node.told += node.clock.slept()
    const passed = (performance.now() - began) / TICK_MS
    t.ok(node.told >= 3 && node.told <= passed, `${node.told} ticks of ${passed}: each is told once`)
  }
  node.clock.stop()
  t.same(node.missed, [], 'nothing was due')
})

t.test('who has something to do after all ticks as usual', async t => {
  const node = quietNode(50)
  node.clock.start()
  const ticked = Promise.withResolvers<void>()
  node.heard = () => { if (node.missed.length > 0) ticked.resolve() }
  node.clock.quiet(0)
  await ticked.promise
  node.clock.stop()
  t.ok(node.told < 40, 'long before the promise would have ended')
})

t.test('a pause is told as one by the timer, and not by who is heard first', async t => {
  const node = quietNode(4)
  node.clock.start()
  keepBusy(50 * TICK_MS)
  t.equal(node.clock.slept(), 0)
  t.same([...node.lulls, ...node.missed], [])
  while (node.missed.length === 0) await new Promise(resolve => setImmediate(resolve))
  node.clock.stop()
  t.ok((node.missed[0] ?? 0) >= 40, 'most of it was missed')
})

t.test('a tick that came a little early is not taken back', async t => {
  const node = quietNode(0)
  const enough = Promise.withResolvers<void>()
  node.clock.start()
  const slept: number[] = []
  node.heard = () => {
    slept.push(node.clock.slept())
    if (slept.length === 40) enough.resolve()
  }
  await enough.promise
  node.clock.stop()
  t.same(new Set(slept), new Set([0]), 'nothing was promised, so nothing was slept through')
})

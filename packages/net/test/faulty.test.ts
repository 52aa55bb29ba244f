// Goal: the weather does what it says, and a seed always brings the same weather.

import { nodeId } from '@hivemind/base'
import { createHub, cuts, faultyNet, memoryNet, scriptedWeather, seededWeather, type Weather } from '@hivemind/net'
import t from 'tap'
import { introduce, scene } from '../suite/actor.ts'

const [x, y] = [nodeId('x'), nodeId('y')]
const subject = (weather: Weather) =>
  ({ make: faultyNet(memoryNet(createHub()), weather), listen: '127.0.0.1:0', deadAddress: '127.0.0.1:9' })
const fates = (weather: Weather, count: number): Array<readonly number[]> =>
  Array.from({ length: count }, () => weather(x, y, 'raft'))

t.test('one seed brings one weather', async t => {
  const odds = { lossPercent: 20, duplicatePercent: 20, replayPercent: 20, delayPercent: 20 }
  const first = fates(seededWeather(7, odds), 500)
  t.same(fates(seededWeather(7, odds), 500), first)
  t.notSame(fates(seededWeather(8, odds), 500), first)
})

t.test('odds are kept', async t => {
  const share = (of: (fate: readonly number[]) => boolean, odds: Parameters<typeof seededWeather>[1]): number =>
    fates(seededWeather(1, odds), 2_000).filter(of).length / 20
  const near = (found: number, wanted: number): boolean => Math.abs(found - wanted) < 5
  t.ok(near(share(fate => fate.length === 0, { lossPercent: 30 }), 30))
  t.ok(near(share(fate => fate.length === 2, { duplicatePercent: 30 }), 30))
  t.ok(near(share(([delay = 0]) => delay > 0, { delayPercent: 30, delayMsMax: 9 }), 30))
  const late = fates(seededWeather(1, { delayPercent: 100, delayMsMax: 9 }), 500)
  t.ok(late.every(([delay = 0]) => delay >= 1 && delay <= 9))
})

t.test('a script loses, doubles and lets pass, in its order', async t => {
  const stage = scene(t, subject(scriptedWeather([[], [0, 0], [0]])))
  const [a, b] = [await stage.actor(), await stage.actor()]
  await introduce(stage, a, b)
  for (const mark of [1, 2, 3, 4]) t.ok(a.net.send(b.id, 'raft', new Uint8Array([mark])))
  await stage.until(() => b.arrivals.length === 4)
  t.same(b.arrivals.map(({ frame }) => frame[0]), [2, 2, 3, 4])
})

t.test('a late frame is overtaken, a replayed one comes twice', async t => {
  const stage = scene(t, subject(scriptedWeather([[20], [0, 20]])))
  const [a, b] = [await stage.actor(), await stage.actor()]
  await introduce(stage, a, b)
  for (const mark of [1, 2, 3]) a.net.send(b.id, 'raft', new Uint8Array([mark]))
  await stage.until(() => b.arrivals.length === 4)
  t.same(b.arrivals.map(({ frame }) => frame[0]), [2, 3, 1, 2])
})

t.test('a one-way cut loses one direction until it is healed', async t => {
  const wires = cuts()
  const stage = scene(t, subject(wires.weather))
  const [a, b] = [await stage.actor(), await stage.actor()]
  await introduce(stage, a, b)
  wires.cut(a.id, b.id)
  t.ok(a.net.send(b.id, 'raft', new Uint8Array([1])), 'the sender cannot know')
  b.net.send(a.id, 'raft', new Uint8Array([2]))
  await stage.until(() => a.arrivals.length === 1)
  wires.heal(a.id, b.id)
  a.net.send(b.id, 'raft', new Uint8Array([3]))
  await stage.until(() => b.arrivals.length === 1)
  t.same(b.arrivals[0]?.frame, new Uint8Array([3]))
})

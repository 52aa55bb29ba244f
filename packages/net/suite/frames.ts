/** The contract on frames: whole, in order, bounded. */
import { LIMITS } from '@hivemind/base'
import type { Test } from 'tap'
import { frameOf, introduce, type Subject, scene } from './actor.ts'

export function frames (t: Test, subject: Subject): void {
  t.test('frames of one protocol arrive whole and in order', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const sizes = Array.from({ length: 2_000 }, (_, at) => 1 + (at * 7_919) % 3_000)
    sizes.forEach((size, at) => {
      a.net.send(b.id, 'raft', frameOf(size, at))
      if (at % 3 === 0) a.net.send(b.id, 'swim', frameOf(1 + at % 50, at))
    })
    await stage.until(() => b.arrivals.filter(({ protocol }) => protocol === 'raft').length === sizes.length)
    const arrived = b.arrivals.filter(({ protocol }) => protocol === 'raft')
    t.ok(arrived.every(({ frame }, at) => Buffer.from(frame).equals(frameOf(sizes[at] ?? 0, at))))
    t.match(b.net.peers(), [{ counters: { framesDropped: 0, framesRefused: 0 } }])
  })

  t.test('a received frame is a copy of its own, and keeps no larger buffer alive', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    a.net.send(b.id, 'ask', new Uint8Array([1, 2, 3]))
    await stage.until(() => b.arrivals.length === 1)
    const frame = b.arrivals[0]?.frame
    t.equal(frame?.buffer.byteLength === 3 || frame?.byteOffset === 4, true, 'its memory is its own')
    t.notOk(frame instanceof Buffer, 'slice copies, as a reader expects')
  })

  t.test('the largest frame passes, a larger or an empty one is dropped and counted', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const largest = frameOf(LIMITS.frameBytesMax)
    t.ok(a.net.send(b.id, 'ask', largest))
    t.notOk(a.net.send(b.id, 'ask', new Uint8Array(LIMITS.frameBytesMax + 1)))
    t.notOk(a.net.send(b.id, 'ask', new Uint8Array(0)))
    await stage.until(() => b.arrivals.length === 1)
    t.ok(Buffer.from(b.arrivals[0]?.frame ?? []).equals(largest))
    t.match(a.net.peers(), [{ counters: { framesDropped: 2, framesSent: 1 } }])
  })

  t.test('frames over the budget of a peer are dropped, and the rest arrives', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const size = 1024 * 1024
    const sent = Array.from({ length: 24 }, () => a.net.send(b.id, 'raft', new Uint8Array(size)))
    const accepted = sent.filter(Boolean).length
    t.ok(accepted > 0 && accepted * size <= LIMITS.sendQueueBytesMax, `${accepted} MiB accepted in one turn`)
    t.ok(a.net.send(b.id, 'swim', new Uint8Array([1])), 'each protocol has a budget of its own')
    await stage.until(() => b.arrivals.length === accepted + 1)
    t.ok(a.net.send(b.id, 'raft', new Uint8Array([1])), 'there is room again')
    t.match(a.net.peers(), [{ counters: { framesDropped: 24 - accepted } }])
  })

  t.test('nothing is sent to a peer that is unknown or away', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    t.notOk(a.net.send(b.id, 'raft', new Uint8Array([1])))
    a.net.setPeers([{ id: b.id, addresses: [], admitted: true, keep: true }])
    t.notOk(a.net.send(b.id, 'raft', new Uint8Array([1])))
    t.match(a.net.peers(), [{ connected: false, counters: { framesDropped: 1 } }])
  })
}

/** The contract on admission: strangers reach `join` only, and who is admitted no more is cut at once. */
import type { Test } from 'tap'
import { all, codeOf, introduce, isOpen, peer, type Subject, scene } from './actor.ts'

export function admission (t: Test, subject: Subject): void {
  t.test('frames of a peer that is not admitted are never heard, and counted', async t => {
    const stage = scene(t, subject)
    const [stranger, b] = [await stage.actor(), await stage.actor()]
    stranger.net.setPeers([peer(b)])
    await stage.until(() => isOpen(stranger, b))
    stranger.net.send(b.id, 'raft', new Uint8Array([1]))
    await stage.until(() => b.net.strangers().streamsRefused > 0)
    t.same([b.told, b.arrivals], [[], []])
  })

  t.test('a stranger reaches join', async t => {
    const stage = scene(t, subject)
    const [stranger, b] = [await stage.actor(), await stage.actor()]
    b.onJoin = async frame => new Uint8Array([...frame, 9])
    const { from, reply } = await stranger.net.requestJoin(b.net.addresses()[0] ?? '', new Uint8Array([1, 2]), 5_000)
    t.same([from, reply], [b.id, new Uint8Array([1, 2, 9])])
    t.match(b.visitors, [{ from: stranger.id, frame: new Uint8Array([1, 2]) }])
    t.same([b.told, stranger.told], [[], []], 'a visit opens no link')
  })

  t.test('a pull of a stranger is cut', async t => {
    const stage = scene(t, subject)
    const [stranger, b] = [await stage.actor(), await stage.actor()]
    stranger.net.setPeers([peer(b)])
    await stage.until(() => isOpen(stranger, b))
    const pulled = stranger.net.pull(b.id, new Uint8Array([1]), new AbortController().signal)
    t.equal(await codeOf(all(pulled)), 'HIVE_NET_CUT')
    t.equal(b.net.strangers().streamsRefused, 1)
  })

  t.test('a peer that is removed is cut before setPeers returns', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    b.net.setPeers([])
    t.same(b.told, [`opened ${a.id}`, `closed ${a.id}`])
    t.notOk(b.net.send(a.id, 'raft', new Uint8Array([1])))
    await stage.until(() => a.told.includes(`closed ${b.id}`))
  })

  t.test('a connected stranger that becomes admitted is opened without a new address', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    a.net.setPeers([peer(b)])
    await stage.until(() => isOpen(a, b))
    b.net.setPeers([peer(a, { keep: false, addresses: [] })])
    await stage.until(() => isOpen(b, a))
    b.net.send(a.id, 'ask', new Uint8Array([3]))
    await stage.until(() => a.arrivals.length === 1)
    t.match(a.arrivals, [{ from: b.id, protocol: 'ask' }])
  })

  t.test('a known peer that is not admitted is neither dialled nor opened', async t => {
    const stage = scene(t, subject)
    const [a, b, c] = [await stage.actor(), await stage.actor(), await stage.actor()]
    a.net.setPeers([peer(b, { admitted: false }), peer(c)])
    c.net.setPeers([peer(a, { keep: false })])
    await stage.until(() => isOpen(a, c))
    t.match(a.net.peers(), [{ id: b.id, admitted: false, connected: false }, { id: c.id, connected: true }])
    t.notOk(a.net.send(b.id, 'swim', new Uint8Array([1])))
  })
}

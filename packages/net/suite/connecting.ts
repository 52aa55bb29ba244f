/** The contract on connections: kept up, told once each way, never to the wrong machine. */
import { createIdentity } from '@hivemind/net'
import type { Test } from 'tap'
import { introduce, isOpen, peer, type Subject, scene } from './actor.ts'

export function connecting (t: Test, subject: Subject): void {
  t.test('two admitted peers connect, and each is told once', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    t.same([a.told, b.told], [[`opened ${b.id}`], [`opened ${a.id}`]])
    t.match(a.net.peers(), [{ id: b.id, connected: true, admitted: true, remoteAddress: b.net.addresses()[0] }])
  })

  t.test('both ends dialling at once leaves one link on which both can send', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    a.net.setPeers([peer(b)])
    b.net.setPeers([peer(a)])
    await stage.until(() => isOpen(a, b) && isOpen(b, a))
    a.net.send(b.id, 'raft', new Uint8Array([1]))
    b.net.send(a.id, 'raft', new Uint8Array([2]))
    await stage.until(() => a.arrivals.length === 1 && b.arrivals.length === 1)
    t.same([a.told.length, b.told.length], [1, 1])
  })

  t.test('a peer that restarts on the same address with the same identity is found again', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const listen = b.net.addresses()
    await b.net.stop()
    await stage.until(() => !isOpen(a, b))
    t.notOk(a.net.send(b.id, 'raft', new Uint8Array([1])), 'nothing is sent meanwhile')
    const again = await stage.unborn({ identity: b.identity, listen })
    again.net.setPeers([peer(a, { keep: false })])
    await again.net.start()
    await stage.until(() => isOpen(a, again) && isOpen(again, a))
    a.net.send(b.id, 'raft', new Uint8Array([7]))
    await stage.until(() => again.arrivals.length === 1)
    t.same(a.told, [`opened ${b.id}`, `closed ${b.id}`, `opened ${b.id}`])
    t.same(again.arrivals[0]?.frame, new Uint8Array([7]))
  })

  t.test('a peer that stopped is gone, one whose connection broke is not', async t => {
    const stage = scene(t, subject)
    const [a, b, c] = [await stage.actor(), await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    await introduce(stage, a, c)
    a.net.setPeers([peer(b, { admitted: false }), peer(c)])
    await stage.until(() => !isOpen(a, b))
    a.net.setPeers([peer(b), peer(c)])
    await stage.until(() => isOpen(a, b) && isOpen(b, a))
    await c.net.stop()
    await stage.until(() => a.gone.length > 0)
    t.same(a.gone, [c.id])
  })

  t.test('another identity at the address of a peer is not taken for it', async t => {
    const stage = scene(t, subject)
    const [a, impostor] = [await stage.actor(), await stage.actor()]
    const { id } = await createIdentity()
    impostor.net.setPeers([peer(a, { keep: false })])
    a.net.setPeers([{ id, addresses: impostor.net.addresses(), admitted: true, keep: true }])
    await stage.until(() => a.net.peers()[0]?.dialError !== undefined)
    t.match(a.net.peers(), [{ id, connected: false }])
    t.same([a.told, impostor.told.filter(line => line.startsWith('opened') && !line.endsWith(a.id))], [[], []])
    t.notOk(a.net.send(id, 'raft', new Uint8Array([1])))
  })

  t.test('a room that stops says goodbye for every open link and then nothing', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    await a.net.stop()
    t.same(a.told, [`opened ${b.id}`, `closed ${b.id}`])
    await stage.until(() => !isOpen(b, a))
    t.same(a.net.addresses(), [])
  })

  t.test('an address that is taken is refused at the start', async t => {
    const stage = scene(t, subject)
    const a = await stage.actor()
    const b = await stage.unborn({ listen: a.net.addresses() })
    await t.rejects(b.net.start(), { code: 'HIVE_NET_LISTEN' })
  })
}

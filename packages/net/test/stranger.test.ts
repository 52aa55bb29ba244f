// Goal: what a stranger can hold of a room is bounded: one small join request at a time, a short visit, few visitors.

import { LIMITS } from '@hivemind/base'
import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { scene } from '../suite/actor.ts'
import { header, over, ROOM_PROTOCOLS, rawNode, received } from '../suite/raw-node.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

t.test('a stranger speaks no protocol but join', async t => {
  const room = await scene(t, subject).actor()
  const connection = await (await rawNode(t)).dial(room.net.addresses()[0] ?? '')
  const others = ROOM_PROTOCOLS.filter(protocol => !protocol.includes('join'))
  for (const protocol of others) {
    // A reset may come while libp2p still makes the stream: then making it fails.
    const stream = await connection.newStream(protocol).catch(() => undefined)
    if (stream !== undefined) await over(stream)
  }
  t.equal(room.net.strangers().streamsRefused, others.length)
  await t.rejects(connection.newStream('/ipfs/id/1.0.0'), { name: 'UnsupportedProtocolError' })
  await t.rejects(connection.newStream('/ipfs/ping/1.0.0'), { name: 'UnsupportedProtocolError' })
  t.equal(room.told.length, 0)
})

t.test('a second join stream on a connection is reset while the first is open', async t => {
  const room = await scene(t, subject).actor()
  const connection = await (await rawNode(t)).dial(room.net.addresses()[0] ?? '')
  const first = await connection.newStream('/hivemind/join/1')
  const second = await connection.newStream('/hivemind/join/1').catch(() => undefined)
  if (second !== undefined) await over(second)
  first.send(new Uint8Array([...header(2), 7, 8]))
  t.same(await received(first), Buffer.from([...header(2), 7, 8]), 'the first one is answered')
})

t.test('a visit without a request ends by itself', { timeout: 15_000 }, async t => {
  const room = await scene(t, subject).actor()
  const connection = await (await rawNode(t)).dial(room.net.addresses()[0] ?? '')
  const stream = await connection.newStream('/hivemind/join/1')
  stream.send(header(LIMITS.joinFrameBytesMax)) // Announced, never sent.
  await over(connection)
  t.equal(room.visitors.length, 0)
})

t.test('the next stranger is turned away when 64 are visiting, an admitted peer is not', async t => {
  const stage = scene(t, subject)
  // However long 65 handshakes take, nobody's visit ends meanwhile.
  const room = await stage.actor({ visitMs: 2 ** 30 })
  const [address = ''] = room.net.addresses()
  const friend = await rawNode(t)
  room.net.setPeers([{ id: friend.id, addresses: [], admitted: true, keep: false }])
  const strangers = await Promise.all(Array.from({ length: 64 }, async () => await rawNode(t)))
  // One after another: this process makes both ends of each handshake, which has a deadline.
  const visits = []
  for (const stranger of strangers) visits.push(await stranger.dial(address))
  await (await rawNode(t)).dial(address).then(over, () => undefined) // Refused in the handshake or right after.
  t.ok(visits.every(({ status }) => status === 'open'), 'while the others are still there')
  await friend.dial(address)
  await stage.until(() => room.told.includes(`opened ${friend.id}`))
})

t.test('one identity cannot hold more than 8 connections', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor()
  const friend = await rawNode(t)
  room.net.setPeers([{ id: friend.id, addresses: [], admitted: true, keep: false }])
  const connections = []
  for (let count = 0; count < 9; count++) connections.push(await friend.dial(room.net.addresses()[0] ?? ''))
  await Promise.race(connections.map(over))
  t.equal(connections.filter(({ status }) => status === 'open').length, 8)
})

// Goal: an address where something else answers, or nothing does, is told apart.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { codeOf, scene } from '../suite/actor.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

async function listening (t: { teardown: (end: () => void) => void }, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('a server of another kind fails the handshake', async t => {
  const address = await listening(t, createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
  const { net } = await scene(t, subject).actor()
  t.equal(await codeOf(net.requestJoin(address, new Uint8Array([1]), 5_000)), 'HIVE_NET_HANDSHAKE')
})

t.test('a server that says nothing runs into the deadline', async t => {
  const sockets = new Set<{ destroy: () => void }>()
  const address = await listening(t, createServer(socket => sockets.add(socket)))
  t.teardown(() => { for (const socket of sockets) socket.destroy() })
  const { net } = await scene(t, subject).actor()
  t.equal(await codeOf(net.requestJoin(address, new Uint8Array([1]), 200)), 'HIVE_NET_TIMEOUT')
})

t.test('one self is not a peer', async t => {
  const { net } = await scene(t, subject).actor()
  t.equal(await codeOf(net.requestJoin(net.addresses()[0] ?? '', new Uint8Array([1]), 5_000)), 'HIVE_NET_HANDSHAKE')
})

t.test('a text that is no address is refused as such', async t => {
  const { net } = await scene(t, subject).actor()
  for (const text of ['', 'localhost', 'a:b', '::1:7400', '1.2.3.4:70000', '/ip4/1.2.3.4/udp/1']) {
    t.equal(await codeOf(net.requestJoin(text, new Uint8Array([1]), 5_000)), 'HIVE_NET_ADDRESS', `"${text}"`)
  }
})

t.test('a room that is not started dials nobody', async t => {
  const { net } = await scene(t, subject).unborn()
  t.equal(await codeOf(net.requestJoin('127.0.0.1:1', new Uint8Array([1]), 5_000)), 'HIVE_NET_STOPPED')
})

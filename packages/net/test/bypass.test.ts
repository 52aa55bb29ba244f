// Goal: two rooms speak over a bypass, with the guards that streams have.
// Method: a raw node whose TLS hands its bypasses to the test sends what a room would not.

import { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { libp2pNet } from '@hivemind/net'
import t, { type Test } from 'tap'
import type { Bypass } from '../src/bypass.ts'
import { nativeTls } from '../src/native-tls.ts'
import { PACE } from '../src/pace.ts'
import { type Actor, introduce, scene } from '../suite/actor.ts'
import { over, type RawNode, rawNode } from '../suite/raw-node.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }
const deaf = { wants: () => false, frame: () => undefined, refused: () => undefined }

/** A raw node, and the bypasses of its connections, oldest first. */
async function bypassNode (
  t: Test, below: (socket: TLSSocket) => void = () => undefined
): Promise<RawNode & { readonly bypasses: Bypass[] }> {
  const bypasses: Bypass[] = []
  const encrypter = nativeTls((_, bypass, socket) => {
    bypasses.push(bypass)
    bypass.listen(deaf)
    below(socket)
  })
  return { ...await rawNode(t, [encrypter]), bypasses }
}

const admit = (room: Actor, raw: RawNode): void =>
  room.net.setPeers([{ id: raw.id, addresses: [], admitted: true, keep: false }])

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

t.test('two rooms need no stream to send each other frames', async t => {
  const stage = scene(t, subject)
  const [a, b] = [await stage.actor(), await stage.actor()]
  const written: number[] = []
  const write = Socket.prototype.write
  t.teardown(() => { Socket.prototype.write = write })
  await introduce(stage, a, b)
  Socket.prototype.write = function (this: Socket, chunk: Uint8Array, ...more: []) {
    written.push(chunk.byteLength)
    return write.call(this, chunk, ...more)
  } as typeof write
  const frame = new Uint8Array(1_000)
  a.net.send(b.id, 'raft', frame)
  await stage.until(() => b.arrivals.length === 1)
  t.ok(written.includes(1_004), 'the frame and its head are one write')
  t.notOk(written.some(size => size > 1_004), 'and nothing was negotiated')
})

t.test('a node without bypasses is spoken to on streams', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor()
  const raw = await rawNode(t)
  const { promise, resolve } = Promise.withResolvers<Uint8Array>()
  await raw.node.handle('/hivemind/swim/1', stream => {
    stream.addEventListener('message', ({ data }) => resolve(data.subarray()))
  })
  admit(room, raw)
  await raw.dial(room.net.addresses()[0] ?? '')
  await stage.until(() => room.told.length === 1)
  room.net.send(raw.id, 'swim', bytes(7))
  t.same(await promise, bytes(1, 0, 0, 0, 7))
})

t.test('a frame of a wrong size ends the connection, and is counted', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor()
  let socket: TLSSocket | undefined
  const raw = await bypassNode(t, found => { socket = found })
  admit(room, raw)
  const connection = await raw.dial(room.net.addresses()[0] ?? '')
  await stage.until(() => room.told.length === 1)
  socket?.write(bytes(0, 0, 0, 1)) // An empty frame of Raft.
  await over(connection)
  await stage.until(() => room.told.includes(`closed ${raw.id}`))
  t.match(room.net.peers(), [{ connected: false, counters: { framesRefused: 1, framesReceived: 0 } }])
})

t.test('frames before admission are skipped, frames after it are heard', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor()
  const raw = await bypassNode(t)
  const connection = await raw.dial(room.net.addresses()[0] ?? '')
  raw.bypasses[0]?.send('raft', [bytes(1), bytes(2)])
  await stage.until(() => room.net.strangers().streamsRefused === 2)
  admit(room, raw)
  raw.bypasses[0]?.send('raft', [bytes(3)])
  await stage.until(() => room.arrivals.length === 1)
  t.match(room.arrivals, [{ from: raw.id, protocol: 'raft', frame: bytes(3) }])
  t.equal(connection.status, 'open')
})

t.test('a stranger that goes on is cut', async t => {
  const room = await scene(t, subject).actor({ visitMs: 2 ** 30 })
  const raw = await bypassNode(t)
  const connection = await raw.dial(room.net.addresses()[0] ?? '')
  raw.bypasses[0]?.send('raft', Array.from({ length: PACE.unheardMax + 1 }, () => bytes(1)))
  await over(connection)
  t.equal(room.arrivals.length, 0)
})

t.test('nothing of an older bypass or stream is heard after a newer one spoke', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor()
  const raw = await bypassNode(t)
  admit(room, raw)
  const [address = ''] = room.net.addresses()
  const first = await raw.dial(address)
  const stream = await first.newStream('/hivemind/raft/1')
  stream.send(bytes(1, 0, 0, 0, 1))
  await stage.until(() => room.arrivals.length === 1)
  raw.bypasses[0]?.send('raft', [bytes(2)])
  await over(stream)
  await raw.dial(address)
  raw.bypasses[1]?.send('raft', [bytes(3)])
  await stage.until(() => room.arrivals.length === 3)
  raw.bypasses[0]?.send('raft', [bytes(4)])
  raw.bypasses[0]?.send('swim', [bytes(5)]) // Another protocol of the older bypass was not replaced.
  await stage.until(() => room.arrivals.some(({ protocol }) => protocol === 'swim'))
  raw.bypasses[1]?.send('raft', [bytes(6)])
  await stage.until(() => room.arrivals.length === 5)
  t.same(room.arrivals.map(({ protocol, frame }) => [protocol, ...frame]),
    [['raft', 1], ['raft', 2], ['raft', 3], ['swim', 5], ['raft', 6]])
})

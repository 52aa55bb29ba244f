// Goal: a line of its own that takes long to dial keeps no pull from beginning, and none from ending.
// Method: whoever dials the peer comes to a door that takes connections and says nothing, like a machine without time.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { libp2pNet } from '@hivemind/net'
import t, { type Test } from 'tap'
import { type Actor, isOpen, peer, scene } from '../suite/actor.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

/** A door behind which nobody speaks: its address, and what came to it. */
async function silentDoor (t: Test): Promise<{ readonly address: string, readonly came: readonly Socket[] }> {
  const came: Socket[] = []
  const door = createServer(socket => { came.push(socket.on('error', () => {}).resume()) })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  t.teardown(() => {
    door.close()
    for (const socket of came) socket.destroy()
  })
  return { address: `127.0.0.1:${(door.address() as AddressInfo).port}`, came }
}

interface Stage { readonly a: Actor, readonly b: Actor, readonly door: Awaited<ReturnType<typeof silentDoor>> }

/** `a` is connected to `b`, which dialled it, and knows it at a silent door. */
async function stageWithDoor (t: Test): Promise<Stage> {
  const door = await silentDoor(t)
  const stage = scene(t, subject)
  const [a, b] = [await stage.actor(), await stage.actor()]
  a.net.setPeers([peer(b, { keep: false, addresses: [door.address] })])
  b.net.setPeers([peer(a)])
  await stage.until(() => isOpen(a, b) && isOpen(b, a))
  b.onPull = async (_request, stream) => await stream.write(new Uint8Array([3]))
  return { a, b, door }
}

t.test('a pull begins on the connection that is there while its line is still dialled', async t => {
  const { a, b, door } = await stageWithDoor(t)
  const frames = a.net.pull(b.id, new Uint8Array([1]), new AbortController().signal)
  for await (const frame of frames) t.same(frame, new Uint8Array([3]))
  t.equal(door.came.length, 1)
  t.notOk(door.came[0]?.closed, 'and is over before the dial is')
})

t.test('a pull that is stopped ends while its line is still dialled', async t => {
  const { a, b, door } = await stageWithDoor(t)
  const stop = new AbortController()
  const pulled = a.net.pull(b.id, new Uint8Array([1]), stop.signal)[Symbol.asyncIterator]().next()
  while (door.came.length === 0) await new Promise(setImmediate)
  stop.abort(new Error('no more of it'))
  await t.rejects(pulled, { message: 'no more of it' })
  t.notOk(door.came[0]?.closed)
})

// Goal: a link lives as long as one connection does, and what is sent moves to the one that is left.

import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { scene } from '../suite/actor.ts'
import { over, rawNode } from '../suite/raw-node.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

t.test('frames go on over the second connection when the first is lost', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor()
  const raw = await rawNode(t)
  let came = Promise.withResolvers<Uint8Array>()
  await raw.node.handle('/hivemind/raft/1', stream => {
    stream.addEventListener('message', ({ data }) => came.resolve(data.subarray()))
  })
  room.net.setPeers([{ id: raw.id, addresses: [], admitted: true, keep: false }])
  const [address = ''] = room.net.addresses()
  const [first, second] = [await raw.dial(address), await raw.dial(address)]
  await second.newStream('/hivemind/join/1') // Now the room knows of the second connection, too.
  await stage.until(() => room.told.length === 1)

  for (const [mark, connection] of [[1, first], [2, second]] as const) {
    while (!room.net.send(raw.id, 'raft', new Uint8Array([mark]))) await new Promise(setImmediate)
    t.same((await sendUntil(mark))?.at(-1), mark)
    t.equal(connection.streams.filter(({ protocol }) => protocol === '/hivemind/raft/1').length, 1)
    connection.abort(new Error('lost'))
    await over(connection)
    came = Promise.withResolvers()
  }
  await stage.until(() => room.told.length === 2)
  t.same(room.told, [`opened ${raw.id}`, `closed ${raw.id}`])

  /** Frames of a lost stream are lost, so whoever needs an answer sends again. */
  async function sendUntil (mark: number): Promise<Uint8Array | undefined> {
    for (let answer: Uint8Array | undefined; ;) {
      const turn = new Promise<undefined>(resolve => setImmediate(() => resolve(undefined)))
      answer = await Promise.race([came.promise, turn])
      if (answer !== undefined) return answer
      room.net.send(raw.id, 'raft', new Uint8Array([mark]))
    }
  }
})

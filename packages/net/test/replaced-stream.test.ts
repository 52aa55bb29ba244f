// Goal: nothing of an older stream is heard after a newer one of the same protocol came: order holds over a reopening.

import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { enframe } from '../src/framing.ts'
import { scene } from '../suite/actor.ts'
import { over, rawNode } from '../suite/raw-node.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

t.test('a newer stream ends the older one', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor()
  const raw = await rawNode(t)
  room.net.setPeers([{ id: raw.id, addresses: [], admitted: true, keep: false }])
  const connection = await raw.dial(room.net.addresses()[0] ?? '')
  const older = await connection.newStream('/hivemind/raft/1')
  older.send(enframe([new Uint8Array([1])], 10))
  await stage.until(() => room.arrivals.length === 1)
  const newer = await connection.newStream('/hivemind/raft/1')
  newer.send(enframe([new Uint8Array([2])], 10))
  await over(older)
  await stage.until(() => room.arrivals.length === 2)
  t.same(room.arrivals.map(({ frame }) => [...frame]), [[1], [2]])
  t.equal(newer.status, 'open')
})

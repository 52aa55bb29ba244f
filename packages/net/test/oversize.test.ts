// Goal: a frame of a wrong size is refused by its header alone, counted, and ends its stream but not the link.
// Method: a raw node that the room admits announces more than it may, without sending it.

import { LIMITS } from '@hivemind/base'
import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { scene } from '../suite/actor.ts'
import { header, over, rawNode } from '../suite/raw-node.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

for (const [what, length] of [['oversized', LIMITS.frameBytesMax + 1], ['empty', 0], ['absurd', 0xffffffff]] as const) {
  t.test(`an ${what} frame on any protocol ends its stream`, async t => {
    const stage = scene(t, subject)
    const room = await stage.actor()
    const raw = await rawNode(t)
    room.net.setPeers([{ id: raw.id, addresses: [], admitted: true, keep: false }])
    const connection = await raw.dial(room.net.addresses()[0] ?? '')
    const protocols = ['raft', 'ask', 'swim', 'feed', 'log', 'join']
    for (const protocol of protocols) {
      const stream = await connection.newStream(`/hivemind/${protocol}/1`)
      stream.send(header(length))
      await over(stream)
    }
    t.equal(connection.status, 'open')
    t.match(room.net.peers(), [{ connected: true, counters: { framesRefused: protocols.length, framesReceived: 0 } }])
  })
}

// Goal: a connection that neither end wants any more is closed when nothing is said over it, and no other is.
// Method: two rooms with fast beats; what they want of each other changes while they are connected.

import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { isOpen, peer, scene } from '../suite/actor.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }
const WORD = new Uint8Array([1])

t.test('a connection is closed when nobody wants it and nobody says anything', async t => {
  const stage = scene(t, subject)
  const [a, b] = [await stage.actor({ beatMs: 20 }), await stage.actor({ beatMs: 20 })]
  a.net.setPeers([peer(b)])
  b.net.setPeers([peer(a, { keep: false })])
  await stage.until(() => isOpen(a, b) && isOpen(b, a))
  for (const [one, other] of [[a, b], [b, a]] as const) one.net.setPeers([peer(other, { keep: false, kept: false })])
  // As long as it is used it stays, whatever the log says of who wants it.
  for (let words = 0; words < 30; words++) {
    t.ok(isOpen(a, b) && isOpen(b, a))
    a.net.send(b.id, 'swim', WORD)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  await stage.until(() => !isOpen(a, b) && !isOpen(b, a))
  a.net.setPeers([peer(b, { kept: false })])
  await stage.until(() => isOpen(a, b) && isOpen(b, a))
})

t.test('what one of them wants stays', async t => {
  const stage = scene(t, subject)
  const [a, b, c] = [await stage.actor({ beatMs: 10 }), await stage.actor({ beatMs: 10 }), await stage.actor()]
  a.net.setPeers([peer(b, { kept: false }), peer(c, { keep: false, kept: true })])
  b.net.setPeers([peer(a, { keep: false, kept: true })])
  c.net.setPeers([peer(a, { kept: false })])
  await stage.until(() => [b, c].every(one => isOpen(a, one) && isOpen(one, a)))
  await new Promise(resolve => setTimeout(resolve, 300))
  t.ok([b, c].every(one => isOpen(a, one) && isOpen(one, a)))
  t.same(a.told.length, 2)
})

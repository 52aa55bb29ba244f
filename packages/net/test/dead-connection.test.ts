// Goal: a connection on which one direction is lost, while both ends believe in it, is found and cut at both ends.
// Method: the peers meet through a relay that stops carrying one direction and closes nothing.

import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { isOpen, peer, scene } from '../suite/actor.ts'
import { makeRelay } from '../suite/relay.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

for (const deaf of ['the dialling', 'the listening'] as const) {
  t.test(`a connection that loses what ${deaf} end sends is cut`, async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor({ beatMs: 20 }), await stage.actor({ beatMs: 20 })]
    const relay = await makeRelay(t, b.net.addresses()[0] ?? '')
    b.net.setPeers([peer(a, { keep: false })])
    a.net.setPeers([peer(b, { addresses: [relay.address] })])
    await stage.until(() => isOpen(a, b) && isOpen(b, a))
    const beats = (): boolean => [a, b].every(({ net }) => net.peers()[0]?.rttMs !== undefined)
    while (!beats()) await new Promise(setImmediate)
    relay.lose(deaf === 'the dialling' ? 'forth' : 'back')
    await stage.until(() => !isOpen(a, b) && !isOpen(b, a))
    t.same([a.told.length, b.told.length], [2, 2])
  })
}

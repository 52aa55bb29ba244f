// Goal: a connection on which one direction is lost, while both ends believe in it, is found and cut at both ends.
// Method: the peers meet through a relay that stops carrying one direction and closes nothing.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import t from 'tap'
import { libp2pNet } from '@hivemind/net'
import { isOpen, peer, scene } from '../suite/actor.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }

for (const deaf of ['the dialling', 'the listening'] as const) {
  t.test(`a connection that loses what ${deaf} end sends is cut`, async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor({ beatMs: 20 }), await stage.actor({ beatMs: 20 })]
    const relay = await makeRelay(t, b.net.addresses()[0] ?? '')
    b.net.setPeers([peer(a, { keep: false })])
    a.net.setPeers([peer(b, { addresses: [relay.address] })])
    await stage.until(() => isOpen(a, b) && isOpen(b, a))
    while (b.net.peers()[0]?.rttMs === undefined || a.net.peers()[0]?.rttMs === undefined) await new Promise(setImmediate)
    relay.lose(deaf === 'the dialling' ? 'forth' : 'back')
    await stage.until(() => !isOpen(a, b) && !isOpen(b, a))
    t.same([a.told.length, b.told.length], [2, 2])
  })
}

interface Relay { readonly address: string, lose (direction: 'forth' | 'back'): void }

async function makeRelay (t: { teardown: (end: () => void) => void }, target: string): Promise<Relay> {
  const [host = '', port] = target.split(':')
  const pairs: Array<{ readonly inner: Socket, readonly outer: Socket }> = []
  let open = true
  const server = createServer(inner => {
    if (!open) return void inner.destroy()
    const outer = connect(Number(port), host)
    pairs.push({ inner, outer })
    inner.pipe(outer)
    outer.pipe(inner)
    for (const socket of [inner, outer]) socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    for (const { inner, outer } of pairs) [inner, outer].forEach(socket => socket.destroy())
  })
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    lose (direction) {
      open = false
      for (const { inner, outer } of pairs) {
        if (direction === 'forth') inner.unpipe(outer).resume()
        else outer.unpipe(inner).resume()
        // Whoever gives up must not tell the other end, as a pulled cable would not.
        for (const socket of [inner, outer]) socket.removeAllListeners('end')
      }
    }
  }
}

import { createIdentity, isAddress } from '@hivemind/net'
import t from 'tap'
import { toMultiaddr, toText } from '../src/addresses.ts'

t.test('addresses are read as people write them, and written back the same', async t => {
  const texts = {
    '127.0.0.1:7400': '/ip4/127.0.0.1/tcp/7400',
    '[::1]:7400': '/ip6/::1/tcp/7400',
    'a.example:1': '/dns/a.example/tcp/1',
    '0.0.0.0:0': '/ip4/0.0.0.0/tcp/0'
  }
  for (const [text, multiaddr] of Object.entries(texts)) {
    t.equal(toMultiaddr(text).toString(), multiaddr)
    t.equal(toText(toMultiaddr(text)), text)
    t.equal(toText(toMultiaddr(multiaddr)), text)
  }
})

t.test('the expected identity replaces the one in the text', async t => {
  const [a, b] = [await createIdentity(), await createIdentity()]
  t.equal(toMultiaddr(`/ip4/1.2.3.4/tcp/5/p2p/${a.id}`, b.id).toString(), `/ip4/1.2.3.4/tcp/5/p2p/${b.id}`)
})

t.test('what is no address is told from what is', async t => {
  for (const text of ['1.2.3.4:5', '[fe80::1]:5', 'host:65535', '/ip4/1.2.3.4/tcp/5']) t.ok(isAddress(text), text)
  const wrong = ['', 'host', ':5', 'host:', 'host:65536', '::1:5', '[1.2.3.4]:5', '[::1]', 'a b:5', '/ip4/1.2.3.4']
  for (const text of [...wrong, '/nonsense/1', `${'a'.repeat(300)}:5`]) t.notOk(isAddress(text), text.slice(0, 20))
})

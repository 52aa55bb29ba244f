import { nodeId } from '@hivemind/base'
import { createIdentity, identityFromBytes, isNodeId, signNow, verifyNow } from '@hivemind/net'
import { generateKeyPair, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import t from 'tap'

t.test('an identity survives being stored', async t => {
  const identity = await createIdentity()
  t.same(identityFromBytes(identity.privateKeyBytes), identity)
  t.ok(isNodeId(identity.id))
})

t.test('bytes that are no Ed25519 key are refused', async t => {
  const other = privateKeyToProtobuf(await generateKeyPair('secp256k1'))
  for (const bytes of [new Uint8Array(0), new Uint8Array(68), new Uint8Array([8, 1, 18, 2, 1, 2]), other]) {
    t.throws(() => identityFromBytes(bytes), { code: 'HIVE_NET_IDENTITY' })
  }
})

t.test('a signature holds for its signer and its bytes only', async t => {
  const [a, b] = [await createIdentity(), await createIdentity()]
  const bytes = new TextEncoder().encode('epoch 7')
  const signature = signNow(a, bytes)
  t.ok(verifyNow(a.id, bytes, signature))
  t.notOk(verifyNow(b.id, bytes, signature))
  t.notOk(verifyNow(a.id, new TextEncoder().encode('epoch 8'), signature))
  t.notOk(verifyNow(a.id, bytes, signature.map(byte => byte ^ 1)))
})

t.test('hostile ids and signatures are not valid, and do not throw', async t => {
  const { id } = await createIdentity()
  const bytes = new Uint8Array([1])
  for (const text of ['', 'x', `${id}x`, id.toLowerCase(), 'Qm'.padEnd(46, '1'), '../../etc']) {
    t.notOk(verifyNow(nodeId(text), bytes, new Uint8Array(64)), text)
    t.notOk(isNodeId(text), text)
  }
  t.notOk(verifyNow(id, bytes, new Uint8Array(3)))
})

// Goal: a certificate proves who its owner is, to us and to libp2p's own library, and a changed one proves nobody.
// Method: certificates of ours and of the library are read by the other; then each is bent in every way that matters.

import { createPrivateKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { generateCertificate, verifyPeerCertificate } from '@libp2p/tls/utils'
import {
  type BaseBlock, BitString, Constructed, Boolean as Flag, fromBER, GeneralizedTime, ObjectIdentifier, OctetString,
  Sequence
} from 'asn1js'
import t from 'tap'
import { makeCertificate, provenBy } from '../src/certificate.ts'

const owner = await generateKeyPair('Ed25519')
const other = await generateKeyPair('Ed25519')
const rawOf = (pem: string): Buffer => new X509Certificate(pem).raw
const idOf = (key: Ed25519PrivateKey): string => peerIdFromPrivateKey(key).toString()

const sequence = (...value: BaseBlock[]): Sequence => new Sequence({ value })
const inside = (block: BaseBlock | undefined): BaseBlock[] => (block as Constructed).valueBlock.value
const blockOf = (bytes: Uint8Array): BaseBlock => fromBER(bytes).result
const bytesOf = (block: BaseBlock): Uint8Array => new Uint8Array(block.toBER())

/** The parts of a certificate's body, and its key. */
async function parts () {
  const { cert, key } = await makeCertificate(owner)
  const [body] = inside(blockOf(rawOf(cert)))
  return { fields: inside(body), key: createPrivateKey(key) }
}

/** A certificate of these parts, signed as it should be. */
function signed (fields: BaseBlock[], key: Parameters<typeof sign>[2]): Uint8Array {
  const body = sequence(...fields)
  const signature = new BitString({ valueHex: sign('sha256', bytesOf(body), key) })
  return bytesOf(sequence(body, fields[2] ?? body, signature))
}

const proof = async (raw: Uint8Array): Promise<string> =>
  await provenBy(raw).then(id => id.toString(), (error: Error) => error.name)

t.test('what we make, libp2p believes', async t => {
  for (let round = 0; round < 20; round++) {
    const { cert } = await makeCertificate(owner)
    t.equal((await verifyPeerCertificate(rawOf(cert))).toString(), idOf(owner))
  }
})

t.test('what libp2p makes, we believe', async t => {
  for (let round = 0; round < 5; round++)
    t.equal(await proof(rawOf((await generateCertificate(owner)).cert)), idOf(owner))
})

t.test('a key of another kind proves its owner too', async t => {
  const key = await generateKeyPair('secp256k1')
  t.equal(await proof(rawOf((await makeCertificate(key)).cert)), peerIdFromPrivateKey(key).toString())
})

t.test('somebody else than expected is told apart', async t => {
  const raw = rawOf((await makeCertificate(owner)).cert)
  t.equal((await provenBy(raw, peerIdFromPrivateKey(owner))).toString(), idOf(owner))
  await t.rejects(provenBy(raw, peerIdFromPrivateKey(other)), { name: 'UnexpectedPeerError' })
})

t.test('a bent byte proves nobody', async t => {
  const raw = rawOf((await makeCertificate(owner)).cert)
  for (let at = 0; at < raw.byteLength; at++) {
    const bent = Buffer.from(raw)
    bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8))
    if (await proof(bent) !== 'InvalidCryptoExchangeError') t.fail(`byte ${at} may be anything`)
  }
  t.equal(await proof(raw.subarray(0, -1)), 'InvalidCryptoExchangeError', 'a piece of one')
  t.equal(await proof(Buffer.concat([raw, raw])), 'InvalidCryptoExchangeError', 'two of them')
})

t.test('the proof of one key says nothing about another', async t => {
  const { fields } = await parts()
  const thief = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const stolen = fields.with(6, blockOf(thief.publicKey.export({ type: 'spki', format: 'der' })))
  t.equal(await proof(signed(stolen, thief.privateKey)), 'InvalidCryptoExchangeError')
})

t.test('a certificate that is well signed and says too much or too little proves nobody', async t => {
  const { fields, key } = await parts()
  t.equal(await proof(signed(fields, key)), idOf(owner), 'made so it is believed')
  const [extension = sequence()] = inside(inside(fields[7])[0])
  const strange = (critical: boolean): BaseBlock => sequence(
    new ObjectIdentifier({ value: '1.2.3' }), new Flag({ value: critical }),
    new OctetString({ valueHex: Uint8Array.of(5, 0) })
  )
  const withExtensions = (...all: BaseBlock[]): Uint8Array => signed(fields.with(7, new Constructed({
    idBlock: { tagClass: 3, tagNumber: 3 }, value: [sequence(...all)]
  })), key)
  t.equal(await proof(withExtensions(strange(false), extension)), idOf(owner), 'others that nobody has to know')
  t.equal(await proof(withExtensions(strange(true), extension)), 'InvalidCryptoExchangeError', 'a critical stranger')
  t.equal(await proof(withExtensions(extension, extension)), 'InvalidCryptoExchangeError', 'two of ours')
  t.equal(await proof(withExtensions(strange(false))), 'InvalidCryptoExchangeError', 'none of ours')
  t.equal(await proof(signed(fields.slice(0, 7), key)), 'InvalidCryptoExchangeError', 'none at all')
})

t.test('before and after its time it proves nobody', async t => {
  const { fields, key } = await parts()
  const time = (year: string): BaseBlock => new GeneralizedTime({ valueDate: new Date(`${year}-01-01T00:00:00Z`) })
  const valid = (from: string, until: string): Uint8Array =>
    signed(fields.with(4, sequence(time(from), time(until))), key)
  t.equal(await proof(valid('2000', '2999')), idOf(owner))
  t.equal(await proof(valid('2000', '2001')), 'InvalidCryptoExchangeError')
  t.equal(await proof(valid('2998', '2999')), 'InvalidCryptoExchangeError')
})

/**
 * Certificates that prove who a peer is: self-signed, for a key of this life only, with the PeerId's own signature of
 * that key in an extension.
 *
 * Touches the clock and the system's random source. Node's OpenSSL reads certificates and checks their signatures; what
 * it does not give is written and read here. The library that libp2p uses for it is a third of what an agent would
 * load (docs/adr/0053-certificates-of-our-own.md). Source: libp2p's TLS handshake specification, 1.0.0.
 */
import { generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { publicKeyFromProtobuf, publicKeyToProtobuf } from '@libp2p/crypto/keys'
import { InvalidCryptoExchangeError, type PeerId, type PrivateKey, UnexpectedPeerError } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { type DerValue, der, readDer, TAG } from './der.ts'

/** What `node:tls` wants of one end. */
export interface Certificate { readonly cert: string, readonly key: string }

/** Object identifiers, encoded: 1.3.6.1.4.1.53594.1.1, and ecdsa-with-SHA256. */
const PEER_KEY = Buffer.from('2b0601040183a25a0101', 'hex')
const ECDSA_SHA256 = Buffer.from('2a8648ce3d040302', 'hex')
/** What the PeerId signs begins so, lest it be taken for something else. */
const SIGNED_PREFIX = Buffer.from('libp2p-tls-handshake:')
/** Clocks differ, and nothing but the life of the process ends the certificate. */
const VALID_BEFORE_MS = 3_600_000
const VALID_AFTER_MS = 100 * 365 * 24 * 3_600_000
const SERIAL_BYTES = 8

const newKeyPair = promisify(generateKeyPair)

/** Make a key, and the certificate by which its owner is known to be that peer. */
export async function makeCertificate (owner: PrivateKey): Promise<Certificate> {
  const { publicKey, privateKey } = await newKeyPair('ec', { namedCurve: 'P-256' })
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' })
  const proof = der(TAG.sequence,
    der(TAG.octetString, publicKeyToProtobuf(owner.publicKey)),
    der(TAG.octetString, await owner.sign(signedBytes(subjectKey))))
  const extension = der(TAG.sequence,
    der(TAG.objectId, PEER_KEY), der(TAG.boolean, Uint8Array.of(0xff)), der(TAG.octetString, proof))
  const algorithm = der(TAG.sequence, der(TAG.objectId, ECDSA_SHA256))
  const nobody = der(TAG.sequence)
  const now = Date.now()
  const body = der(TAG.sequence,
    der(TAG.version, der(TAG.integer, Uint8Array.of(2))), // Version 3, counted from 0.
    der(TAG.integer, serialNumber()), algorithm, nobody,
    der(TAG.sequence, timeOf(now - VALID_BEFORE_MS), timeOf(now + VALID_AFTER_MS)), nobody, subjectKey,
    der(TAG.extensions, der(TAG.sequence, extension)))
  const signature = sign('sha256', body, privateKey)
  const whole = der(TAG.sequence, body, algorithm, der(TAG.bitString, Uint8Array.of(0), signature))
  return { cert: pemOf(whole), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

/** Positive, and of the same length each time: the highest bit is clear and the next one set. */
function serialNumber (): Uint8Array {
  const bytes = randomBytes(SERIAL_BYTES)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes
}

/** Years from 2050 on have four digits, earlier ones two (RFC 5280, 4.1.2.5). */
function timeOf (ms: number): Uint8Array {
  const text = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, '')
  return text < '2050' ? der(TAG.utcTime, Buffer.from(text.slice(2))) : der(TAG.generalizedTime, Buffer.from(text))
}

function pemOf (bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const signedBytes = (subjectKey: Uint8Array): Uint8Array => Buffer.concat([SIGNED_PREFIX, subjectKey])

/**
 * Who the owner of a certificate is.
 *
 * @param raw - the certificate that the other end showed in the handshake, and so has the key of
 * @param expected - who it must be; anybody when left out
 * @throws {InvalidCryptoExchangeError} when it proves nobody
 * @throws {UnexpectedPeerError} when it proves somebody else
 */
export async function provenBy (raw: Uint8Array, expected?: PeerId): Promise<PeerId> {
  const owner = await ownerOf(raw)
  if (expected?.equals(owner) === false) throw new UnexpectedPeerError(`expected ${expected}, found ${owner}`)
  return owner
}

async function ownerOf (raw: Uint8Array): Promise<PeerId> {
  try {
    refuseUnfit(new X509Certificate(raw))
    const { subjectKey, publicKey, signature } = proofIn(raw)
    const key = publicKeyFromProtobuf(publicKey)
    if (await key.verify(signedBytes(subjectKey), signature)) return peerIdFromPublicKey(key)
  } catch (error) {
    throw new InvalidCryptoExchangeError(`the certificate proves nobody: ${(error as Error).message}`)
  }
  throw new InvalidCryptoExchangeError('the certificate names a peer that has not signed its key')
}

function refuseUnfit (certificate: X509Certificate): void {
  const { validFromDate, validToDate, issuer, subject, publicKey } = certificate
  const now = Date.now()
  if (!(validFromDate.getTime() <= now && now <= validToDate.getTime()))
    throw new Error(`it is valid from ${validFromDate.toISOString()} to ${validToDate.toISOString()}`)
  if (issuer !== subject || !certificate.verify(publicKey)) throw new Error('it is not signed by itself')
}

interface Proof { readonly subjectKey: Uint8Array, readonly publicKey: Uint8Array, readonly signature: Uint8Array }

/** The key that a certificate is about, and what its extension says: whose it is, and that one's signature. */
function proofIn (raw: Uint8Array): Proof {
  const [body] = inside(only(readDer(raw)), TAG.sequence)
  const fields = inside(body, TAG.sequence)
  const [version, , , , , , subjectKey] = fields
  if (version?.tag !== TAG.version || subjectKey?.tag !== TAG.sequence) throw new Error('it is of an older version')
  const all = inside(only(inside(fields.find(({ tag }) => tag === TAG.extensions), TAG.extensions)), TAG.sequence)
  const found = all.map(one => extensionOf(inside(one, TAG.sequence)))
  const ours = found.filter(({ id }) => PEER_KEY.equals(id))
  if (found.some(one => one.critical && !ours.includes(one))) throw new Error('another extension of it is critical')
  const [publicKey, signature, ...more] = inside(only(readDer(only(ours).value)), TAG.sequence)
  if (more.length > 0) throw new Error('its extension says too much')
  return {
    subjectKey: subjectKey.whole,
    publicKey: contentOf(publicKey, TAG.octetString),
    signature: contentOf(signature, TAG.octetString)
  }
}

interface Extension { readonly id: Uint8Array, readonly critical: boolean, readonly value: Uint8Array }

function extensionOf (fields: readonly DerValue[]): Extension {
  const id = contentOf(fields[0], TAG.objectId)
  const flag = fields[1]?.tag === TAG.boolean ? fields[1] : undefined
  const value = contentOf(fields[flag === undefined ? 1 : 2], TAG.octetString)
  return { id, critical: flag?.content[0] === 0xff, value }
}

function contentOf (value: DerValue | undefined, tag: number): Uint8Array {
  if (value?.tag === tag) return value.content
  throw new Error(`it has ${value === undefined ? 'nothing' : `tag ${value.tag}`} in place of a value of tag ${tag}`)
}

const inside = (value: DerValue | undefined, tag: number): readonly DerValue[] => readDer(contentOf(value, tag))

function only<Value> (values: readonly Value[]): Value {
  const [first] = values
  if (first === undefined || values.length > 1) throw new Error(`it has ${values.length} values in place of one`)
  return first
}

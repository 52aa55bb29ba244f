/**
 * Certificates that prove who a peer is: self-signed, for a key of this life only, with the PeerId's own signature of
 * that key in an extension.
 *
 * Touches the clock and the system's random source. Node's OpenSSL reads certificates and checks their signatures; what
 * it does not give is put together and taken apart here. The library that libp2p uses for it is a third of what an
 * agent would load (docs/adr/0053-certificates-without-their-library.md). Source: libp2p's TLS handshake specification,
 * 1.0.0.
 */
import { generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { publicKeyFromProtobuf, publicKeyToProtobuf } from '@libp2p/crypto/keys'
import { InvalidCryptoExchangeError, type PeerId, type PrivateKey, UnexpectedPeerError } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import {
  type BaseBlock, BitString, Constructed, Boolean as Flag, fromBER, GeneralizedTime, Integer, ObjectIdentifier,
  OctetString, Sequence, UTCTime
} from 'asn1js'

/** What `node:tls` wants of one end. */
export interface Certificate { readonly cert: string, readonly key: string }

const PEER_KEY = '1.3.6.1.4.1.53594.1.1'
const ECDSA_SHA256 = '1.2.840.10045.4.3.2'
/** Fields of a certificate's body that are told by number (RFC 5280, 4.1). */
const VERSION = 0
const EXTENSIONS = 3
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
  const proof = sequence(
    octets(publicKeyToProtobuf(owner.publicKey)), octets(await owner.sign(signedBytes(subjectKey)))
  )
  const extension = sequence(
    new ObjectIdentifier({ value: PEER_KEY }), new Flag({ value: true }), octets(bytesOf(proof))
  )
  const algorithm = sequence(new ObjectIdentifier({ value: ECDSA_SHA256 }))
  const now = Date.now()
  const body = sequence(
    numbered(VERSION, new Integer({ value: 2 })), // Version 3, counted from 0.
    new Integer({ valueHex: serialNumber() }), algorithm, sequence(), // Nobody's, issued by nobody.
    sequence(timeOf(now - VALID_BEFORE_MS), timeOf(now + VALID_AFTER_MS)), sequence(), blockIn(subjectKey),
    numbered(EXTENSIONS, sequence(extension))
  )
  const signature = new BitString({ valueHex: sign('sha256', bytesOf(body), privateKey) })
  const cert = pemOf(bytesOf(sequence(body, algorithm, signature)))
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

const sequence = (...value: BaseBlock[]): Sequence => new Sequence({ value })
const octets = (valueHex: Uint8Array): OctetString => new OctetString({ valueHex })
const numbered = (tagNumber: number, one: BaseBlock): Constructed =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [one] })
const bytesOf = (block: BaseBlock): Uint8Array => new Uint8Array(block.toBER())

/** Positive, and of the same length each time: the highest bit is clear and the next one set. */
function serialNumber (): Uint8Array {
  const bytes = randomBytes(SERIAL_BYTES)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes
}

/** Years from 2050 on have four digits, earlier ones two (RFC 5280, 4.1.2.5). Of whole seconds. */
function timeOf (ms: number): UTCTime | GeneralizedTime {
  const valueDate = new Date(ms - ms % 1_000)
  return valueDate.getUTCFullYear() < 2050 ? new UTCTime({ valueDate }) : new GeneralizedTime({ valueDate })
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
    const certificate = new X509Certificate(raw)
    refuseUnfit(certificate)
    const { publicKey, signature } = proofIn(raw)
    const key = publicKeyFromProtobuf(publicKey)
    // The key is OpenSSL's, which the handshake was made with: reading it otherwise than OpenSSL could be made use of.
    const subjectKey = certificate.publicKey.export({ type: 'spki', format: 'der' })
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

interface Proof { readonly publicKey: Uint8Array, readonly signature: Uint8Array }

/** What the extension of a certificate says: whose its key is, and that one's signature. */
function proofIn (raw: Uint8Array): Proof {
  const [body] = inside(blockIn(raw))
  const extensions = inside(body).filter(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === EXTENSIONS)
  const found = inside(only(inside(only(extensions)))).map(extensionOf)
  const ours = found.filter(({ id }) => id === PEER_KEY)
  const strange = found.find(one => one.critical && !ours.includes(one))
  if (strange !== undefined) throw new Error(`it has a critical extension ${strange.id}`)
  const [publicKey, signature, ...more] = inside(blockIn(only(ours).value))
  if (more.length > 0) throw new Error('its extension says too much')
  return { publicKey: octetsOf(publicKey), signature: octetsOf(signature) }
}

interface Extension { readonly id: string, readonly critical: boolean, readonly value: Uint8Array }

function extensionOf (block: BaseBlock): Extension {
  const [id, ...fields] = inside(block)
  if (!(id instanceof ObjectIdentifier)) throw new Error('it has an extension without a name')
  const [value, flag] = fields.toReversed()
  return { id: id.getValue(), critical: flag instanceof Flag && flag.getValue(), value: octetsOf(value) }
}

/** All of the bytes as one value. */
function blockIn (bytes: Uint8Array): BaseBlock {
  const { offset, result } = fromBER(bytes)
  if (offset !== bytes.byteLength) throw new Error(`it cannot be read: ${result.error}`)
  return result
}

function inside (block: BaseBlock | undefined): readonly BaseBlock[] {
  if (block instanceof Constructed) return block.valueBlock.value
  throw new Error(`it has ${block?.constructor.name ?? 'nothing'} where there should be a list`)
}

function octetsOf (block: BaseBlock | undefined): Uint8Array {
  if (block instanceof OctetString) return new Uint8Array(block.getValue())
  throw new Error(`it has ${block?.constructor.name ?? 'nothing'} where there should be bytes`)
}

function only<Value> (values: readonly Value[]): Value {
  const [first] = values
  if (first === undefined || values.length > 1) throw new Error(`it has ${values.length} values in place of one`)
  return first
}

/**
 * Transaction signatures: who copies a zone proves that it knows a key.
 *
 * Touches the crypto of Node, and the file of a key when it is read. Source: RFC 8945.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { keyOf, type Name, nameFrom } from './wire/name.ts'
import { CLASS, RCODE, TYPE } from './wire/numbers.ts'
import type { Tsig } from './wire/reading.ts'

export interface Key {
  readonly name: Name
  readonly algorithm: Name
  readonly hash: 'sha256' | 'sha384' | 'sha512'
  readonly secret: Buffer
}

const HASHES = { 'hmac-sha256': 'sha256', 'hmac-sha384': 'sha384', 'hmac-sha512': 'sha512' } as const
/** How far clocks may be apart, seconds. RFC 8945 10. */
const FUDGE_SECONDS = 300

/**
 * Read a key as tsig-keygen writes it: `key "name" { algorithm hmac-sha256; secret "…"; };`. @returns null for others
 */
export function keyFrom (text: string): Key | null {
  const [, called = ''] = /\bkey\s+"?([^"\s{]+)"?\s*\{/.exec(text) ?? []
  const [, algorithm = ''] = /\balgorithm\s+"?([a-z0-9-]+)"?\s*;/i.exec(text) ?? []
  const [, secret = ''] = /\bsecret\s+"?([A-Za-z0-9+/=]+)"?\s*;/.exec(text) ?? []
  const name = nameFrom(called)
  const known = algorithm.toLowerCase()
  if (name === null || secret === '' || !Object.hasOwn(HASHES, known)) return null
  const hash = HASHES[known as keyof typeof HASHES]
  return {
    name: keyOf(name) as string as Name,
    algorithm: nameFrom(known) as Name,
    hash,
    secret: Buffer.from(secret, 'base64')
  }
}

export type Verified =
  | { readonly type: 'valid', readonly mac: Buffer }
  | { readonly type: 'wrong', readonly error: number }

/** Whether a packet is signed with the key, now. @param now - wall-clock seconds */
export function verify (packet: Buffer, tsig: Tsig, key: Key | null, now: number): Verified {
  const wrong = (error: number): Verified => ({ type: 'wrong', error })
  if (key === null || keyOf(tsig.key) !== (key.name as string) || keyOf(tsig.algorithm) !== (key.algorithm as string))
    return wrong(RCODE.badKey)
  const message = Buffer.from(packet.subarray(0, tsig.at))
  message.writeUInt16BE(tsig.originalId, 0)
  message.writeUInt16BE(message.readUInt16BE(10) - 1, 10)
  const mac = macOf(key, [message, variables(key, tsig.signedAt, tsig.fudge, tsig.error, tsig.other)])
  if (mac.length !== tsig.mac.length || !timingSafeEqual(mac, tsig.mac)) return wrong(RCODE.badSignature)
  return Math.abs(now - tsig.signedAt) > tsig.fudge ? wrong(RCODE.badTime) : { type: 'valid', mac }
}

/** Signs the packets of one conversation; each signature covers the one before it. */
export class Signing {
  readonly #key: Key
  #before: Buffer | null
  #first = true

  /** @param request - signature of the request that is answered; null for a request of our own */
  constructor (key: Key, request: Buffer | null) {
    this.#key = key
    this.#before = request
  }

  /** The signature of the last packet. */
  get mac (): Buffer | null { return this.#before }

  sign (packet: Buffer, now: number): Buffer {
    const key = this.#key
    const before = this.#before === null ? [] : [lengthOf(this.#before), this.#before]
    // RFC 8945 5.3.1: from the second packet on only the time is repeated.
    const after = this.#first ? variables(key, now, FUDGE_SECONDS, 0, NO_BYTES) : timers(now, FUDGE_SECONDS)
    const mac = macOf(key, [...before, packet, after])
    this.#before = mac
    this.#first = false
    return withRecord(packet, recordOf(key.name, key.algorithm, now, mac, packet.readUInt16BE(0), 0))
  }
}

/** Checks the packets that a server answers us with; each signature covers what came since the one before. */
export class Verifying {
  readonly #key: Key
  #before: Buffer
  #since: Buffer[] = []
  #first = true

  /** @param request - signature of what we asked */
  constructor (key: Key, request: Buffer) {
    this.#key = key
    this.#before = request
  }

  /** @returns what is wrong, or null. Packets between two that are signed are taken on trust until the second. */
  take (packet: Buffer, tsig: Tsig | null, now: number): string | null {
    if (tsig === null) {
      if (this.#first || this.#since.length >= UNSIGNED_MAX) return 'the answer is not signed'
      this.#since.push(Buffer.from(packet))
      return null
    }
    const key = this.#key
    if (keyOf(tsig.key) !== (key.name as string) || tsig.error !== 0)
      return `the signature is refused: error ${tsig.error}`
    const message = Buffer.from(packet.subarray(0, tsig.at))
    message.writeUInt16BE(tsig.originalId, 0)
    message.writeUInt16BE(message.readUInt16BE(10) - 1, 10)
    const after = this.#first
      ? variables(key, tsig.signedAt, tsig.fudge, tsig.error, tsig.other)
      : timers(tsig.signedAt, tsig.fudge)
    const mac = macOf(key, [lengthOf(this.#before), this.#before, ...this.#since, message, after])
    if (mac.length !== tsig.mac.length || !timingSafeEqual(mac, tsig.mac)) return 'the signature is wrong'
    if (Math.abs(now - tsig.signedAt) > tsig.fudge) return 'the signature is of another time: look at the clocks'
    this.#before = mac
    this.#since = []
    this.#first = false
    return null
  }
}

/** RFC 8945 5.3.1. */
const UNSIGNED_MAX = 99

/** An answer to a signature that is wrong: not signed, with the reason. RFC 8945 5.2. */
export const refusedSignature = (packet: Buffer, { key, algorithm, signedAt }: Tsig, error: number): Buffer =>
  withRecord(packet, recordOf(key, algorithm, signedAt, NO_BYTES, packet.readUInt16BE(0), error))

const NO_BYTES = Buffer.alloc(0)
const macOf = ({ hash, secret }: Key, parts: readonly Buffer[]): Buffer => {
  const hmac = createHmac(hash, secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}
const lengthOf = (bytes: Buffer): Buffer => Buffer.from([bytes.length >> 8, bytes.length & 0xff])

function timers (at: number, fudge: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUIntBE(at, 0, 6)
  bytes.writeUInt16BE(fudge, 6)
  return bytes
}

/** RFC 8945 4.3.3. */
function variables ({ name, algorithm }: Key, at: number, fudge: number, error: number, other: Buffer): Buffer {
  const start = Buffer.from(`${name}\0\xff\0\0\0\0${algorithm}`, 'latin1') // Class ANY, time to live 0.
  return Buffer.concat([start, timers(at, fudge), Buffer.from([error >> 8, error & 0xff]), lengthOf(other), other])
}

function recordOf (name: Name, algorithm: Name, at: number, mac: Buffer, id: number, error: number): Buffer {
  const body = Buffer.concat([
    Buffer.from(algorithm, 'latin1'), timers(at, FUDGE_SECONDS), lengthOf(mac), mac,
    Buffer.from([id >> 8, id & 0xff, error >> 8, error & 0xff, 0, 0])
  ])
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(TYPE.TSIG, 0)
  fixed.writeUInt16BE(CLASS.ANY, 2)
  fixed.writeUInt16BE(body.length, 8)
  return Buffer.concat([Buffer.from(name, 'latin1'), fixed, body])
}

function withRecord (packet: Buffer, record: Buffer): Buffer {
  const signed = Buffer.concat([packet, record])
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10)
  return signed
}

/**
 * Shapes of values from outside: small checks that are put together into the form a record must have.
 *
 * Pure. Texts are measured in bytes of UTF-8 and must be whole characters: half a surrogate pair does not survive
 * being stored, and the state that came back would not be the state that was kept.
 */
import { LIMITS } from '@hivemind/base'

export type Check = (value: unknown) => boolean
export type Shape = Readonly<Record<string, Check>>

/** Milliseconds that a date can hold (ECMA-262, time range); later ones could not be shown. */
const WALL_MS_MAX = 8.64e15

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Bytes of a text in UTF-8. */
export function bytesOf (text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0xd800 && unit < 0xe000) bytes += 1 // Two units, four bytes.
    else if (unit >= 0x800) bytes += 2
    else if (unit >= 0x80) bytes += 1
  }
  return bytes
}

export const text = (form: RegExp): Check => value => typeof value === 'string' && form.test(value)
export const bounded = (bytesMax: number): Check => value => typeof value === 'string' && value.length <= bytesMax &&
  (value.length * 3 <= bytesMax || bytesOf(value) <= bytesMax) && value.isWellFormed()
export const whole = (least: number, most: number = Number.MAX_SAFE_INTEGER): Check => value =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
export const flag: Check = value => typeof value === 'boolean'
export const nullOr = (check: Check): Check => value => value === null || check(value)
export const oneOf = (...words: readonly string[]): Check => value => words.includes(value as string)
/** A list; by index and not by `every`, which would pass over holes. */
export const listOf = (check: Check, most: number = Number.MAX_SAFE_INTEGER): Check => value =>
  Array.isArray(value) && value.length <= most && Array.from(value).every(check)
export const shaped = (shape: Shape): Check => value => isObject(value) && wrongField(shape, value) === null

/** The first field of a record that is not of its shape; null when all are. Only own fields count. */
export function wrongField (shape: Shape, record: Record<string, unknown>): string | null {
  for (const key of Object.keys(shape)) {
    if (shape[key]?.(Object.hasOwn(record, key) ? record[key] : undefined) !== true) return key
  }
  return null
}

export const id = text(/^[A-Za-z0-9]{1,128}$/)
export const clusterId = text(/^[A-Za-z0-9-]{1,64}$/)
export const clusterName = text(/^[a-z0-9][a-z0-9.-]{0,62}$/)
/** A DNS label in lower case. RFC 1035 2.3.1. */
export const label = text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
/** Names that we make: tokens, requests. */
export const word = text(/^[A-Za-z0-9._-]{1,64}$/)
export const sha256 = text(/^[0-9a-f]{64}$/)
/** A refusal's code, as the wire carries it. */
export const code = text(/^HIVE_[A-Z0-9_]{1,59}$/)
export const role = bounded(LIMITS.nameBytesMax)
export const reason = bounded(LIMITS.reasonBytesMax)
export const actor = bounded(256)
export const wall = whole(0, WALL_MS_MAX)

const HOST_PORT = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?\]):(\d{1,5})$/
const MULTIADDR = /^(?:\/[\x21-\x2e\x30-\x7e]+)+$/

/** `host:port`, or the multiaddr text that libp2p uses for anything else. */
const address: Check = value => {
  if (typeof value !== 'string' || value.length > LIMITS.addressBytesMax) return false
  const port = HOST_PORT.exec(value)?.[1]
  return port === undefined ? MULTIADDR.test(value) : Number(port) <= 65_535
}

const CLAIM: Shape = { id, name: label, addresses: listOf(address, LIMITS.addressesMax), version: bounded(64) }
export const claim = shaped(CLAIM)
export const proof = nullOr(shaped({ id: word, secretHash: sha256 }))
/** A member's record begins with its claim. */
export const claimed = (rest: Shape): Check => shaped({ ...CLAIM, ...rest })

/**
 * Small records with a checksum over key and value, since level hands out rotten bytes without a word.
 *
 * Pure. A record that was moved to another key, cut or changed does not open.
 */
import { createHash } from 'node:crypto'

/** Bytes of SHA-256 that are kept: rot is found with certainty enough, forgery is not the concern here. */
const SUM_BYTES = 8

export function seal (key: string, value: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(SUM_BYTES + value.length)
  sealed.set(sum(key, value))
  sealed.set(value, SUM_BYTES)
  return sealed
}

/** @returns the value, or null when it is not what was sealed under this key */
export function unseal (key: string, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < SUM_BYTES) return null
  const value = sealed.subarray(SUM_BYTES)
  return Buffer.compare(sum(key, value), sealed.subarray(0, SUM_BYTES)) === 0 ? value : null
}

/** A sealed JSON value. */
export const sealJson = (key: string, value: unknown): Uint8Array => seal(key, Buffer.from(JSON.stringify(value)))

/** @returns the value, or undefined when it does not open */
export function unsealJson (key: string, sealed: Uint8Array): unknown {
  const value = unseal(key, sealed)
  return value === null ? undefined : JSON.parse(Buffer.from(value).toString('utf8'))
}

const sum = (key: string, value: Uint8Array): Uint8Array =>
  createHash('sha256').update(key).update('\0').update(value).digest().subarray(0, SUM_BYTES)

/** A number as text whose order is the number's. */
export const ordered = (count: number): string => count.toString(16).padStart(14, '0')

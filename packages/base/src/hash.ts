/**
 * A 64-bit fingerprint of plain data that does not depend on the order of its keys, for comparing replicas.
 *
 * Pure. Not cryptographic: it finds divergence, it does not stop forgery (the log's hash chain does that).
 * The lanes are the two 32-bit halves of cyrb53 (public domain), widened to 64 bits.
 */

/** Two unsigned 32-bit lanes; adding fingerprints lane by lane gives the fingerprint of a set. */
export interface Fingerprint { high: number, low: number }

export const noFingerprint = (): Fingerprint => ({ high: 0, low: 0 })

/** Fingerprint of any JSON-like value; objects are read in sorted key order. */
export const fingerprint = (value: unknown): Fingerprint => fingerprintAfter(NOTHING, canonical(value))

const NOTHING: Readonly<Fingerprint> = { high: 0xdeadbeef, low: 0x41c6ce57 }

/**
 * What was read of a text that goes on, for the fingerprints of many texts that begin alike: reading the beginning once
 * is most of the work.
 */
export const textBegun = (beginning: string): Readonly<Fingerprint> => readOn(NOTHING, beginning)

/** Fingerprint of a value whose canonical JSON is a beginning and the rest. */
export function fingerprintAfter (begun: Readonly<Fingerprint>, rest: string): Fingerprint {
  let { high, low } = readOn(begun, rest)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return { high: high >>> 0, low: low >>> 0 }
}

function readOn ({ high, low }: Readonly<Fingerprint>, text: string): Fingerprint {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  return { high, low }
}

/** Put a record's fingerprint into a set's, in place. */
export function include (set: Fingerprint, one: Fingerprint): void {
  set.high = (set.high + one.high) >>> 0
  set.low = (set.low + one.low) >>> 0
}

/** Take a record's fingerprint out of a set's, in place. */
export function exclude (set: Fingerprint, one: Fingerprint): void {
  set.high = (set.high - one.high) >>> 0
  set.low = (set.low - one.low) >>> 0
}

/** Sixteen hexadecimal digits. */
export const fingerprintText = (one: Fingerprint): string =>
  one.high.toString(16).padStart(8, '0') + one.low.toString(16).padStart(8, '0')

/** JSON with sorted keys, so that equal data has equal text. */
export function canonical (value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const rows = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${rows.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`
}

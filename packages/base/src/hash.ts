/**
 * A 64-bit fingerprint of plain data that does not depend on the order of its keys, for comparing replicas.
 *
 * Pure. Not cryptographic: it finds divergence, it does not stop forgery (the log's hash chain does that).
 * The lanes are the two 32-bit halves of cyrb53 (public domain), widened to 64 bits.
 */

/** Two unsigned 32-bit lanes; adding fingerprints lane by lane gives the fingerprint of a set. */
export interface Fingerprint { high: number, low: number }

export const noFingerprint = (): Fingerprint => ({ high: 0, low: 0 })

/** Fingerprint of any JSON-like value: of its canonical JSON, which is read without being written. */
export function fingerprint (value: unknown): Fingerprint {
  const lanes = { ...NOTHING }
  readValue(lanes, value)
  return finished(lanes)
}

const NOTHING: Readonly<Fingerprint> = { high: 0xdeadbeef, low: 0x41c6ce57 }
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * What was read of a text that goes on, for the fingerprints of many texts that begin alike: reading the beginning once
 * is most of the work.
 */
export function textBegun (beginning: string): Readonly<Fingerprint> {
  const lanes = { ...NOTHING }
  readText(lanes, beginning)
  return lanes
}

/**
 * Fingerprint of a list whose canonical JSON is a beginning, counts and a word in quotes, for rows of which there are
 * thousands in a second: nothing is written out to be read.
 *
 * @param counts - whole numbers from 0; each is followed by a comma
 * @param word - null where the last count ends the list
 */
export function fingerprintAfterCounts (
  begun: Readonly<Fingerprint>, counts: readonly number[], word: string | null
): Fingerprint {
  const lanes = { high: begun.high, low: begun.low }
  for (let at = 0; at < counts.length; at++) {
    readCount(lanes, counts[at] as number)
    if (word !== null || at < counts.length - 1) readUnit(lanes, COMMA)
  }
  if (word !== null) readQuoted(lanes, word)
  readUnit(lanes, BRACKET)
  return finished(lanes)
}

const COMMA = 0x2c
const BRACKET = 0x5d
const ZERO = 0x30

function readUnit (lanes: Fingerprint, unit: number): void {
  lanes.high = Math.imul(lanes.high ^ unit, 2654435761)
  lanes.low = Math.imul(lanes.low ^ unit, 1597334677)
}

/** A whole number as it is written: its digits, the highest first. */
function readCount (lanes: Fingerprint, count: number): void {
  let scale = 1
  while (count / scale >= 10) scale *= 10
  for (let left = count; scale >= 1; scale /= 10) {
    const digit = Math.floor(left / scale)
    readUnit(lanes, ZERO + digit)
    left -= digit * scale
  }
}

function finished ({ high, low }: Readonly<Fingerprint>): Fingerprint {
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return { high: high >>> 0, low: low >>> 0 }
}

function readText (lanes: Fingerprint, text: string): void {
  let { high, low } = lanes
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  lanes.high = high
  lanes.low = low
}

function readValue (lanes: Fingerprint, value: unknown): void {
  if (typeof value === 'string') return readQuoted(lanes, value)
  if (value === null || typeof value !== 'object') return readText(lanes, canonical(value))
  let begin = Array.isArray(value) ? '[' : '{'
  if (Array.isArray(value)) {
    for (const one of value) {
      readText(lanes, begin)
      readValue(lanes, one)
      begin = ','
    }
    return readText(lanes, begin === '[' ? '[]' : ']')
  }
  const record = value as Readonly<Record<string, unknown>>
  for (const key of sortedKeys(record)) {
    const field = record[key]
    if (field === undefined) continue
    readText(lanes, begin)
    readQuoted(lanes, key)
    readText(lanes, ':')
    readValue(lanes, field)
    begin = ','
  }
  readText(lanes, begin === '{' ? '{}' : '}')
}

/** A text as JSON has it. Few have anything that is written otherwise there; those are read again. */
function readQuoted (lanes: Fingerprint, text: string): void {
  let { high, low } = lanes
  high = Math.imul(high ^ QUOTE, 2654435761)
  low = Math.imul(low ^ QUOTE, 1597334677)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < SPACE || unit === QUOTE || unit === BACKSLASH || (unit >= 0xd800 && unit <= 0xdfff))
      return readText(lanes, JSON.stringify(text))
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  lanes.high = Math.imul(high ^ QUOTE, 2654435761)
  lanes.low = Math.imul(low ^ QUOTE, 1597334677)
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
  const record = value as Readonly<Record<string, unknown>>
  const keys = sortedKeys(record).filter(key => record[key] !== undefined)
  return `{${keys.map(key => `${JSON.stringify(key)}:${canonical(record[key])}`).join(',')}}`
}

/** Most records were written in one order, which is asked for before it is made. */
function sortedKeys (record: object): readonly string[] {
  const keys = Object.keys(record)
  for (let at = 1; at < keys.length; at++) if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return keys.sort()
  return keys
}

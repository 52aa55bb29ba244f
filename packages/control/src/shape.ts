/**
 * Shapes of values from outside: small checks that are put together into the form a record must have.
 *
 * Pure. Texts are measured in bytes of UTF-8 and must be whole characters: half a surrogate pair does not survive
 * being stored, and the state that came back would not be the state that was kept.
 */
import { LIMITS } from '@hivemind/base'

export interface Check {
  readonly holds: (value: unknown) => boolean
  /** What a person should give instead: the end of a sentence that begins with `expected`. */
  readonly expected: string
}
/** Checks by field; a record in a record is a shape in a shape, so that a wrong field inside of it is named. */
export interface Shape { readonly [field: string]: Check | Shape }

/** A field that is not of its shape: its path with dots, what is there, and what should be. */
export interface Wrong { readonly field: string, readonly found: unknown, readonly expected: string }

export const check = (expected: string, holds: Check['holds']): Check => ({ holds, expected })

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Bytes of a text in UTF-8. */
export function utf8Bytes (text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0xd800 && unit < 0xe000) bytes += 1 // Two units, four bytes.
    else if (unit >= 0x800) bytes += 2
    else if (unit >= 0x80) bytes += 1
  }
  return bytes
}

export const text = (form: RegExp, expected: string): Check =>
  check(expected, value => typeof value === 'string' && form.test(value))
export const bounded = (bytesMax: number): Check =>
  check(
    `text of at most ${bytesMax} bytes`,
    value =>
      value === '' || (
        typeof value === 'string' &&
        value.length <= bytesMax &&
        (value.length * 3 <= bytesMax || utf8Bytes(value) <= bytesMax) &&
        value.isWellFormed()
      )
  )
export const whole = (least: number, most: number = Number.MAX_SAFE_INTEGER): Check =>
  check(`a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`}`, value =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
export const exactly = (wanted: unknown): Check => check(String(wanted), value => value === wanted)
export const flag = check('true or false', value => typeof value === 'boolean')
export const present = check('a value', value => value !== undefined)
export const oneOf = (...words: readonly string[]): Check =>
  check(words.join(' or '), value => words.includes(value as string))
export const either = (one: Check, other: Check): Check =>
  check(`${one.expected}, or ${other.expected}`, value => one.holds(value) || other.holds(value))
/** A list; made into one without holes first, which `every` would pass over. */
export const listOf = (one: Check, most: number = Number.MAX_SAFE_INTEGER, least = 0): Check =>
  check(`${countOf(least, most)}, each ${one.expected}`, value =>
    Array.isArray(value) && value.length >= least && value.length <= most && Array.from(value).every(one.holds))
function countOf (least: number, most: number): string {
  if (most === Number.MAX_SAFE_INTEGER) return 'a list'
  return least === 0 ? `at most ${most}` : `${least} to ${most}`
}

export const shaped = (shape: Shape, expected: string): Check =>
  check(expected, value => isObject(value) && wrongField(shape, value) === null)

const isCheck = (one: Check | Shape): one is Check => typeof one['holds'] === 'function'

type Field = readonly [name: string, wanted: Check | Shape]
/** Shapes are made once, and looked at for every entry. */
const known = new WeakMap<Shape, readonly Field[]>()

function fieldsOf (shape: Shape): readonly Field[] {
  const before = known.get(shape)
  if (before !== undefined) return before
  const fields = Object.entries(shape)
  known.set(shape, fields)
  return fields
}

/** The first field of a record that is not of its shape; null when all are. */
export function wrongField (shape: Shape, record: Record<string, unknown>): Wrong | null {
  const fields = fieldsOf(shape)
  for (let at = 0; at < fields.length; at++) {
    const [field, wanted] = fields[at] as Field
    const found = record[field]
    if (isCheck(wanted)) {
      if (!wanted.holds(found)) return { field, found, expected: wanted.expected }
    } else if (isObject(found)) {
      const inner = wrongField(wanted, found)
      if (inner !== null) return { ...inner, field: `${field}.${inner.field}` }
    } else return { field, found, expected: 'an object' }
  }
  return null
}

export const id = text(/^[A-Za-z0-9]{1,128}$/, '1 to 128 letters and digits')
export const clusterId = text(/^[A-Za-z0-9-]{1,64}$/, '1 to 64 letters, digits and dashes')
export const clusterName = text(/^[a-z0-9][a-z0-9.-]{0,62}$/, '1 to 63 lower-case letters, digits, dashes and dots')
export const label = text(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'a DNS label: 1 to 63 lower-case letters, digits and dashes, no dash at either end' // RFC 1035 2.3.1.
)
/** Names that we make: tokens, requests. */
export const word = text(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, dashes and underscores')
/** What is named by its id, whoever made it. */
export const reference = text(/^[A-Za-z0-9._-]{1,128}$/, '1 to 128 letters, digits, dots, dashes and underscores')
export const sha256 = text(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits')
/** A refusal's code, as the wire carries it. */
export const code = text(/^HIVE_[A-Z0-9_]{1,59}$/, 'HIVE_ and up to 59 capitals, digits and underscores')
export const role = bounded(LIMITS.nameBytesMax)
export const reason = bounded(LIMITS.reasonBytesMax)
export const actor = bounded(256)
/** A time that a date can hold (ECMA-262, time range); a later one could not be shown. */
export const wall = whole(0, 8.64e15)

const HOST_PORT = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?\]):(\d{1,5})$/
const MULTIADDR = /^(?:\/[\x21-\x2e\x30-\x7e]+)+$/

/** The multiaddr text of libp2p stands for what `host:port` cannot say. */
const address = check(`host:port of at most ${LIMITS.addressBytesMax} bytes`, value => {
  if (typeof value !== 'string' || value.length > LIMITS.addressBytesMax) return false
  const port = HOST_PORT.exec(value)?.[1]
  return port === undefined ? MULTIADDR.test(value) : Number(port) <= 65_535
})

/** A mark that is there or is not. */
export const marked = either(check('nothing', value => value === undefined), exactly(true))
/** Absent but while several voters change at once. */
export const outgoing = either(check('nothing', value => value === undefined), listOf(id, LIMITS.votersMax, 1))

export const addresses = listOf(address, LIMITS.addressesMax)
export const version = bounded(64)
export const claim: Shape = { id, name: label, addresses, version }
/** Ed25519. The tools of a simulation sign in fewer bytes. */
export const signature = text(/^(?:[0-9a-f]{2}){1,64}$/, 'at most 128 lower-case hexadecimal digits')
/** Observers of one member at most: all others, in a cluster where all observe all. */
export const ACCUSERS_MAX = 16
export const accusers = listOf(shaped(
  { id, missed: whole(0), denied: whole(0), silentTicks: whole(0), connected: flag }, 'an observer and its evidence'
), ACCUSERS_MAX, 1)
export const proof = either(exactly(null), shaped({ id: word, secretHash: sha256 }, 'a token\'s id and secret hash'))

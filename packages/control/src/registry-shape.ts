/**
 * Forms of what the registry keeps: kinds, names, tags, keys, definitions.
 *
 * Pure. A definition is any JSON object that survives being stored: whole characters, a few levels, no key that an
 * object takes for its prototype.
 */
import { LIMITS, TAG_KEY, TAG_VALUE } from '@hivemind/base'
import { type Check, check, isObject, listOf, text, utf8Bytes } from './shape.ts'

/** A family, a dash, and what is unique in it: `ip-10.0.0.5`, `mac-02:42:ac:11:00:02`, `port-a/8080`. */
export const KEY = /^[a-z][a-z0-9]{0,31}-[A-Za-z0-9._:@/+-]{1,190}$/

export const kind = text(/^[a-z][a-z0-9-]{0,31}$/, '1 to 32 lower-case letters, digits and dashes, a letter first')
export const name = text(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,126}$/, '1 to 127 letters, digits, dots, dashes and underscores, no sign first'
)
export const key = text(KEY, 'a family of letters, a dash and a value, as ip-10.0.0.5')
export const holder = text(/^[\x21-\x7e]{1,128}$/, '1 to 128 printable characters without blanks')
export const keys = listOf(key, LIMITS.resourceKeysMax)

export const tagKey = text(TAG_KEY, 'the key of a tag: up to 63 lower-case letters, digits and signs')
export const tags = check(
  `at most ${LIMITS.resourceTagsMax} tags, as zone=ams`,
  value => {
    if (!isObject(value)) return false
    const rows = Object.entries(value)
    return rows.length <= LIMITS.resourceTagsMax &&
      rows.every(([tag, one]) => TAG_KEY.test(tag) && typeof one === 'string' && TAG_VALUE.test(one))
  }
)

/** Levels inside of a definition. */
const LEVELS_MAX = 8

export const definition: Check = check(
  `a JSON object of at most ${LIMITS.definitionBytesMax} bytes and ${LEVELS_MAX} levels`,
  value =>
    isObject(value) && isPlain(value, LEVELS_MAX) && utf8Bytes(JSON.stringify(value)) <= LIMITS.definitionBytesMax
)

/** Whether a value survives being stored, in so many levels. */
export function isPlain (value: unknown, levels: number): boolean {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'string') return value.isWellFormed()
  if (levels === 0) return false
  if (Array.isArray(value)) return Array.from(value).every(one => isPlain(one, levels - 1))
  return isObject(value) && Object.keys(value).every(field =>
    field !== '__proto__' && field.isWellFormed() && isPlain(value[field], levels - 1))
}

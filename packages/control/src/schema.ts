/**
 * Schemas of kinds: what a definition may say, what stands in for what it leaves out, and which unique keys follow
 * from it.
 *
 * Pure, and the same for ever: every replica judges an entry by it. The words are those of JSON Schema (2020-12), the
 * ones that need no library and no regular expression, and one of our own: a field with `key: "ip"` claims `ip-` and
 * its value.
 */
import { isPlain, KEY } from './registry-shape.ts'
import { isObject } from './shape.ts'

/** A schema that `schemaProblem` found nothing wrong with. */
export interface Schema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array'
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** False when only the fields of `properties` may be there. */
  readonly additionalProperties?: boolean
  /** Family of the unique key that a value claims. */
  readonly key?: string
}

/** A definition as its kind wants it, with what it had left out, and the unique keys that follow from it. */
export interface Fitting {
  readonly definition: Readonly<Record<string, unknown>>
  readonly claims: readonly string[]
}

/** The field that does not fit: its path, what is there, what should be. */
export interface Unfit { readonly field: string, readonly found: unknown, readonly expected: string }

const LEVELS_MAX = 8
const FIELD = /^[A-Za-z_$][A-Za-z0-9_$.-]{0,62}$/
const FAMILY = /^[a-z][a-z0-9]{0,31}$/
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isText = (value: unknown): boolean => typeof value === 'string' && value.isWellFormed()

type Word = readonly [holds: (value: unknown) => boolean, expected: string]
const EVERYWHERE: Readonly<Record<string, Word>> = {
  type: [isText, 'a type'], title: [isText, 'text'], description: [isText, 'text'],
  default: [value => isPlain(value, LEVELS_MAX), 'a value'],
  enum: [value => Array.isArray(value) && value.length > 0 && value.every(one => isPlain(one, 0)), 'a list of values']
}
const COUNT: Word = [isCount, 'a whole number from 0']
const NUMBER: Word = [isNumber, 'a number']
const CLAIM: Word = [value => typeof value === 'string' && FAMILY.test(value), 'the family of a key, as ip']
const WORDS: Readonly<Record<Schema['type'], Readonly<Record<string, Word>>>> = {
  string: { minLength: COUNT, maxLength: COUNT, key: CLAIM },
  integer: { minimum: NUMBER, maximum: NUMBER, key: CLAIM },
  number: { minimum: NUMBER, maximum: NUMBER },
  boolean: {},
  array: { items: [isObject, 'a schema'], minItems: COUNT, maxItems: COUNT },
  object: {
    properties: [isObject, 'schemas by field'],
    required: [value => Array.isArray(value) && value.every(one => typeof one === 'string'), 'names of fields'],
    additionalProperties: [value => typeof value === 'boolean', 'true or false']
  }
}

/** What is wrong with a schema, as the end of a sentence; null when nothing is. */
export function schemaProblem (value: unknown): string | null {
  const problem = problemAt(value, 'schema', LEVELS_MAX)
  if (problem !== null || (value as Schema).type === 'object') return problem
  return `schema.type is ${shown((value as Schema).type)}, expected object`
}

function problemAt (value: unknown, path: string, levels: number): string | null {
  if (!isObject(value)) return `${path} is ${shown(value)}, expected a schema`
  if (levels === 0) return `${path} is deeper than ${LEVELS_MAX} levels`
  const { type } = value
  if (typeof type !== 'string' || !Object.hasOwn(WORDS, type))
    return `${path}.type is ${shown(type)}, expected ${Object.keys(WORDS).join(', ')}`
  const words = { ...EVERYWHERE, ...WORDS[type as Schema['type']] }
  for (const [word, given] of Object.entries(value)) {
    const known = Object.hasOwn(words, word) ? words[word] : undefined
    if (known === undefined) return `${path}.${word.slice(0, 40)} is no word of ${type}; there are ${Object.keys(words).join(', ')}`
    const [holds, expected] = known
    if (!holds(given)) return `${path}.${word} is ${shown(given)}, expected ${expected}`
  }
  return insideProblem(value as unknown as Schema, path, levels)
}

function insideProblem (schema: Schema, path: string, levels: number): string | null {
  const { properties = {}, items, required = [], key } = schema
  for (const [name, field] of Object.entries(properties)) {
    if (!FIELD.test(name)) return `${path}.properties has ${shown(name)}, expected the name of a field`
    const problem = problemAt(field, `${path}.properties.${name}`, levels - 1)
    if (problem !== null) return problem
  }
  const inItems = items === undefined ? null : problemAt(items, `${path}.items`, levels - 1)
  if (inItems !== null) return inItems
  const stray = required.find(name => !Object.hasOwn(properties, name))
  if (stray !== undefined) return `${path}.required names ${shown(stray)}, which properties has not`
  if (!Object.hasOwn(schema, 'default')) return null
  if (key !== undefined) return `${path}.default stands beside key: the first one would have it, and nobody else`
  const unfit = fill(schema, schema.default, `${path}.default`, [])
  return 'expected' in unfit ? `${unfit.field} is ${shown(unfit.found)}, expected ${unfit.expected}` : null
}

/** The families of keys that a schema claims by, each with the place of its field: equal texts claim alike. */
export function claimsBy (schema: Schema, path = ''): string {
  const { key, items, properties = {} } = schema
  const own = key === undefined ? '' : `${path}=${key};`
  const inside = Object.keys(properties).sort().map(name => claimsBy(properties[name] as Schema, `${path}.${name}`))
  return own + (items === undefined ? '' : claimsBy(items, `${path}[]`)) + inside.join('')
}

/** Fit a definition to a schema. */
export function fitted (schema: Schema, definition: Readonly<Record<string, unknown>>): Fitting | Unfit {
  const claims: string[] = []
  const filled = fill(schema, definition, 'definition', claims)
  if ('expected' in filled) return filled
  return { definition: filled.value as Fitting['definition'], claims: [...new Set(claims)] }
}

type Filled = { readonly value: unknown } | Unfit

function fill (schema: Schema, found: unknown, field: string, claims: string[]): Filled {
  const unfit = (expected: string): Unfit => ({ field, found, expected })
  const { type } = schema
  if (!isOfType(type, found)) return unfit(type === 'integer' ? 'a whole number' : `a value of type ${type}`)
  if (schema.enum !== undefined && !schema.enum.includes(found)) return unfit(schema.enum.map(shown).join(' or '))
  const bounds = outOfBounds(schema, found)
  if (bounds !== null) return unfit(bounds)
  if (schema.key !== undefined) {
    const key = `${schema.key}-${found as string | number}`
    if (!KEY.test(key)) return unfit(`what can be the value of a unique key, as in ${schema.key}-1`)
    claims.push(key)
  }
  if (Array.isArray(found)) return fillList(schema, found, field, claims)
  return isObject(found) ? fillObject(schema, found, field, claims) : { value: found }
}

function isOfType (type: Schema['type'], value: unknown): boolean {
  switch (type) {
    case 'integer': return Number.isSafeInteger(value)
    case 'array': return Array.isArray(value)
    case 'object': return isObject(value)
    default: return typeof value === type
  }
}

/** What a value should have been, by its size; null when it is within bounds. */
function outOfBounds (schema: Schema, value: unknown): string | null {
  const between = (least = 0, most: number | undefined, size: number, what: string): string | null =>
    size >= least && size <= (most ?? Number.POSITIVE_INFINITY) ? null : `${rangeOf(least, most)} ${what}`.trim()
  const { minLength, maxLength, minItems, maxItems, minimum = Number.NEGATIVE_INFINITY, maximum } = schema
  if (typeof value === 'string') return between(minLength, maxLength, [...value].length, 'characters')
  if (Array.isArray(value)) return between(minItems, maxItems, value.length, 'items')
  return typeof value === 'number' ? between(minimum, maximum, value, '') : null
}

function rangeOf (least: number, most: number | undefined): string {
  if (most === undefined) return `at least ${least}`
  return least === Number.NEGATIVE_INFINITY ? `at most ${most}` : `${least} to ${most}`
}

function fillList ({ items }: Schema, found: readonly unknown[], field: string, claims: string[]): Filled {
  if (items === undefined) return { value: found }
  const value: unknown[] = []
  for (const [at, one] of found.entries()) {
    const filled = fill(items, one, `${field}[${at}]`, claims)
    if ('expected' in filled) return filled
    value.push(filled.value)
  }
  return { value }
}

function fillObject (
  { properties = {}, required = [], additionalProperties = true }: Schema, found: Record<string, unknown>,
  field: string, claims: string[]
): Filled {
  const value: Record<string, unknown> = { ...found }
  const stray = Object.keys(found).find(name => !Object.hasOwn(properties, name))
  if (stray !== undefined && !additionalProperties) {
    const known = Object.keys(properties).join(', ') || 'none'
    return { field: `${field}.${stray}`, found: found[stray], expected: `no such field; there are ${known}` }
  }
  for (const [name, schema] of Object.entries(properties)) {
    const path = `${field}.${name}`
    const given = Object.hasOwn(found, name) ? found[name] : schema.default
    if (given === undefined && required.includes(name)) return { field: path, found: given, expected: 'a value' }
    if (given === undefined) continue
    const filled = fill(schema, given, path, claims)
    if ('expected' in filled) return filled
    value[name] = filled.value
  }
  return { value }
}

/** A value as part of a message, cut to what a person would read. */
export const shown = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 100).toWellFormed()

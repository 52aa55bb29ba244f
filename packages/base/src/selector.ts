/**
 * Selectors: the one language in which things are chosen by their tags.
 *
 * Pure. `key=value`, `key!=value`, `key` (there is such a tag), `!key` (there is none); a comma means "and". What is
 * empty chooses all.
 */
import { HivemindError, type Refusal, refusing } from './error.ts'
import { errors } from './errors.ts'

export const TAG_KEY = /^[a-z][a-z0-9._/-]{0,62}$/
export const TAG_VALUE = /^[A-Za-z0-9._:/@+-]{0,128}$/

const refuse = refusing(errors)

/** Tags by key; a tag without a value has an empty one. */
export type Tags = Readonly<Record<string, string>>

/** One condition. `value` is null where only the key counts. */
export interface Condition { readonly key: string, readonly value: string | null, readonly wanted: boolean }
export type Selector = readonly Condition[]

/** Conditions in one selector: more is a program, not a choice. */
const CONDITIONS_MAX = 16

/**
 * Read a selector. @returns conditions in the order given, none for an empty text; HIVE_SELECTOR names what is wrong
 */
export function readSelector (text: string): Selector | Refusal {
  const parts = text.trim() === '' ? [] : text.split(',')
  if (parts.length > CONDITIONS_MAX) {
    return refuse('HIVE_SELECTOR', `${parts.length} conditions, expected at most ${CONDITIONS_MAX}`)
  }
  const read = parts.map(part => condition(part.trim()))
  const wrong = read.indexOf(null)
  if (wrong < 0) return read.filter(one => one !== null)
  return refuse('HIVE_SELECTOR', `"${parts[wrong]?.trim().slice(0, 80)}" is no condition; expected key=value, key!=value, key or !key`)
}

/** For rooms that touch the world. @throws {HivemindError} HIVE_SELECTOR */
export function selectorIn (text = ''): Selector {
  const selector = readSelector(text)
  if ('code' in selector) throw new HivemindError(selector)
  return selector
}

function condition (text: string): Condition | null {
  const at = text.indexOf('=')
  if (at < 0) {
    const wanted = !text.startsWith('!')
    const key = wanted ? text : text.slice(1)
    return TAG_KEY.test(key) ? { key, value: null, wanted } : null
  }
  const wanted = text[at - 1] !== '!'
  const key = text.slice(0, wanted ? at : at - 1)
  const value = text.slice(at + 1)
  return TAG_KEY.test(key) && TAG_VALUE.test(value) ? { key, value, wanted } : null
}

/** Whether tags meet every condition. A tag that is missing differs from every value. */
export const selects = (selector: Selector, tags: Tags): boolean => selector.every(({ key, value, wanted }) => {
  const found = Object.hasOwn(tags, key) ? tags[key] : undefined
  return (value === null ? found !== undefined : found === value) === wanted
})

/**
 * The facts of one origin: saying something new, and putting together what somebody has with what came after it.
 *
 * Pure. Contents are never changed, only replaced.
 */
import { LIMITS, type NodeId, type Refusal, type WallMs, wallMs } from '@hivemind/base'
import { FEED } from './bounds.ts'
import { refuse } from './errors.ts'
import type { Given, Publication } from './input.ts'
import type { Contents, Fact } from './state.ts'

/** What an origin says that has just started. */
export const noContents = (origin: NodeId, boot: number): Contents =>
  ({ origin, boot, seq: 0, floor: 0, at: wallMs(0), facts: [] })

/**
 * Say something new.
 *
 * @returns the same contents when nothing of it is new, or a refusal: then nothing is said
 */
export function publish (contents: Contents, said: readonly Publication[], at: WallMs): Contents | Refusal {
  const facts = new Map(contents.facts.map(fact => [fact.key, fact]))
  let { seq, floor } = contents
  for (const { key, value } of said) {
    const wrong = factRefused(key, value)
    if (wrong !== null) return wrong
    if (sameValue(facts.get(key)?.value ?? null, value)) continue
    facts.delete(key) // The newest goes to the end: facts stay in the order of their numbers.
    facts.set(key, { key, seq: ++seq, value })
  }
  if (seq === contents.seq) return contents
  if ([...facts.values()].filter(({ value }) => value === null).length > FEED.takenBackMax) floor = seq
  const left = [...facts.values()].filter(({ value, seq: number }) => value !== null || number > floor)
  return sizeRefused(left) ?? { ...contents, seq, floor, at, facts: left }
}

/** The same facts in a later life, which all who have them from the earlier one take as new. */
export const reborn = (contents: Contents, boot: number): Contents => ({ ...contents, boot })

/**
 * What came, whole. Whoever has what came before has forgotten what was taken back as well: `continues` says so.
 *
 * @returns null when it does not continue what is held
 */
export function assembled (held: Contents | undefined, given: Given): Contents | null {
  const { after, signature: _signature, ...contents } = given
  if (after === 0) return contents
  if (held === undefined || held.boot !== given.boot || held.seq < after) return null
  const renewed = new Set(given.facts.map(({ key }) => key))
  const kept = held.facts.filter(({ key, seq }) => seq <= after && !renewed.has(key))
  return { ...contents, facts: [...kept, ...given.facts] }
}

/** Whether contents are as every origin of ours makes them: bounded, each key once, numbers in order. */
export function isWellFormed ({ boot, seq, floor, facts }: Contents): boolean {
  if (boot < 1 || seq < 1 || floor > seq) return false
  let before = 0
  for (const fact of facts) {
    if (fact.seq <= before || fact.seq > seq || (fact.value === null && fact.seq <= floor)) return false
    before = fact.seq
  }
  if (new Set(facts.map(({ key }) => key)).size !== facts.length) return false
  return facts.every(({ key, value }) => factRefused(key, value) === null) && sizeRefused(facts) === null
}

/** Names count by their letters: all of them are ASCII. */
export const bytesOf = (facts: readonly Fact[]): number =>
  facts.reduce((bytes, { key, value }) => bytes + key.length + (value?.length ?? 0), 0)

/** Words of lower-case letters, digits and a few signs, as in `disk` or `dns/www.example.org/a`. */
const KEY = /^[a-z0-9][a-z0-9./:_-]*$/

function factRefused (key: string, value: Uint8Array | null): Refusal | null {
  const { feedKeyBytesMax, feedValueBytesMax } = LIMITS
  if (key.length > feedKeyBytesMax || !KEY.test(key)) {
    const expected = `1 to ${feedKeyBytesMax} lower-case letters, digits and ./:_-`
    return refuse('HIVE_FEED_FACT', `the fact is named ${JSON.stringify(key.slice(0, 80))}, expected ${expected}`)
  }
  if (value === null || value.length <= feedValueBytesMax) return null
  const message = `fact ${key} has ${value.length} bytes, expected at most ${feedValueBytesMax}`
  return refuse('HIVE_FEED_FACT', message)
}

function sizeRefused (facts: readonly Fact[]): Refusal | null {
  const { feedFactsMax, feedBytesMax } = LIMITS
  if (facts.length > feedFactsMax)
    return refuse('HIVE_FEED_FULL', `${facts.length} facts, expected at most ${feedFactsMax}`)
  const bytes = bytesOf(facts)
  return bytes <= feedBytesMax
    ? null
    : refuse('HIVE_FEED_FULL', `facts of ${bytes} bytes, expected at most ${feedBytesMax}`)
}

const sameValue = (one: Uint8Array | null, other: Uint8Array | null): boolean =>
  one === null || other === null
    ? one === other
    : one.length === other.length && one.every((byte, at) => byte === other[at])

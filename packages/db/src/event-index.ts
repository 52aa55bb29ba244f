/**
 * Where in the log the events of each type are, so that nobody reads the whole log for a few of them.
 *
 * Touches the store. Keys: `events:<type>:<last index>` for the events of one type in one batch, and `leaf:<number>`
 * for each batch that was added. Level may lose a batch out of the middle without an error, so the numbers of the
 * leaves must have no gap: if they have, the index is thrown away and built again from the log. Batches follow one
 * another in the log, so no two records of a type overlap, and a search begins at the first whose last index is far
 * enough.
 */
import { type Index, index } from '@hivemind/base'
import { ordered, seal, sealJson, unseal, unsealJson } from './sealed.ts'
import type { Store } from './store.ts'

export interface EventRow { readonly type: string, readonly index: Index }

/** Leaves remembered: more than level's unflushed log (4 MB) can hold, and only from there can a batch vanish. */
const LEAVES_KEPT = 32_768

const LEAVES = { gte: 'leaf:', lt: 'leaf;' }
const EVENTS = { gte: 'events:', lt: 'events;' }
const leafKey = (number: number): string => `leaf:${ordered(number)}`
/** The type may hold any character; hexadecimal has none that means something in a key. */
const typeKey = (type: string): string => `events:${Buffer.from(type).toString('hex')}:`
/** Indexes of one record: the first one, then the distances. */
const packed = (indexes: readonly number[]): Uint8Array =>
  Buffer.from(indexes.map((at, nth) => at - (indexes[nth - 1] ?? 0)).join(' '))
function unpacked (bytes: Uint8Array): Index[] {
  let at = 0
  return Buffer.from(bytes).toString('latin1').split(' ').map(distance => {
    at += Number(distance)
    return index(at)
  })
}

export class EventIndex {
  readonly #store: Store
  readonly #note: (sentence: string) => void
  #leaf = 0
  #through = 0

  constructor (store: Store, note: (sentence: string) => void) {
    this.#store = store
    this.#note = note
  }

  /** Learn how far the index reaches; an index with a gap is cleared. */
  async open (): Promise<void> {
    let last = 0
    let through = 0
    let count = 0
    for await (const [key, sealed] of this.#store.iterator(LEAVES)) {
      const leaf = unsealJson(key, sealed) as { readonly number: number, readonly through: number } | undefined
      if (leaf === undefined) return this.#clear(last)
      last = leaf.number
      through = leaf.through
      count++
    }
    // The last of them are all here, or one of them is lost.
    if (count < Math.min(last, LEAVES_KEPT)) return this.#clear(last)
    this.#leaf = last
    this.#through = through
  }

  async #clear (leaf: number): Promise<void> {
    this.#note(`the event index has a gap before or after leaf ${leaf}; it is built again from the log`)
    await this.#store.clear(EVENTS)
    await this.#store.clear(LEAVES)
  }

  /** @returns the last log index whose events are all here */
  through (): Index {
    return index(this.#through)
  }

  /**
   * Add rows, all or none of them. Not synced: what a power cut takes is missing as a whole, and is fed again.
   *
   * @param rows - in the order of the log, none after `through`; those that the index reaches already are left out
   */
  async add (rows: readonly EventRow[], through: Index): Promise<void> {
    const leaf = this.#leaf + 1
    const value = { number: leaf, through: Math.max(through, this.#through) }
    const news = Map.groupBy(rows.filter(row => row.index > this.#through), ({ type }) => type)
    const puts = [...news].map(([type, own]) => {
      const key = typeKey(type) + ordered(own.at(-1)?.index ?? 0)
      return { type: 'put' as const, key, value: seal(key, packed(own.map(row => row.index))) }
    })
    await this.#store.batch([
      ...puts,
      { type: 'put', key: leafKey(leaf), value: sealJson(leafKey(leaf), value) },
      { type: 'del', key: leafKey(Math.max(0, leaf - LEAVES_KEPT)) }
    ])
    this.#leaf = leaf
    this.#through = value.through
  }

  /** Indexes of events of a type at and after `from`, in order; records that are not as written are left out. */
  async find (type: string, from: Index, limit: number): Promise<Index[]> {
    const prefix = typeKey(type)
    const found: Index[] = []
    if (limit <= 0) return found
    for await (const [key, sealed] of this.#store.iterator({ gte: prefix + ordered(from), lt: `${prefix}~` })) {
      const value = unseal(key, sealed)
      if (value === null) this.#note(`the event index is damaged at ${key}`)
      else found.push(...unpacked(value).filter(at => at >= from))
      if (found.length >= limit) break
    }
    return found.slice(0, limit)
  }
}

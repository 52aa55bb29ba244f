/**
 * Where in the log the events of each type are, so that nobody reads the whole log for a few of them.
 *
 * Touches the store. Keys: `event:<type>:<index>`, and `page:<number>` for each batch of rows that was added. Level may
 * lose a batch out of the middle without an error, so the numbers of the pages must have no gap: if they have, the
 * index is thrown away and built again from the log.
 */
import { type Index, index } from '@hivemind/base'
import { ordered, seal, sealJson, unseal, unsealJson } from './sealed.ts'
import type { Store } from './store.ts'

export interface EventRow { readonly type: string, readonly index: Index }

/** Pages remembered: more than level's unflushed log (4 MB) can hold, and only from there can a batch vanish. */
const PAGES_KEPT = 32_768

const PAGES = { gte: 'page:', lt: 'page;' }
const EVENTS = { gte: 'event:', lt: 'event;' }
const NOTHING = new Uint8Array(0)
const pageKey = (number: number): string => `page:${ordered(number)}`
/** The type may hold any character; hexadecimal has none that means something in a key. */
const typeKey = (type: string): string => `event:${Buffer.from(type).toString('hex')}:`
const rowKey = ({ type, index }: EventRow): string => typeKey(type) + ordered(index)

export class EventIndex {
  readonly #store: Store
  readonly #note: (sentence: string) => void
  #page = 0
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
    for await (const [key, sealed] of this.#store.iterator(PAGES)) {
      const page = unsealJson(key, sealed) as { readonly number: number, readonly through: number } | undefined
      if (page === undefined) return this.#clear(last)
      last = page.number
      through = page.through
      count++
    }
    // The last of them are all here, or one of them is lost.
    if (count < Math.min(last, PAGES_KEPT)) return this.#clear(last)
    this.#page = last
    this.#through = through
  }

  async #clear (page: number): Promise<void> {
    this.#note(`the event index has a gap before or after page ${page}; it is built again from the log`)
    await this.#store.clear(EVENTS)
    await this.#store.clear(PAGES)
  }

  /** @returns the last log index whose events are all here */
  through (): Index {
    return index(this.#through)
  }

  /** Add rows, all or none of them. Not synced: what a power cut takes is missing as a whole, and is fed again. */
  async add (rows: readonly EventRow[], through: Index): Promise<void> {
    const page = this.#page + 1
    const value = { number: page, through: Math.max(through, this.#through) }
    const puts = rows.map(row => ({ type: 'put' as const, key: rowKey(row), value: seal(rowKey(row), NOTHING) }))
    await this.#store.batch([
      ...puts,
      { type: 'put', key: pageKey(page), value: sealJson(pageKey(page), value) },
      { type: 'del', key: pageKey(Math.max(0, page - PAGES_KEPT)) }
    ])
    this.#page = page
    this.#through = value.through
  }

  /** Indexes of events of a type at and after `from`, in order; rows that are not as they were written are left out. */
  async find (type: string, from: Index, limit: number): Promise<Index[]> {
    const prefix = typeKey(type)
    const found: Index[] = []
    if (limit <= 0) return found
    for await (const [key, sealed] of this.#store.iterator({ gte: prefix + ordered(from), lt: `${prefix}~` })) {
      if (unseal(key, sealed) === null) {
        this.#note(`the event index is damaged at ${key}`)
        continue
      }
      found.push(index(Number.parseInt(key.slice(prefix.length), 16)))
      if (found.length >= limit) break
    }
    return found
  }
}

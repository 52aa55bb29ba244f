/**
 * Answers to queries that come again byte for byte, but for their number: until a zone changes they are the same.
 *
 * Pure. All of it is bytes in two arrays of fixed size, so that an answer that is known makes no object: the query is
 * compared where it lies, and the answer is written over it. A set of several records is remembered in a few turns, so
 * that everybody still begins with another one.
 */
import { HEADER_BYTES } from './wire/numbers.ts'

/** Memory that a message lies in, by bytes and by words of four. */
export interface Area { readonly bytes: Buffer, readonly words: Int32Array }

/**
 * Messages begin two bytes before a multiple of four: what follows their number can be read and written by words.
 * Behind each there are three bytes that nobody needs.
 */
export const MESSAGE_AT = 2
export const MESSAGE_SPARE = 3

/** An answer as it can be given again. */
export interface Said {
  readonly rcode: number
  /** Hash of what makes answers alike for the limit of responses. */
  readonly kind: number
  /** The same answer, cut. */
  readonly cut: Buffer
  /** The packet, with its records turned by none, one, two, …; one at least. */
  readonly turns: readonly Buffer[]
}

/** Queries that are remembered; a flood of names by chance begins anew. */
const KEPT_MAX = 20_000
const WORDS = 1 << 21
const PLACES = 1 << 16
/** Places that are looked at for one query: whoever makes many meet in one only makes them forgotten. */
const PROBES_MAX = 8
const QUERY_BYTES_MAX = 300
export const TURNS_MAX = 4

/** What an entry begins with, in words; for the cut packet and each turn then its place and its bytes. */
const FIELD = { bytes: 0, kind: 1, rcode: 2, turns: 3, next: 4, packets: 5 } as const
const ENTRY_WORDS = FIELD.packets + 2 * (1 + TURNS_MAX)

/** Words of a message behind its number. */
const wordsOf = (bytes: number): number => (bytes + 1) >> 2

export class Remembered {
  /** Where the entry of a query begins, by its hash; 0 for none. */
  readonly #places = new Int32Array(PLACES)
  readonly #words = new Int32Array(WORDS)
  readonly #bytes = Buffer.from(this.#words.buffer)
  readonly #seed: number
  #end = 1
  #count = 0

  /** @param seed - any number that is not known outside */
  constructor (seed = 0) { this.#seed = seed }

  /** @returns the entry of a query, or 0 */
  find ({ bytes, words }: Area, at: number, length: number): number {
    if (length > QUERY_BYTES_MAX || length < HEADER_BYTES) return 0
    for (let spare = at + length; spare < at + length + MESSAGE_SPARE; spare++) bytes[spare] = 0
    const from = (at + 2) >> 2
    const count = wordsOf(length)
    let place = this.#placeOf(words, from, count, length)
    for (let probes = 0; probes < PROBES_MAX; probes++) {
      const entry = this.#places[place] as number
      if (entry === 0 || this.#isOf(entry, words, from, count, length)) return entry
      place = (place + 1) & (PLACES - 1)
    }
    return 0
  }

  #placeOf (words: Int32Array, from: number, count: number, length: number): number {
    let hash = this.#seed ^ length
    for (let nth = from; nth < from + count; nth++) {
      hash = Math.imul(hash ^ (words[nth] as number), 0x9e37_79b1)
      hash ^= hash >>> 15
    }
    return hash & (PLACES - 1)
  }

  #isOf (entry: number, words: Int32Array, from: number, count: number, length: number): boolean {
    const own = this.#words
    if (own[entry + FIELD.bytes] !== length) return false
    const query = entry + ENTRY_WORDS
    for (let nth = 0; nth < count; nth++) if (own[query + nth] !== words[from + nth]) return false
    return true
  }

  kindOf (entry: number): number { return this.#words[entry + FIELD.kind] as number }
  rcodeOf (entry: number): number { return this.#words[entry + FIELD.rcode] as number }

  /** Write the answer whose turn it is over the query, its number left as it is. @returns bytes of the answer */
  give (entry: number, area: Area, at: number): number {
    const words = this.#words
    const turn = words[entry + FIELD.next] as number
    words[entry + FIELD.next] = turn + 1 === words[entry + FIELD.turns] ? 0 : turn + 1
    return this.#copied(entry, 1 + turn, area, at)
  }

  giveCut (entry: number, area: Area, at: number): number { return this.#copied(entry, 0, area, at) }

  #copied (entry: number, packet: number, { words: target }: Area, at: number): number {
    const words = this.#words
    const from = words[entry + FIELD.packets + 2 * packet] as number
    const length = words[entry + FIELD.packets + 2 * packet + 1] as number
    const to = (at + 2) >> 2
    for (let nth = wordsOf(length) - 1; nth >= 0; nth--) target[to + nth] = words[from + nth] as number
    return length
  }

  /**
   * Remember what a query is answered.
   *
   * @param first - the turn that is given first
   * @returns its entry, or 0 when the query is one that is not remembered
   */
  keep (area: Area, at: number, length: number, said: Said, first: number): number {
    if (length > QUERY_BYTES_MAX || length < HEADER_BYTES) return 0
    const packets = [said.cut, ...said.turns.slice(0, TURNS_MAX)]
    const count = wordsOf(length)
    const needed = packets.reduce((sum, packet) => sum + wordsOf(packet.length), ENTRY_WORDS + count)
    if (this.#count >= KEPT_MAX || this.#end + needed > WORDS) this.forget()
    const from = (at + 2) >> 2
    const entry = this.#end
    const words = this.#words
    words.set([length, said.kind, said.rcode, packets.length - 1, first % (packets.length - 1)], entry)
    words.set(area.words.subarray(from, from + count), entry + ENTRY_WORDS)
    let end = entry + ENTRY_WORDS + count
    for (const [nth, packet] of packets.entries()) {
      words.set([end, packet.length], entry + FIELD.packets + 2 * nth)
      packet.copy(this.#bytes, end * 4, 2)
      end += wordsOf(packet.length)
    }
    this.#end = end
    this.#count++
    this.#places[this.#freeFrom(this.#placeOf(words, entry + ENTRY_WORDS, count, length))] = entry
    return entry
  }

  /** The first of the places for a query that is empty; where none is, the last one is given to it. */
  #freeFrom (place: number): number {
    let at = place
    for (let probes = 1; probes < PROBES_MAX && this.#places[at] !== 0; probes++) at = (at + 1) & (PLACES - 1)
    return at
  }

  forget (): void {
    if (this.#count === 0) return
    this.#places.fill(0)
    this.#end = 1
    this.#count = 0
  }
}

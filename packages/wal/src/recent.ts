/**
 * The entries that were appended last, in memory: they are what most readers want.
 *
 * Pure. An entry of an index is what the log has there now; whoever cuts the log cuts this too. Entries lie in a ring,
 * and their chains beside it in one piece: nothing is made for an entry that nobody reads.
 */
import { CHAIN_BYTES } from './format.ts'
import type { Chained, LogEntry, StoredEntry } from './types.ts'

/** Entries and bytes of their payloads that are kept. */
const ENTRIES_MAX = 4_096
const BYTES_MAX = 4 * 1024 * 1024

export class Recent {
  /** Each at the rest of its index. */
  readonly #entries: (LogEntry | undefined)[] = []
  /** Those that were read, with their chain. */
  readonly #made: (StoredEntry | undefined)[] = []
  #chains = Buffer.alloc(0)
  /** What is kept: `#first` to `#last`; nothing when it is 0 to -1. */
  #first = 0
  #last = -1
  #bytes = 0

  /** Entries `from`..`through`; null unless all are here. */
  between (from: number, through: number): readonly StoredEntry[] | null {
    const found: StoredEntry[] = []
    if (from > through) return found
    if (from < this.#first || through > this.#last) return null
    for (let index = from; index <= through; index++) found.push(this.#stored(index % ENTRIES_MAX))
    return found
  }

  put ({ entries, chains }: Chained): void {
    const [first] = entries
    if (first === undefined) return
    if (this.#chains.length === 0) this.#chains = Buffer.alloc(ENTRIES_MAX * CHAIN_BYTES)
    if (first.index !== this.#last + 1) this.#begin(first.index)
    for (let nth = 0; nth < entries.length; nth++) {
      const entry = entries[nth] as LogEntry
      if (entry.index - this.#first === ENTRIES_MAX) this.#dropFirst()
      const slot = entry.index % ENTRIES_MAX
      this.#entries[slot] = entry
      this.#made[slot] = undefined
      chains.copy(this.#chains, slot * CHAIN_BYTES, nth * CHAIN_BYTES, (nth + 1) * CHAIN_BYTES)
      this.#bytes += entry.payload.length
      this.#last = entry.index
    }
    while (this.#bytes > BYTES_MAX) this.#dropFirst()
  }

  /** Forget what comes after an index. */
  cutTo (last: number): void {
    while (this.#last > last && this.#last >= this.#first) this.#drop(this.#last--)
  }

  clear (): void {
    while (this.#last >= this.#first) this.#dropFirst()
    this.#begin(0)
  }

  /** Nothing is kept; the next entry has this index. */
  #begin (index: number): void {
    while (this.#last >= this.#first) this.#dropFirst()
    this.#first = index
    this.#last = index - 1
  }

  #dropFirst (): void { this.#drop(this.#first++) }

  #drop (index: number): void {
    const slot = index % ENTRIES_MAX
    this.#bytes -= this.#entries[slot]?.payload.length ?? 0
    this.#entries[slot] = undefined
    this.#made[slot] = undefined
  }

  #stored (slot: number): StoredEntry {
    const known = this.#made[slot]
    if (known !== undefined) return known
    const { index, term, kind, payload } = this.#entries[slot] as LogEntry
    const chain = Buffer.from(this.#chains.subarray(slot * CHAIN_BYTES, (slot + 1) * CHAIN_BYTES))
    const made = { index, term, kind, payload, chain }
    this.#made[slot] = made
    return made
  }
}

/**
 * The entries that were appended last, in memory: they are what most readers want.
 *
 * Pure. An entry of an index is what the log has there now; whoever cuts the log cuts this too.
 */
import type { StoredEntry } from './types.ts'

/** Entries and bytes of their payloads that are kept. */
const ENTRIES_MAX = 4_096
const BYTES_MAX = 4 * 1024 * 1024

export class Recent {
  /** The one that came first goes first. */
  readonly #entries = new Map<number, StoredEntry>()
  #bytes = 0

  /** Entries `from`..`through`; null unless all are here. */
  between (from: number, through: number): readonly StoredEntry[] | null {
    const found: StoredEntry[] = []
    for (let index = from; index <= through; index++) {
      const entry = this.#entries.get(index)
      if (entry === undefined) return null
      found.push(entry)
    }
    return found
  }

  put (entries: readonly StoredEntry[]): void {
    for (const entry of entries) {
      this.#drop(entry.index)
      this.#entries.set(entry.index, entry)
      this.#bytes += entry.payload.length
    }
    for (const index of this.#entries.keys()) {
      if (this.#entries.size <= ENTRIES_MAX && this.#bytes <= BYTES_MAX) return
      this.#drop(index)
    }
  }

  /** Forget what comes after an index. */
  cutTo (last: number): void {
    for (const index of [...this.#entries.keys()]) if (index > last) this.#drop(index)
  }

  clear (): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  #drop (index: number): void {
    this.#bytes -= this.#entries.get(index)?.payload.length ?? 0
    this.#entries.delete(index)
  }
}

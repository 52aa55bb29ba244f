/**
 * Entries that are appended and not durable yet, batch by batch.
 *
 * Pure. A batch that was cut stays until it is durable, as its write is under way; its entries are not of the log.
 */
import type { Index } from '@hivemind/base'
import { storedAt } from './plan.ts'
import type { Chained, StoredEntry } from './types.ts'

/** A batch, and how many of its entries are still of the log. */
interface Young { readonly batch: Chained, readonly first: number, count: number }

export class Underway {
  /** In the order of their indexes: of those that have entries of the log, each begins after the one before. */
  #batches: Young[] = []

  add (batch: Chained): void {
    const [first] = batch.entries
    if (first !== undefined) this.#batches.push({ batch, first: first.index, count: batch.entries.length })
  }

  durable (batch: Chained): void {
    const at = this.#batches.findIndex(young => young.batch.chains === batch.chains)
    if (at >= 0) this.#batches.splice(at, 1)
  }

  /** Forget what comes after an index. */
  cutTo (last: number): void {
    for (const young of this.#batches) young.count = Math.max(0, Math.min(young.count, last - young.first + 1))
  }

  clear (): void { this.#batches = [] }

  /** The first entry that is not durable; null when all are. */
  first (): number | null { return this.#batches.find(({ count }) => count > 0)?.first ?? null }

  find (index: Index): StoredEntry | null {
    const young = this.#batches.find(({ first, count }) => index >= first && index < first + count)
    return young === undefined ? null : storedAt(young.batch, index - young.first)
  }
}

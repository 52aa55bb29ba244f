/**
 * Pages of the log for those who follow it: followers that stand at the same entry share one reading of the disk and
 * one encoding, so that a thousand of them cost an event's bytes and not its work.
 *
 * Touches the log through the node's port. What is applied never changes, so a page is right for ever; only its bytes
 * are bounded.
 */
import { index } from '@hivemind/base'
import type { NodePort } from '../node-port.ts'
import { eventText } from './routes/events.ts'
import { CHUNK_ROWS } from './routes/log.ts'
import { rowOf } from './routes/log-rows.ts'

/** Rows as server-sent events, and the index after the last one; the first one's own where the disk had none. */
export interface Page { readonly bytes: Uint8Array, readonly next: number }

/** Bytes of pages that are kept for followers that are a little later. */
const KEPT_BYTES_MAX = 4 * 1024 * 1024

export class Pages {
  readonly #node: Pick<NodePort, 'readLog'>
  /** Both by first index; of those that are kept the oldest comes first. */
  readonly #reading = new Map<number, Promise<Page>>()
  readonly #kept = new Map<number, Page>()
  #keptBytes = 0

  constructor (node: Pick<NodePort, 'readLog'>) { this.#node = node }

  /**
   * A page that begins at an index.
   *
   * @param end - last index that may be read; a page that somebody else is reading may end before it
   * @throws {HivemindError} HIVE_LOG_COMPACTED below the first kept entry
   */
  async from (first: number, end: number): Promise<Page> {
    const kept = this.#kept.get(first)
    if (kept !== undefined && kept.next > Math.min(end, first + CHUNK_ROWS - 1)) return kept
    const known = this.#reading.get(first)
    if (known !== undefined) return await known
    const reading = this.#read(first, end)
    this.#reading.set(first, reading)
    try {
      const page = await reading
      if (page.next > first) this.#keep(first, page)
      return page
    } finally {
      this.#reading.delete(first)
    }
  }

  async #read (first: number, end: number): Promise<Page> {
    const rows = await this.#node.readLog(index(first), Math.min(CHUNK_ROWS, end - first + 1))
    const text = rows.map(row => eventText('entry', rowOf(row), row.index)).join('')
    return { bytes: Buffer.from(text), next: first + rows.length }
  }

  #keep (first: number, page: Page): void {
    this.#drop(first)
    this.#kept.set(first, page)
    this.#keptBytes += page.bytes.length
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= KEPT_BYTES_MAX) return
      this.#drop(oldest)
    }
  }

  #drop (first: number): void {
    this.#keptBytes -= this.#kept.get(first)?.bytes.length ?? 0
    this.#kept.delete(first)
  }
}

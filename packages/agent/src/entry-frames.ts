/**
 * Committed entries as frames for those who follow: whoever is at the same place is given the same bytes, which are
 * read from the disk and written out once.
 *
 * Touches the log, for reading. Followers of one agent wait for the same entries and ask for them in the same moment.
 */
import { type Index, index as toIndex } from '@hivemind/base'
import type { Wal } from '@hivemind/wal'
import { encodePullFrame } from '@hivemind/wire'

const ENTRIES_BYTES = 512 * 1024
/** Frames that are kept for the next who asks, and how large they may be: together a quarter of a megabyte. */
const KEPT_MAX = 4
const KEPT_BYTES_MAX = 64 * 1024

export interface EntryFrame { readonly bytes: Uint8Array, readonly last: Index }

export class EntryFrames {
  readonly #wal: Pick<Wal, 'read'>
  readonly #kept = new Map<string, Promise<EntryFrame | null>>()

  constructor (wal: Pick<Wal, 'read'>) { this.#wal = wal }

  /**
   * The entries after an index, through another one or as far as one frame reaches.
   *
   * @returns null when there are none
   * @throws {HivemindError} as `Wal.read`
   */
  after (at: Index, through: Index): Promise<EntryFrame | null> {
    const place = `${at} ${through}`
    const kept = this.#kept.get(place)
    if (kept !== undefined) return kept
    const frame = this.#read(at, through)
    this.#kept.set(place, frame)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest)
    const forget = (): void => { if (this.#kept.get(place) === frame) this.#kept.delete(place) }
    frame.then(made => { if (made === null || made.bytes.length > KEPT_BYTES_MAX) forget() }, forget)
    return frame
  }

  async #read (at: Index, through: Index): Promise<EntryFrame | null> {
    const rows = await this.#wal.read(toIndex(at + 1), through, ENTRIES_BYTES)
    const last = rows.at(-1)
    if (last === undefined) return null
    const entries = rows.map(({ index, term, kind, payload }) => ({ index, term, kind, payload }))
    return { bytes: encodePullFrame({ type: 'entries', entries, chain: last.chain }), last: last.index }
  }
}

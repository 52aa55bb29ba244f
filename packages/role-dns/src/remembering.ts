/**
 * Answers to queries that come again byte for byte, but for their number: until a zone changes they are the same.
 *
 * Pure. A set of several records is remembered in a few turns, so that everybody still begins with another one.
 */

/** An answer as it can be given again. */
export interface Said {
  /** The packet, with its records turned by so many. */
  readonly write: (turn: number) => Buffer
  readonly bytes: Buffer
  readonly rcode: number
  /** What makes answers alike for the limit of responses. */
  readonly kind: string
  /** The same answer, cut. */
  readonly cut: () => Buffer
}

interface Kept { readonly said: Said, readonly turns: Buffer[], readonly most: number, next: number }

/** Queries that are remembered; a flood of names by chance begins anew. */
const KEPT_MAX = 20_000
const QUERY_BYTES_MAX = 300
const TURNS_MAX = 4

export class Remembered {
  readonly #kept = new Map<string, Kept>()

  /** @returns the answer with the number of this query, or null */
  find (packet: Buffer): Said | null {
    if (packet.length > QUERY_BYTES_MAX || packet.length < 2) return null
    const kept = this.#kept.get(packet.toString('latin1', 2))
    if (kept === undefined) return null
    const turn = kept.next++ % kept.most
    const same = kept.turns[turn] ?? kept.said.write(turn)
    kept.turns[turn] = same
    const bytes = Buffer.allocUnsafe(same.length)
    same.copy(bytes)
    packet.copy(bytes, 0, 0, 2)
    return { ...kept.said, bytes }
  }

  /** @param records - in the largest set of the answer */
  keep (packet: Buffer, said: Said, records: number): void {
    if (packet.length > QUERY_BYTES_MAX) return
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear()
    const most = Math.max(1, Math.min(records, TURNS_MAX))
    this.#kept.set(packet.toString('latin1', 2), { said, turns: [], most, next: 1 })
  }

  forget (): void { this.#kept.clear() }
}

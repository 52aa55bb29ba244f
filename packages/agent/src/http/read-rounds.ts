/**
 * Linearizable reads that come in together share one read index: it is asked for after the last of them came, so it
 * is right for each. Source: Ongaro's thesis 6.4, which lets one round of heartbeats serve any number of reads.
 *
 * Touches the node through what it is handed.
 */
import type { Index } from '@hivemind/base'

export class ReadRounds {
  readonly #ask: (deadlineMs: number) => Promise<Index>
  /** Rounds that more may join, by how long their callers wait. */
  readonly #gathering = new Map<number, Promise<Index>>()

  /** @param ask - for an index that is committed by now; waits until it is applied here */
  constructor (ask: (deadlineMs: number) => Promise<Index>) { this.#ask = ask }

  /** Wait until this node has applied what was committed before the call. @throws what was asked is refused with */
  join (deadlineMs: number): Promise<Index> {
    const open = this.#gathering.get(deadlineMs)
    if (open !== undefined) return open
    const round = Promise.resolve().then(() => {
      this.#gathering.delete(deadlineMs)
      return this.#ask(deadlineMs)
    })
    this.#gathering.set(deadlineMs, round)
    return round
  }
}

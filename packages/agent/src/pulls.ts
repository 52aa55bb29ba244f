/**
 * Both ends of every pull of this node: the one it takes, and those it gives.
 *
 * Touches nothing by itself; `pulling.ts` and `pull-serving.ts` do.
 */
import { type NodeId, index as toIndex } from '@hivemind/base'
import type { Db } from '@hivemind/db'
import type { Bearing, Effect } from '@hivemind/kernel'
import type { BulkWriter, Net } from '@hivemind/net'
import { decodePull } from '@hivemind/wire'
import { EntryFrames } from './entry-frames.ts'
import type { Logger } from './logging.ts'
import { servePull } from './pull-serving.ts'
import { Pulling, type PullingNeeds } from './pulling.ts'
import type { Waiters } from './waiters.ts'

export interface PullsNeeds extends Omit<PullingNeeds, 'net'> {
  readonly net: () => Net
  readonly db: Db
  readonly log: Logger
  readonly waiters: Waiters
  readonly bearing: () => Bearing
}

export class Pulls {
  readonly #needs: PullsNeeds
  #taking: Pulling | null = null
  /** The last pull that the node wants no more. */
  #over = 0
  readonly #served = new Set<BulkWriter>()
  readonly #frames: EntryFrames

  constructor (needs: PullsNeeds) {
    this.#needs = needs
    this.#frames = new EntryFrames(needs.wal)
  }

  /** Begin to take, unless it was told to end meanwhile; a pull before it ends first, so that never two write. */
  start (effect: Effect & { type: 'pull' }): void {
    if (effect.pull <= this.#over) return
    const before = this.#taking
    before?.stop()
    this.#taking = new Pulling({ ...this.#needs, net: this.#needs.net() }, effect, before?.ended)
  }

  /** Take no more of a pull, nor begin it: it may still wait for its turn in the log lane. */
  end (pull: number): void {
    this.#over = pull
    if (this.#taking?.id === pull) this.#taking.stop()
  }

  /** Resolves when nothing is taken any more. Those that are served end with the net. */
  async stop (): Promise<void> {
    this.#taking?.stop()
    await this.#taking?.ended
  }

  /** How many follow the log from here now. */
  get served (): number { return this.#served.size }

  async serve (from: NodeId, frame: Uint8Array, stream: BulkWriter): Promise<void> {
    const message = decodePull(frame)
    const { wal, db, log, bearing, waiters } = this.#needs
    log.debug({ from, after: message.after, through: message.through }, 'a peer follows the log')
    this.#served.add(stream)
    try {
      await servePull({
        wal, db, bearing, frames: this.#frames, applied: () => waiters.applied,
        news: async (after, ms, signal) => { await waiters.reached(toIndex(after + 1), ms, signal) }
      }, message, stream)
    } finally {
      this.#served.delete(stream)
    }
  }
}

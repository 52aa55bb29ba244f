/**
 * The little of the node that hot routes need for every answer, without drawing its whole view each time.
 *
 * Touches the clock: what it shows of leader, epoch and age may be this old.
 */
import type { Meta } from '@hivemind/api'
import type { Index } from '@hivemind/base'
import type { NodePort } from '../node-port.ts'

const AGE_MS_MAX = 100

export class Glance {
  readonly #fresh: () => Meta
  readonly #close: () => void
  #applied: Index
  #meta: Meta
  #drawnAt = performance.now()

  /** @param fresh - draws the meta from the whole view */
  constructor (node: NodePort, fresh: () => Meta) {
    this.#fresh = fresh
    this.#applied = node.view().appliedIndex
    this.#meta = fresh()
    this.#close = node.onApplied(applied => { this.#applied = applied })
  }

  /** Applied index, always exact. */
  get applied (): Index { return this.#applied }

  /** Meta of an answer that the leader has just confirmed. */
  confirmed (): Meta { return this.meta('linearizable') }

  meta (consistency: Meta['consistency']): Meta {
    if (performance.now() - this.#drawnAt > AGE_MS_MAX) {
      this.#meta = this.#fresh()
      this.#drawnAt = performance.now()
    }
    return {
      ...this.#meta,
      index: Math.max(this.#meta.index, this.#applied),
      consistency,
      stale: consistency === 'stale' && this.#meta.stale
    }
  }

  close (): void { this.#close() }
}

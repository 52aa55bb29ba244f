/**
 * Leaving the stage politely: a leader hands over before it stops, and those who watch are told. Stopping never leaves
 * the cluster.
 *
 * Pure. Thesis 3.10.
 */
import { ticks } from '@hivemind/base'
import { consensus } from './consensus.ts'
import type { Effect } from './effect.ts'
import { swim } from './peering.ts'
import type { Kernel } from './state.ts'

/** A hand-over that takes longer than this is not worth waiting for: an election would be over too. */
const HAND_OVER_TICKS = 60

/** Last words are on their way for so long before the connections close: 60 ms. */
const LAST_WORDS_TICKS = 3

export function stopping (kernel: Kernel, effects: Effect[]): void {
  if (kernel.stopping !== null) return
  kernel.stopping = { until: ticks(kernel.tick + HAND_OVER_TICKS), goesAt: null, done: false }
  if (kernel.leadsFrom > 0 && kernel.control.voters.some(id => id !== kernel.self && kernel.open.has(id))) {
    consensus(kernel, { type: 'transfer', to: null }, effects)
  }
  stoppingTick(kernel, effects)
}

export function stoppingTick (kernel: Kernel, effects: Effect[]): void {
  const { stopping, tick } = kernel
  if (stopping === null || stopping.done) return
  const alone = !kernel.control.voters.some(id => id !== kernel.self && kernel.open.has(id))
  if (kernel.leadsFrom > 0 && !alone && tick < stopping.until) return
  if (stopping.goesAt === null) {
    stopping.goesAt = ticks(kernel.open.size === 0 ? tick : tick + LAST_WORDS_TICKS)
    swim(kernel, { type: 'stop' }, effects)
  }
  if (tick < stopping.goesAt) return
  stopping.done = true
  effects.push({ type: 'handed-over', lane: 'early' })
}

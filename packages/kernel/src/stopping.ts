/**
 * Leaving the stage politely: a leader hands over before it stops. Stopping never leaves the cluster.
 *
 * Pure. Thesis 3.10.
 */
import { ticks } from '@hivemind/base'
import { consensus } from './consensus.ts'
import type { Effect } from './effect.ts'
import type { Kernel } from './state.ts'

/** A hand-over that takes longer than this is not worth waiting for: an election would be over too. */
const HAND_OVER_TICKS = 60

export function stopping (kernel: Kernel, effects: Effect[]): void {
  if (kernel.stopping !== null) return
  kernel.stopping = { until: ticks(kernel.tick + HAND_OVER_TICKS), done: false }
  if (kernel.leadsFrom > 0 && kernel.control.voters.some(id => id !== kernel.self && kernel.open.has(id))) {
    consensus(kernel, { type: 'transfer', to: null }, effects)
  }
  stoppingTick(kernel, effects)
}

export function stoppingTick (kernel: Kernel, effects: Effect[]): void {
  const { stopping } = kernel
  if (stopping === null || stopping.done) return
  const alone = !kernel.control.voters.some(id => id !== kernel.self && kernel.open.has(id))
  if (kernel.leadsFrom > 0 && !alone && kernel.tick < stopping.until) return
  stopping.done = true
  effects.push({ type: 'handed-over', lane: 'early' })
}

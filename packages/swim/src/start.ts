/** The first state of a SWIM member: it watches nobody yet. Pure. */
import { type NodeId, type Prng, ticks } from '@hivemind/base'
import { firstIncarnation } from './incarnation.ts'
import type { Swim } from './state.ts'

/**
 * @param seed - chance for the order of probes; members should differ in it, so that they do not probe in step
 * @param boot - how often this machine has started: higher than in any life before
 */
export const start = (
  { self, seed, boot }: { readonly self: NodeId, readonly seed: Prng, readonly boot: number }
): Swim => ({
  self,
  now: ticks(0),
  prng: seed,
  incarnation: firstIncarnation(boot),
  health: 0,
  nextProbeAt: ticks(0),
  sequence: 0,
  open: new Set(),
  order: [],
  at: 0,
  watched: new Map(),
  scouts: [],
  confirmers: 0,
  timed: new Set(),
  relays: [],
  news: new Map()
})

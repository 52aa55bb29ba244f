/** The first state of a SWIM member: it watches nobody yet. Pure. */
import { type NodeId, type Prng, ticks } from '@hivemind/base'
import type { Swim } from './state.ts'

/** @param seed - chance for the order of probes; members should differ in it, so that they do not probe in step */
export const start = ({ self, seed }: { readonly self: NodeId, readonly seed: Prng }): Swim => ({
  self,
  now: ticks(0),
  prng: seed,
  nextProbeAt: ticks(0),
  sequence: 0,
  order: [],
  at: 0,
  watched: new Map(),
  timed: new Set()
})

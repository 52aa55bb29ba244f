/** The first state of a feed: it holds nothing, and knows nobody. Pure. */
import { type NodeId, type Prng, ticks } from '@hivemind/base'
import { FEED } from './bounds.ts'
import { noContents } from './contents.ts'
import type { Feed, Tools } from './state.ts'

export interface Choices {
  readonly self: NodeId
  /** What the facts are about; those who hold one topic need not hold another. */
  readonly topic: string
  /** How often this machine has started: higher than in any life before. */
  readonly boot: number
  readonly seed: Prng
  readonly tools: Tools
}

export const start = ({ self, topic, boot, seed, tools }: Choices): Feed => ({
  self,
  topic,
  tools,
  prng: seed,
  now: ticks(0),
  cluster: null,
  own: noContents(self, boot),
  members: new Set(),
  holders: new Set(),
  open: new Set(),
  held: new Map(),
  sums: Array.from({ length: FEED.buckets }, () => 0),
  news: new Set(),
  asked: new Map(),
  looked: new Map(),
  shunned: new Map(),
  more: new Set(),
  given: new Map(),
  nextRoundAt: ticks(0),
  gap: FEED.roundTicksMin,
  outbidAt: ticks(0)
})

/**
 * What a SWIM member remembers about the peers it watches. Owned and mutated by `step.ts`; data only.
 *
 * Pure. Sources: SWIM (Das, Gupta, Motivala 2002); Lifeguard (Dadgar, Phillips, Currey 2018).
 */
import type { NodeId, Prng, Ticks } from '@hivemind/base'

/** What the prober believes; `unreachable` is gossip's word, never the log's (docs/architecture.md). */
export type Condition = 'alive' | 'suspect' | 'unreachable'

export interface Watched {
  readonly id: NodeId
  condition: Condition
  /** Number of the probe that waits for its ack, 0 for none. */
  awaiting: number
  /** Tick at which the waiting probe counts as missed, and at which a suspicion becomes a verdict. */
  missAt: Ticks
  verdictAt: Ticks
  missed: number
  /** Tick at which the peer was last heard, for evidence. */
  heardAt: Ticks
  /** Whether a connection to it is open. */
  connected: boolean
  since: Ticks
}

export interface Swim {
  readonly self: NodeId
  now: Ticks
  prng: Prng
  nextProbeAt: Ticks
  sequence: number
  /** Shuffled order in which the watched are probed, and the place in it. SWIM 4.3. */
  order: NodeId[]
  at: number
  readonly watched: Map<NodeId, Watched>
}

/**
 * What a SWIM member remembers about the peers it watches. Owned and mutated by `step.ts`; data only.
 *
 * Where later parts have their place: indirect probes (SWIM 3.1) wait in a map of their own beside `watched`, asked for
 * when a direct probe is missed; incarnations and confirmations (SWIM 4.2) become fields of `Watched`, piggybacked on
 * ping and ack; a slice is already here, since `watch` hands in any set of peers.
 *
 * Pure. Sources: SWIM (Das, Gupta, Motivala 2002); Lifeguard (Dadgar, Phillips, Currey 2018).
 */
import type { NodeId, Prng, Ticks } from '@hivemind/base'

/** What the prober believes; `unreachable` is gossip's word, never the log's (docs/architecture.md). */
export type Condition = 'alive' | 'suspect' | 'unreachable'

/**
 * Invariants, checked by test/step.property.test.ts:
 * 1. `condition` goes from alive to suspect, from suspect to unreachable, and from either of these back to alive.
 * 2. An unreachable peer has missed at least one probe since it was last heard.
 * 3. A peer that waits for an ack or is suspect is in `Swim.timed`, and only such a peer is.
 */
export interface Watched {
  readonly id: NodeId
  condition: Condition
  /** Number of the probe that waits for its ack, 0 for none. */
  awaiting: number
  /** Tick at which the last probe was sent. */
  probedAt: Ticks
  /** Whether any bytes came since then: they are as good as the ack. */
  heardSince: boolean
  /** Tick at which the waiting probe counts as missed, and at which a suspicion becomes a verdict. */
  missAt: Ticks
  verdictAt: Ticks
  /** Probes missed since the peer was last heard. */
  missed: number
  /** Tick at which the peer was last heard, for evidence. */
  heardAt: Ticks
  /** Whether a connection to it is open. */
  connected: boolean
  /** Tick at which it came into its condition. */
  since: Ticks
}

export interface Swim {
  readonly self: NodeId
  now: Ticks
  prng: Prng
  nextProbeAt: Ticks
  /** Number of the last probe sent. */
  sequence: number
  /** Shuffled order in which the watched are probed, and the place in it. SWIM 4.3. */
  order: NodeId[]
  at: number
  readonly watched: Map<NodeId, Watched>
  /** Those whose clocks run: all that a tick has to look at, however many are watched. */
  readonly timed: Set<NodeId>
}

/** @returns what is believed of a peer, or null when it is not watched */
export const conditionOf = (swim: Swim, id: NodeId): Condition | null => swim.watched.get(id)?.condition ?? null

/**
 * What a SWIM member remembers about the peers it watches. Owned and mutated by `step.ts`; data only.
 *
 * Pure. Sources: SWIM (Das, Gupta, Motivala 2002); Lifeguard (Dadgar, Phillips, Currey 2018).
 */
import type { NodeId, Prng, Ticks } from '@hivemind/base'
import type { Standing, Word } from './standing.ts'

/** What the prober believes by its own evidence; only the log decides what the cluster believes. */
export type Condition = 'alive' | 'suspect' | 'unreachable'

/** News of one member, as it travels on other messages. That it is alive only its own incarnation says. SWIM 4.1. */
export interface Update {
  readonly subject: NodeId
  readonly word: Exclude<Word, 'alive'>
  /** The subject's incarnation that the word is about. */
  readonly incarnation: number
  /** Who says it from its own evidence; the subject itself when it stops or left. */
  readonly witness: NodeId
}

/**
 * Invariants, checked by test/step.property.test.ts:
 * 1. `condition` goes from alive to suspect, from suspect to unreachable, and from either of these back to alive; to
 *    unreachable from any by the peer's own word that it stops.
 * 2. An unreachable peer has missed at least one probe since it was last heard, a refused knock at its address counted
 *    as one, or said that it stops.
 * 3. A peer that waits for an ack or is suspect is in `Swim.timed`, and only such a peer is.
 * 4. `standing` only rises (standing.ts), and its incarnation is one that the peer said itself.
 */
export interface Watched {
  readonly id: NodeId
  condition: Condition
  /** What is said of it, by itself and by others. */
  standing: Standing
  /** Others that doubt its present incarnation: each makes our own verdict come sooner, and none makes it. */
  readonly accusers: Set<NodeId>
  /** Number of the probe that waits for its ack, 0 for none. */
  awaiting: number
  /** Tick at which the last probe was sent. */
  probedAt: Ticks
  /** Whether any bytes came since then: they are as good as the ack. */
  heardSince: boolean
  /** Tick at which the waiting probe counts as missed. */
  missAt: Ticks
  /** Probes missed since the peer was last heard. */
  missed: number
  /** Number of the last question to scouts about it; who has not answered it, and how many heard nothing either. */
  asking: number
  readonly asked: Set<NodeId>
  denied: number
  /** Its connection closed, and nobody listens at its address: no answer to a probe can come. */
  gone: boolean
  /** Tick at which the peer was last heard, for evidence. */
  heardAt: Ticks
  /** Tick at which it came into its condition. */
  since: Ticks
  /** No verdict before this tick: we were not ourselves. */
  notBefore: Ticks
}

/** A peer is probed for another one, who waits for what we hear. */
export interface Relay {
  readonly from: NodeId
  readonly sequence: number
  readonly target: NodeId
  readonly until: Ticks
}

/** An update and how often it was sent. */
export interface News { readonly update: Update, sent: number }

export interface Swim {
  readonly self: NodeId
  now: Ticks
  prng: Prng
  incarnation: number
  /** How slow we are ourselves, 0 for well. Lifeguard IV-A. */
  health: number
  nextProbeAt: Ticks
  /** Number of the last probe or question sent. */
  sequence: number
  /** Peers with an open connection, watched or not. */
  readonly open: Set<NodeId>
  /** Shuffled order in which the watched are probed, and the place in it. SWIM 4.3. */
  order: NodeId[]
  at: number
  readonly watched: Map<NodeId, Watched>
  /** Peers that may be asked to probe for us. */
  scouts: readonly NodeId[]
  /** How many others observe each of those that we do. */
  confirmers: number
  /** Those whose clocks run: all that a tick has to look at, however many are watched. */
  readonly timed: Set<NodeId>
  relays: Relay[]
  /** What is to be told, the latest of each subject. */
  readonly news: Map<NodeId, News>
}

/** @returns what is believed of a peer, or null when it is not watched */
export const conditionOf = (swim: Swim, id: NodeId): Condition | null => swim.watched.get(id)?.condition ?? null

/**
 * What a Raft node remembers between two inputs. Owned and mutated by `step.ts` and the files it calls; data only.
 *
 * Pure. Sources: Raft (Ongaro & Ousterhout 2014) figure 2; thesis (Ongaro 2014) chapters 3, 4, 6, 9, 10.
 */
import type { Index, NodeId, Prng, Term, Ticks } from '@hivemind/base'

/** `standing`, because "role" is a plugin's word here. */
export type Standing = 'follower' | 'pre-candidate' | 'candidate' | 'leader'

/** Who counts. In force from the moment the entry is in the log, committed or not (thesis 4.1). */
export interface Configuration {
  /** Ids in sorted order; each counts toward the quorum. */
  readonly voters: readonly NodeId[]
  /** Ids in sorted order; they receive entries and never vote. Disjoint from `voters`. */
  readonly learners: readonly NodeId[]
}

export interface Entry {
  readonly index: Index
  readonly term: Term
  readonly kind: 'noop' | 'command' | 'configuration'
  /** Opaque here. Empty for a no-op. */
  readonly payload: Uint8Array
  /** Present exactly when `kind` is `configuration`: what the payload says, decoded. */
  readonly configuration?: Configuration
}

/** What must survive a crash besides the entries; written as one record. */
export interface HardState { readonly term: Term, readonly votedFor: NodeId | null }

/** The point before the first entry in memory. */
export interface SnapshotPoint { readonly index: Index, readonly term: Term, readonly configuration: Configuration }

/**
 * A node whose disk lost entries it may have acknowledged. It does not vote or campaign until it holds a
 * committed entry at or past `index`, or of a later term than `term` (protocol-aware recovery, Alagappan et al. 2018).
 */
export interface Repair { readonly index: Index, readonly term: Term }

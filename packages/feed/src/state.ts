/**
 * What a node remembers of one topic: its own facts, those of others that it holds, and what it has asked for.
 *
 * Pure. Owned and mutated by `step.ts` and the files it calls; data only, except `tools`, which are pure functions.
 * Source: architecture, section 6; version vectors and anti-entropy as in Bayou (Petersen et al. 1997) and epidemic
 * spreading (Demers et al. 1987). Divergence: facts are compacted by key, and the origin signs what is left of them as
 * a whole, so there is no log of writes to replay.
 */
import type { ClusterId, NodeId, Prng, Ticks, WallMs } from '@hivemind/base'

/** The newest that an origin says under a key. */
export interface Fact {
  readonly key: string
  /** Number of the publication that said it; rises with each one of a boot. */
  readonly seq: number
  /** Null: taken back. It is remembered for a while, so that those who hold the fact hear of it. */
  readonly value: Uint8Array | null
}

/** All that an origin says at one moment, compacted by key. What is signed, as a whole. */
export interface Contents {
  readonly origin: NodeId
  /** Count of the origin's starts: a later life supersedes an earlier one, whatever that had said. */
  readonly boot: number
  /** Number of the newest publication of this boot; 0 before the first. */
  readonly seq: number
  /** Facts taken back through this publication are forgotten: who has less than it needs the whole. */
  readonly floor: number
  /** When the newest publication was made, by the origin's clock; shown, never compared. */
  readonly at: WallMs
  /** Each key once, in the order of their numbers. */
  readonly facts: readonly Fact[]
}

/**
 * Which contents of an origin: all that travels until somebody lacks them. Heads are totally ordered by boot, seq and
 * tag; the larger one wins everywhere, so the order in which they arrive does not matter.
 */
export interface Head {
  readonly boot: number
  readonly seq: number
  /** First bytes of the signature: tells two contents apart that claim the same boot and number (a cloned disk). */
  readonly tag: number
}

export interface Signed { readonly contents: Contents, readonly signature: Uint8Array }

/**
 * Invariants, checked by test/world.ts after every input:
 * 1. Whatever is held was signed by its origin, for this cluster and this topic.
 * 2. Only facts of members are held; by those that are no holders, only their own and what they look at.
 * 3. The head held of an origin never goes back while the origin is a member and is held at all.
 * 4. `sums` are the sums of what is held.
 */
export interface Held extends Signed { readonly head: Head, readonly bucket: number }

/** What contents are signed for: a signature of one cluster or topic means nothing in another. */
export interface Scope { readonly cluster: ClusterId, readonly topic: string }

/** Pure functions of the rooms that know bytes and keys; same arguments, same result. */
export interface Tools {
  /** Ed25519 over the canonical bytes of scope and contents, with this node's key. */
  readonly sign: (scope: Scope, contents: Contents) => Uint8Array
  /** Whether the origin of the contents made the signature. */
  readonly verify: (scope: Scope, signed: Signed) => boolean
}

export interface Asked {
  readonly peer: NodeId
  /** The tick at which it was in vain. */
  readonly until: Ticks
  /** Whether the peer said that it has something newer. */
  readonly promised: boolean
}

export interface Feed {
  readonly self: NodeId
  readonly topic: string
  readonly tools: Tools
  prng: Prng
  now: Ticks
  /** Null until this node is a member: before that it has nobody to sign for. */
  cluster: ClusterId | null
  /** What this node says. */
  own: Contents
  /** Everybody whose facts count. */
  members: ReadonlySet<NodeId>
  /** Members that hold the facts of all. */
  holders: ReadonlySet<NodeId>
  /** Members with an open connection. */
  readonly open: Set<NodeId>
  readonly held: Map<NodeId, Held>
  /** For each bucket of origins the sum of the fingerprints of their heads, modulo 2^32. */
  readonly sums: number[]
  /** Origins whose head changed since it was last told. */
  readonly news: Set<NodeId>
  /** Facts on their way, by origin. */
  readonly asked: Map<NodeId, Asked>
  /** Origins that a node that is no holder looks at, with the tick at which it stops. */
  readonly looked: Map<NodeId, Ticks>
  /** Peers that promised what they did not give: their heads are not believed until the tick. */
  readonly shunned: Map<NodeId, Ticks>
  /** Holders that had more to give than was asked of them at once. */
  readonly more: Set<NodeId>
  /** Bytes given to each peer since the last round. */
  readonly given: Map<NodeId, number>
  nextRoundAt: Ticks
  /** Pause until the round after the next: short after a change, then longer. */
  gap: Ticks
  /** Since when another life of this identity may be outbid again. */
  outbidAt: Ticks
}

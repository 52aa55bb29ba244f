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
  /**
   * Present exactly while several voters change at once (joint consensus, thesis 4.3): the voters before, in sorted
   * order. Until the joint configuration is left, elections and commits need a quorum of each of the two sets.
   */
  readonly outgoing?: readonly NodeId[]
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
 * A node whose disk lost entries it may have acknowledged, none of a later index or term than these. It does not
 * campaign, and votes only for logs that reach so far, until it holds a
 * committed entry at or past `index`, or of a later term than `term` (protocol-aware recovery, Alagappan et al. 2018).
 */
export interface Repair { readonly index: Index, readonly term: Term }

export interface RaftTimes {
  /** A leader speaks at least so often. */
  readonly heartbeatTicks: Ticks
  /**
   * Shortest patience of a follower; the longest is half as much again. Also the window in which it sticks to its
   * leader.
   */
  readonly electionTicksMin: Ticks
  /**
   * For so long a leader serves reads on the promise of a quorum, at most half of `electionTicksMin`; 0 or absent: it
   * asks a quorum for every round of reads.
   */
  readonly leaseTicks?: Ticks
  /**
   * How long a leader goes on without a quorum's word, or handing over to one who does not come; `electionTicksMin`
   * when absent.
   */
  readonly doubtTicks?: Ticks
  /**
   * How long a leader goes on with a disk that acknowledges nothing; as long as it doubts when absent. Longer is right
   * where the voters' disks are slow alike, since none of them would lead better.
   */
  readonly diskDoubtTicks?: Ticks
  /**
   * A leader for which nothing was under way for `calmAfterTicks` speaks only so often, and wants an answer only every
   * `answerTicks`; absent: it always speaks every `heartbeatTicks`.
   */
  readonly calmTicks?: Ticks
  readonly calmAfterTicks?: Ticks
  readonly answerTicks?: Ticks
  /** A commit index is told for its own sake at most every so many ticks; at once whenever it rises when absent. */
  readonly commitTicks?: Ticks
}

/** The part of the log that is in memory. */
export interface Log {
  base: SnapshotPoint
  /** The entry at index i is `entries[i - base.index - 1]`. */
  entries: Entry[]
  /** Every configuration entry in `entries`, oldest first; the last one is in force. */
  readonly configurations: Array<{ readonly index: Index, readonly configuration: Configuration }>
}

/** What a leader knows of one other member. etcd/raft's three states. */
export interface Progress {
  /** Last entry known to be equal to ours and durable there. */
  match: Index
  /** Next entry to send. */
  next: Index
  /**
   * `probe`: looking for the last common entry, one append at a time. `replicate`: a stream. `snapshot`: it fetches.
   */
  state: 'probe' | 'replicate' | 'snapshot'
  /** In `probe`: an append is on its way, wait for its answer or for a sign of life. */
  waiting: boolean
  /** In `replicate`: last index of each append on its way, in order. */
  inFlight: Index[]
  /** In `snapshot`: ticks since the offer was made. */
  offeredTicks: Ticks
  /** Whether it said anything to this leader at all. */
  heard: boolean
  /** Whether it was asked something since, and for how long it is awaited (pacing.ts); a new member starts at zero. */
  owes: boolean
  silentTicks: Ticks
  /** Our tick that its newest promise came back with; 0 for none. */
  promisedAt: Ticks
  /** Highest commit index told, and our tick when it was last told for its own sake. */
  commitTold: Index
  toldAt: Ticks
}

/** Reads that wait for proof that we lead. Thesis 6.4. */
export interface Reading {
  /** Number of the newest round in this term; a reply counts only for the round it answers. */
  context: number
  /** The round on its way, if any. */
  round: { readonly index: Index, readonly ids: readonly number[], readonly replied: Set<NodeId> } | null
  /** Reads for the next round. */
  waiting: number[]
}

/** `number` counts the transfers of a term, so that a late word of one that is over is known as such. */
export interface Transfer { readonly to: NodeId, readonly number: number, elapsedTicks: Ticks }

/** What only a leader remembers; gone when it steps down. */
export interface Leading {
  /** The no-op that opened this term; once it is committed, so is everything before it. */
  readonly firstIndex: Index
  /** Term and vote are known to be on our own disk, so that entries may leave before it has them. */
  termDurable: boolean
  readonly progress: Map<NodeId, Progress>
  /** Ticks in this standing, from 1 on. */
  ticks: Ticks
  heartbeatElapsed: Ticks
  /** Within so many ticks of a heartbeat the next one leaves, as the last one said (pacing.ts). */
  pace: Ticks
  /** Our tick when anything was under way last. */
  busyAt: Ticks
  /** Ticks since a heartbeat wanted an answer. */
  askedTicks: Ticks
  /** Ticks since our own disk last got on with what it was given; zero when it has everything. */
  diskTicks: Ticks
  /** Payload bytes that are not committed yet. */
  pendingBytes: number
  readonly reading: Reading
  transfer: Transfer | null
  /** How many transfers were begun in this term. */
  transfers: number
}

/** Bound by the numbered invariants in `invariants.ts`. */
export interface Raft {
  readonly self: NodeId
  readonly times: RaftTimes
  prng: Prng
  term: Term
  votedFor: NodeId | null
  readonly log: Log
  commit: Index
  /** Our own disk holds the log through here. */
  persisted: Index
  /** A leader's entries were accepted through here in this life, so our log is the leader's that far. */
  agreed: Index
  standing: Standing
  leader: NodeId | null
  /** Ticks since the leader was heard, a vote given, or a campaign begun. */
  elapsed: Ticks
  /** Ticks after which this node campaigns; drawn anew whenever `elapsed` restarts. Raft 5.2. */
  patience: Ticks
  /** How much longer than usual the leader's next word may take, as it said itself (pacing.ts). */
  slack: Ticks
  /** Answers to our (pre-)campaign. */
  readonly votes: Map<NodeId, boolean>
  /** Pre-campaigns since a leader was last known. */
  asked: number
  /** Peers whose connection is known to be closed. */
  readonly closed: Set<NodeId>
  /** Whom a node that has just started is connected to; null once it met a quorum, heard a leader or campaigned. */
  met: Set<NodeId> | null
  /** For so many ticks this node has promised to vote for nobody; see leasing.ts. */
  promisedTicks: Ticks
  /** The last transfer that the leader of this term is known to have ended, by number; 0 for none. */
  transfersOver: number
  leading: Leading | null
  repair: Repair | null
}

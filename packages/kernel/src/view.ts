/**
 * What a node shows of itself: plain data for the API, the terminal and tests.
 *
 * Pure.
 */
import type { ClusterId, Epoch, Index, NodeId, Refusal, Tags, Term, Ticks } from '@hivemind/base'
import type { EpochChange, Failure, JoinRequest, Lack, Setting, Token, Tombstone } from '@hivemind/control'
import type { Repair, Standing } from '@hivemind/raft'
import type { Accusation, Condition } from '@hivemind/swim'

export interface MemberView {
  readonly id: NodeId
  readonly name: string
  readonly addresses: readonly string[]
  readonly version: string
  readonly wanted: 'voter' | 'member'
  readonly raft: 'voter' | 'learner' | 'none'
  readonly role: string
  /** Absent where it has none. */
  readonly tags?: Tags
  /** Since which entry it is to be emptied; absent when it is not. */
  readonly drainedIndex?: Index
  /**
   * Unreachable by the log, or what this node's own probes say. Of whom it does not watch others would have said if it
   * were not alive; `unknown` while the cluster is degraded. `self` for itself.
   */
  readonly condition: Condition | 'self' | 'unknown'
  /** It is unreachable since it was stopped in good order. */
  readonly stopped: boolean
  /** Ticks since the condition began; 0 for itself. */
  readonly conditionTicks: number
  readonly joinedIndex: Index
  readonly joinedEpoch: Epoch
  readonly joinedAt: number
  /** Leader only: how far its log is known to match; null elsewhere. */
  readonly match: Index | null
}

/** What an observer holds against a member and the log does not say yet. */
export interface AccusationView extends Accusation {
  readonly accuser: NodeId
  /** Ticks since the leader heard it last. */
  readonly ageTicks: number
}

export interface JoiningView {
  readonly step: 'reach' | 'cluster' | 'approval' | 'catch-up' | 'requires' | 'ready' | 'refused'
  /** Address or member that is being asked. */
  readonly peer: string
  readonly clusterName: string
  readonly request: string
  /** Catch-up: applied so far, and the index of the approval. */
  readonly appliedIndex: Index
  readonly targetIndex: Index
  /** In the step `requires`: what roles here need to begin. */
  readonly lacks: readonly Lack[]
  readonly refusal: Refusal | null
}

/** The little that those who follow this node are told all the time, drawn without the rest. */
export interface Bearing {
  readonly cluster: { readonly id: ClusterId, readonly name: string } | null
  readonly epoch: Epoch
  readonly degraded: boolean
  readonly leader: { readonly id: NodeId, readonly name: string } | null
  /** Ticks since this node last had proof of a working leader: the age of what it knows. */
  readonly ageTicks: Ticks
}

export interface NodeView extends Bearing {
  readonly self: NodeId
  readonly name: string
  readonly phase: 'joining' | 'member' | 'fenced'
  readonly lineage: number
  /** Why it is degraded, a sentence; empty when it is not. */
  readonly degradedReason: string
  readonly term: Term
  readonly commitIndex: Index
  readonly appliedIndex: Index
  readonly appliedTerm: Term
  readonly stateHash: string
  readonly lastIndex: Index
  readonly snapshotIndex: Index
  /** `raft` when this node is in the Raft configuration, `follow` when it follows the log of another. */
  readonly source: {
    readonly mode: 'raft' | 'follow'
    readonly standing: Standing | 'none'
    readonly from: NodeId | null
  }
  readonly voters: readonly NodeId[]
  readonly learners: readonly NodeId[]
  /** The voters before, who vote as well, while several change at once; empty otherwise. */
  readonly outgoing: readonly NodeId[]
  readonly repair: Repair | null
  readonly members: readonly MemberView[]
  /** Members that are or were unreachable, their last time. */
  readonly failures: readonly Failure[]
  /** What observers say now: of all on the leader, elsewhere this node's own word. */
  readonly accusations: readonly AccusationView[]
  readonly tombstones: readonly Tombstone[]
  readonly tokens: readonly Token[]
  readonly requests: readonly JoinRequest[]
  readonly epochs: readonly EpochChange[]
  /** Settings of the cluster that were set. */
  readonly settings: readonly Setting[]
  readonly eventCount: number
  readonly unknownCount: number
  readonly sessionCount: number
  /** Leaders seen by this node, newest last, at most 64: for outside checkers. */
  readonly leaders: ReadonlyArray<{ readonly term: Term, readonly leader: NodeId }>
  readonly joining: JoiningView | null
  /** Frames refused since the start, by reason. */
  readonly refusedFrames: Readonly<Record<string, number>>
}

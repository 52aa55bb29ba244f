/**
 * What agents say to one another besides Raft and SWIM: asking the leader, joining, following the log.
 *
 * Pure. `wire` gives each its bytes. Every frame carries a `Stamp`.
 */
import type { ClusterId, Epoch, ErrorCode, Index, NodeId, Refusal, Term, Ticks, WallMs } from '@hivemind/base'
import type { Claim, Draft, TokenProof } from '@hivemind/control'
import type { FeedMessage } from '@hivemind/feed'
import type { Message as RaftMessage } from '@hivemind/raft'
import type { Accusation, SwimMessage } from '@hivemind/swim'

/** Fences every frame. Raft checks cluster and lineage, everything else cluster and epoch (docs/architecture.md). */
export interface Stamp { readonly cluster: ClusterId, readonly lineage: number, readonly epoch: Epoch }

/** What one agent asks of the leader, for itself or for a client of its own. */
export type Request =
  | { readonly type: 'propose', readonly drafts: readonly Draft[] }
  | { readonly type: 'read-index' }
  | { readonly type: 'transfer', readonly to: NodeId | null }
  /** A newcomer's words, carried on by the peer it reached. */
  | { readonly type: 'admit', readonly from: NodeId, readonly message: JoinRequestMessage }

/** Result of one draft of a `propose`. */
export type Proposed =
  | {
      readonly type: 'applied'
      readonly index: Index
      readonly term: Term
      readonly epoch: Epoch
      readonly txid: string
    }
  | { readonly type: 'refused', readonly refusal: Refusal }

export type Answer =
  | { readonly type: 'proposed', readonly results: readonly Proposed[] }
  | { readonly type: 'read-index', readonly index: Index }
  | { readonly type: 'transferred', readonly leader: NodeId }
  | { readonly type: 'admitted', readonly reply: JoinReply }
  | { readonly type: 'refused', readonly refusal: Refusal }

export type AskMessage =
  /** `id` is the asker's; `deadlineTicks` is how long the asker will wait. */
  | { readonly type: 'ask', readonly id: number, readonly deadlineTicks: number, readonly request: Request }
  | { readonly type: 'answer', readonly id: number, readonly answer: Answer }
  /** "Who leads, and am I still counted?" asked by a node that hears no leader. */
  | { readonly type: 'where' }
  | {
      readonly type: 'here'
      readonly leader: NodeId | null
      readonly term: Term
      readonly appliedIndex: Index
      readonly voters: readonly NodeId[]
      readonly learners: readonly NodeId[]
    }

export interface HelloMessage {
  readonly type: 'hello'
  /** Empty text when the speaker belongs to no cluster yet. */
  readonly cluster: ClusterId
  readonly lineage: number
  readonly epoch: Epoch
  /** True in the first hello after the agent's start: an old epoch is refused then (HIVE_EPOCH_STALE). */
  readonly booting: boolean
  readonly version: string
}

export interface JoinRequestMessage {
  readonly type: 'join'
  /** Cluster the token names; empty without a token. */
  readonly cluster: ClusterId
  readonly claim: Claim
  readonly voter: boolean
  readonly token: TokenProof | null
  /** It takes over the name from an unreachable member. */
  readonly replaces?: true
}

/** What would come of a join, asked beforehand: nothing is written, and no token is spent. */
export interface LookMessage extends Omit<JoinRequestMessage, 'type'> { readonly type: 'look' }
export type JoinMessage = HelloMessage | JoinRequestMessage | LookMessage

/** What a newcomer needs to begin: signed by the leader that approved it. */
export interface Digest {
  readonly cluster: ClusterId
  readonly clusterName: string
  readonly lineage: number
  readonly epoch: Epoch
  /** Index of the approval; the newcomer is ready once it has applied it. */
  readonly index: Index
  readonly member: NodeId
  readonly voters: readonly NodeId[]
  readonly peers: readonly PeerAddress[]
  /** What the signer had applied when it signed: the newcomer's own state there has the same hash, or is not used. */
  readonly state?: StatePoint
}
/** An index of the log and the hash of the state that its entries through there make. */
export interface StatePoint { readonly index: Index, readonly hash: string }
export interface PeerAddress { readonly id: NodeId, readonly name: string, readonly addresses: readonly string[] }
/** Whom a machine knew in its cluster: a log that is damaged may name none of them any more. */
export interface Acquainted { readonly cluster: ClusterId, readonly peers: readonly PeerAddress[] }
export interface SignedDigest { readonly digest: Digest, readonly signer: NodeId, readonly signature: Uint8Array }

/** One member's answer to a look, from what it has applied. */
export interface ShownReply {
  readonly type: 'shown'
  readonly cluster: ClusterId
  readonly clusterName: string
  readonly epoch: Epoch
  readonly leader: NodeId | null
  /** Why nothing can be decided now, a sentence; empty when it can. */
  readonly degraded: string
  readonly version: string
  /** The member's wall clock, in milliseconds since 1970, so that the asker sees how far apart the clocks are. */
  readonly at: WallMs
  /** What a join with this claim and token would be refused with; null when it would be let in or wait for approval. */
  readonly refusal: Refusal | null
}

export type JoinReply =
  | {
      readonly type: 'welcome'
      readonly cluster: ClusterId
      readonly clusterName: string
      readonly epoch: Epoch
      readonly standing: 'member' | 'stranger'
      readonly leader: NodeId | null
      /** What the speaker knows of the last life of the one that greets. */
      readonly known?: SignedWhereabouts
    }
  | ShownReply
  | { readonly type: 'pending', readonly request: string, readonly clusterName: string }
  | { readonly type: 'approved', readonly request: string, readonly signed: SignedDigest }
  | { readonly type: 'refused', readonly request: string, readonly refusal: Refusal }

/** A message of the four frame protocols, as the kernel sees it. */
export type Framed =
  | { readonly protocol: 'raft', readonly message: RaftMessage }
  | { readonly protocol: 'ask', readonly message: AskMessage }
  | { readonly protocol: 'swim', readonly message: SwimFrameMessage }
  | { readonly protocol: 'feed', readonly topic: string, readonly message: FeedMessage }

/** To the leader: all whom the sender doubts now, and its own incarnation. */
export interface Report {
  readonly type: 'report'
  readonly incarnation: number
  readonly accusations: readonly Accusation[]
}

/** Where a member is reached in one of its lives. */
export interface Whereabouts {
  readonly cluster: ClusterId
  readonly member: NodeId
  /** Number of the life, higher than that of any before. */
  readonly boot: number
  readonly addresses: readonly string[]
  readonly version: string
}
export interface SignedWhereabouts { readonly whereabouts: Whereabouts, readonly signature: Uint8Array }

/** The sender's own, or what it knows of the receiver's. */
export interface WhereaboutsMessage {
  readonly type: 'whereabouts'
  readonly incarnation: number
  readonly signed: SignedWhereabouts
}

export type SwimFrameMessage = SwimMessage | Report | WhereaboutsMessage

/** First frame of a pull: committed entries after `after` are wanted, whose chain hash is `chain`. */
export interface PullMessage {
  readonly stamp: Stamp
  readonly after: Index
  readonly chain: Uint8Array
  /** True: send an applied state too when that is shorter than replaying. */
  readonly wantState: boolean
  /** 0 follows for ever; otherwise the stream ends once entries through it are sent. */
  readonly through: Index
}

/** Frames a pull answers with, in this order: at most one `start`, states, then entries and beats for ever. */
export type PullFrame =
  /** History begins after `base`; when `state` is not null a state of so many bytes at that index follows. */
  | {
      readonly type: 'start'
      readonly baseIndex: Index
      readonly baseTerm: Term
      readonly baseChain: Uint8Array
      readonly state: PulledState | null
    }
  | { readonly type: 'state-chunk', readonly bytes: Uint8Array }
  | { readonly type: 'entries', readonly entries: readonly PulledEntry[], readonly chain: Uint8Array }
  | {
      readonly type: 'beat'
      readonly commit: Index
      readonly leader: NodeId | null
      /** Ticks since the sender had a sign of a working leader, itself or through those it follows. */
      readonly ageTicks: Ticks
      readonly epoch: Epoch
      readonly degraded: boolean
    }
  | { readonly type: 'refused', readonly code: ErrorCode, readonly message: string }
export interface PulledState {
  readonly index: Index
  readonly term: Term
  readonly bytes: number
  readonly sha256: Uint8Array
}
export interface PulledEntry {
  readonly index: Index
  readonly term: Term
  readonly kind: 'noop' | 'command' | 'configuration'
  readonly payload: Uint8Array
}

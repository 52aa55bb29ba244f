/**
 * What one node remembers between two inputs: the deciding machines side by side, and what connects them.
 *
 * Pure. Owned and mutated by `step.ts` and the files it calls; data only, except `tools`, which are pure functions.
 */
import type { Index, NodeId, Prng, Refusal, Term, Ticks, WallMs } from '@hivemind/base'
import type { Control, Envelope, Lack } from '@hivemind/control'
import type { Feed } from '@hivemind/feed'
import type { Raft } from '@hivemind/raft'
import type { Judging, Swim } from '@hivemind/swim'
import type { JoinPlan } from './input.ts'
import type { Suspended } from './lineage.ts'
import type { Acquainted, Digest, JoinRequestMessage, Proposed, Request, SignedWhereabouts } from './message.ts'
import type { Tools } from './tools.ts'

/** Who waits for an answer: a local client, another agent, or nobody (the leader's own duties). */
export type Asker =
  | { readonly type: 'local', readonly id: number }
  | { readonly type: 'peer', readonly peer: NodeId, readonly id: number }
  | { readonly type: 'own' }

/** A request that the leader serves. */
export interface Work {
  readonly asker: Asker
  readonly request: Request
  readonly deadlineAt: Ticks
  /** Each draft stands on the one before it, so that only the first can be checked before it is applied. */
  readonly chained?: true
}

/** A newcomer whose answer waits for the decision that is under way. */
export interface HeldNewcomer {
  readonly work: Work
  readonly from: NodeId
  readonly message: JoinRequestMessage
  readonly until: Ticks
}

/** A local request on its way to an answer. */
export interface Waiting {
  /** Our number for it, which the leader's answer names. */
  readonly id: number
  /** Whose it is, and its number there: a client's, or a newcomer's on the join protocol. */
  readonly owner: { readonly type: 'client' | 'newcomer', readonly id: number }
  readonly request: Request
  readonly deadlineAt: Ticks
  /** Who was asked last, null while no leader is known. */
  askedTo: NodeId | null
  askedAt: Ticks
  /** Whether a leader ever received it, so that its outcome may be unknown. */
  sent: boolean
}

/** A propose whose entries are in the leader's log and not all applied. */
export interface Pending {
  readonly work: Work
  readonly results: Array<Proposed | null>
  missing: number
  lost: boolean
}
/** Where one of a pending's entries lies. */
export interface Slot { readonly pending: Pending, readonly at: number, readonly txid: string, readonly key: string }
/** An entry that somebody waits for: all who do, and what it says when its bytes need not be read again. */
export interface AwaitedEntry { readonly slots: Slot[], readonly envelope: Envelope | null }

export interface Joining {
  readonly plan: JoinPlan
  step: 'reach' | 'cluster' | 'approval' | 'catch-up' | 'requires' | 'ready' | 'refused'
  /** Place in the plan's addresses, and how often all were tried. */
  at: number
  rounds: number
  asked: boolean
  nextAt: Ticks
  request: string
  clusterName: string
  digest: Digest | null
  signer: NodeId | null
  /** Whether the state was found to be the signer's; and until then whom it came from, and its hashes of late. */
  compared: boolean
  readonly sources: Set<NodeId>
  readonly trail: Map<Index, string>
  /** In the step `requires`: what the roles of this machine need to begin, and nobody else performs yet. */
  lacks: readonly Lack[]
  refusal: Refusal | null
}

/** A running pull of committed entries. */
export interface Pulling {
  readonly id: number
  readonly from: NodeId
  readonly purpose: 'follow' | 'snapshot'
  readonly through: Index
  /** Tick at which anything of it came last. */
  heardAt: Ticks
}

/** Who observes whom, what this node told the leader, and as the leader what it was told and makes of it. */
export interface Observing extends Judging {
  /** Those whom this node observes. */
  slice: readonly NodeId[]
  /** Whether what this node believes has changed since it last told. */
  stale: boolean
  reportedTo: NodeId | null
  reportedAt: Ticks
  /** Last tick at which this node did not lead. */
  followedAt: Ticks
  /** Leader: incarnations that unreachable members said. */
  readonly said: Map<NodeId, number>
}

export interface Kernel {
  readonly self: NodeId
  /** As the log has it, or as it was started. */
  name: string
  /** Number of this life. */
  readonly boot: number
  /** Where this node is reached. */
  readonly listen: readonly string[]
  readonly version: string
  readonly tools: Tools
  /** Whether reads are served on a lease; the whole control plane should agree on it. */
  readonly leaseReads: boolean
  /** Whether each transition of the Raft machine is told. */
  readonly tracing: boolean
  prng: Prng
  tick: Ticks
  now: WallMs
  phase: 'joining' | 'member' | 'fenced'
  mode: 'raft' | 'follow'
  raft: Raft
  control: Control
  readonly swim: Swim
  readonly observing: Observing
  /** What machines say of themselves (feeding.ts). */
  readonly feed: Feed
  /** What their roles say, by topic: those that this node publishes or holds (feeding.ts). */
  readonly topics: Map<string, Feed>
  /** Holders of these topics that this node keeps a connection to. */
  topicPeers: ReadonlySet<NodeId>
  /** Rises whenever facts of a topic came, changed or went. */
  topicsRevision: number
  joining: Joining | null
  /** What members, ourselves included, said of where they are in their last lives (whereabouts.ts). */
  readonly whereabouts: Map<NodeId, SignedWhereabouts>
  /** Those whose addresses the log does not have yet. */
  readonly moved: Set<NodeId>
  /** Under repair: those it knew before its log was damaged, so that it can fetch from them what names them. */
  acquainted: Acquainted | null
  /** Identities with an open connection. */
  readonly open: Set<NodeId>
  readonly conditions: Map<NodeId, { readonly condition: 'alive' | 'suspect' | 'unreachable', readonly since: Ticks }>
  /** Requests of local clients and of newcomers, by our number. */
  readonly waiting: Map<number, Waiting>
  nextAskId: number
  /** Leader: entries in the log that somebody waits for, by index; waiters of the same command by its key. */
  readonly slots: Map<Index, AwaitedEntry & { readonly term: Term }>
  readonly inFlight: Map<string, Index>
  /** Leader: works that wait for its own first entry of the term to be applied. */
  held: Work[]
  /** Leader: read-index rounds, and proposals being handed to Raft, by Raft's id. */
  readonly reads: Map<number, Work>
  readonly proposing: Map<number, readonly AwaitedEntry[]>
  nextRaftId: number
  transfers: Array<{ readonly id: number, readonly work: Work, readonly until: Ticks }>
  /** Leader: join requests it has decided and not yet seen applied, by request, with the tick to try again. */
  readonly deciding: Map<string, Ticks>
  /** Leader: newcomers whose answer waits for the decision. */
  admitting: HeldNewcomer[]
  /** Leader: a request was opened, and nobody has looked at it. */
  unjudged: boolean
  /** Leader: roles that it has proposed a grant for, with the tick to try again. */
  readonly granting: Map<string, Ticks>
  /** Those who left a moment ago: not heard any more, but not cut before the answer to their own request is out. */
  readonly parting: Map<NodeId, { readonly name: string, readonly until: Ticks }>
  /** Index of the last own-term entry the leader began with; 0 when not leading. */
  leadsFrom: Index
  leaders: Array<{ readonly term: Term, readonly leader: NodeId }>
  /** Tick of the last proof that a leader with a quorum works. */
  leaderAt: Ticks
  /** Whether the applied configuration counts this node (as voter or learner). */
  counted: boolean
  /** In follow mode: what the source said last. */
  followed: { leader: NodeId | null, commit: Index, degraded: boolean }
  pulling: Pulling | null
  nextPullId: number
  nextPullAt: Ticks
  /** Sources that failed lately: skipped until the tick. */
  readonly shunned: Map<NodeId, Ticks>
  snapshotIndex: Index
  snapshotting: boolean
  /** When entries were applied last. */
  appliedAt: Ticks
  nextJoinId: number
  /** Tick at which any member said anything last. */
  memberHeardAt: Ticks
  /** Hello: asked at boot until someone welcomes, and whenever nobody is heard. */
  welcomed: boolean
  /** Who said first that this node is to end, of those whose word alone does not count (believing.ts). */
  doom: { readonly from: NodeId, readonly code: string } | null
  /** Identities of other clusters that we met, so that each is told of once; at most 64. */
  readonly foreign: Set<NodeId>
  nextHelloAt: Ticks
  helloAt: number
  nextWhereAt: Ticks
  /** Own session for requests that bring none. */
  readonly session: string
  sequence: number
  /** `goesAt`: its last words are said, and have so long to get out. */
  stopping: { readonly until: Ticks, goesAt: Ticks | null, done: boolean } | null
  readonly refusedFrames: Record<string, number>
  /** Highest lineage that an admitted peer has spoken of. */
  lineageHeard: number
  /** Set while a later history is looked for; Raft rests meanwhile. */
  suspended: Suspended | null
  trustAgainAt: Ticks
}

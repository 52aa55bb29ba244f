/** Everything that can reach a node. Pure. */
import type { Index, NodeId, Refusal, Term, Ticks, WallMs } from '@hivemind/base'
import type { ControlSnapshot, TokenProof } from '@hivemind/control'
import type { Publication } from '@hivemind/feed'
import type { Entry } from '@hivemind/raft'
import type { Framed, JoinMessage, JoinReply, Request, Stamp } from './message.ts'

export type Input =
  /** `missed`: so many ticks more went by unheard, since our own machine was busy or stopped; 0 when left out. */
  | { readonly type: 'tick', readonly now: WallMs, readonly missed?: number }
  /** So many ticks went by, of those for which the node promised to be quiet (quiet.ts); nothing else happened. */
  | { readonly type: 'lull', readonly ticks: number, readonly now: WallMs }
  /** More time went by than was ticked: no lease holds. Needed where reads are served on leases. */
  | { readonly type: 'lapse' }
  | { readonly type: 'frame', readonly from: NodeId, readonly stamp: Stamp, readonly framed: Framed }
  | { readonly type: 'opened', readonly peer: NodeId }
  | { readonly type: 'closed', readonly peer: NodeId }
  /** After `closed`: nobody listens where the peer did. */
  | { readonly type: 'gone', readonly peer: NodeId }
  /** A local client's request; answered by an `answer` effect with the same id, always, within `deadlineTicks`. */
  | { readonly type: 'request', readonly id: number, readonly deadlineTicks: number, readonly request: Request }
  /** A stranger or a returning member spoke on the join protocol; answered by `join-reply` with the same id. */
  | { readonly type: 'join-asked', readonly id: number, readonly from: NodeId, readonly message: JoinMessage }
  /** What became of our own `join-request` effect. */
  | { readonly type: 'join-answered', readonly id: number, readonly from: NodeId, readonly reply: JoinReply }
  | { readonly type: 'join-failed', readonly id: number, readonly refusal: Refusal }
  /** Our disk holds the log through `index`, whose entry has `term`. */
  | { readonly type: 'persisted', readonly index: Index, readonly term: Term }
  /** A pull's entries: contiguous, their hash chain checked. */
  | { readonly type: 'pulled', readonly pull: number, readonly entries: readonly Entry[] }
  | {
      readonly type: 'beaten'
      readonly pull: number
      readonly commit: Index
      readonly leader: NodeId | null
      readonly ageTicks: Ticks
      readonly degraded: boolean
    }
  /** A pull brought an applied state; it and the history through its index are durable. */
  | {
      readonly type: 'state-installed'
      readonly pull: number
      readonly snapshot: ControlSnapshot
      readonly index: Index
      readonly term: Term
    }
  /** A pull brought a piece of what will be a state, or history below one: nothing to use yet, and a sign of life. */
  | { readonly type: 'pull-heard', readonly pull: number }
  | { readonly type: 'pull-ended', readonly pull: number, readonly refusal: Refusal | null }
  /** The snapshot of the `take-snapshot` effect is durable. */
  | { readonly type: 'snapshot-taken', readonly index: Index }
  /** What this machine says of itself on a topic, host facts when left out; its holders are told what is new of it. */
  | { readonly type: 'publish', readonly topic?: string, readonly facts: readonly Publication[] }
  /** Somebody here wants to see what a member says of itself, now and for a while. */
  | { readonly type: 'look', readonly member: NodeId }
  /** The owner asks to stop: hand leadership over. Answered by `handed-over` when done or pointless. */
  | { readonly type: 'stopping' }

/** How a newcomer begins. */
export interface JoinPlan {
  readonly addresses: readonly string[]
  readonly name: string
  readonly listen: readonly string[]
  readonly version: string
  readonly voter: boolean
  /** Take over the name from an unreachable member. */
  readonly replaces?: true
  /** Those whose history was found wrong: nothing is taken from them. */
  readonly avoid?: readonly NodeId[]
  readonly token: (TokenProof & { readonly cluster: string, readonly voters: readonly NodeId[] }) | null
}

/** Everything that can reach a Raft node. Pure. */
import type { Index, NodeId, Term } from '@hivemind/base'
import type { Configuration, Entry, SnapshotPoint } from './state.ts'

/**
 * Messages between nodes. `term` is the sender's, except in a pre-vote request and in the grant of one, where it is
 * the term that the asker would campaign in.
 */
export type Message =
  | {
      readonly type: 'vote-request'
      readonly term: Term
      readonly lastIndex: Index
      readonly lastTerm: Term
      readonly pre: boolean
      readonly transfer: boolean
      /** What the candidate knows to be committed: where a voter that holds more may begin to lend. */
      readonly commit: Index
    }
  /** What a voter lends to a candidate whose log is too short for its vote; see lending.ts. */
  | {
      readonly type: 'log-tail'
      readonly term: Term
      readonly prevIndex: Index
      readonly prevTerm: Term
      readonly entries: readonly Entry[]
    }
  | { readonly type: 'vote-reply', readonly term: Term, readonly granted: boolean, readonly pre: boolean }
  | {
      readonly type: 'append-request'
      readonly term: Term
      readonly prevIndex: Index
      readonly prevTerm: Term
      readonly commit: Index
      readonly entries: readonly Entry[]
    }
  /**
   * On success `index` is the last index known to match, and `rejected` and `hintTerm` are 0. On failure `rejected` is
   * the
   * `prevIndex` that was refused, and `index` with its term `hintTerm` is the last entry where the logs may still meet.
   */
  | {
      readonly type: 'append-reply'
      readonly term: Term
      readonly success: boolean
      readonly index: Index
      readonly rejected: Index
      readonly hintTerm: Term
    }
  /**
   * `context` numbers the round for read index; 0 when none is asked. Of the transfers of this term those through
   * `transfersOver` have ended. `lease` is the leader's tick when it asks for a promise not to vote, else 0. Its next
   * word comes within `next` ticks, or as often as ever when it does not say so.
   */
  | {
      readonly type: 'heartbeat'
      readonly term: Term
      readonly commit: Index
      readonly context: number
      readonly transfersOver: number
      readonly lease: number
      readonly next?: number
      /** No answer is wanted. */
      readonly unanswered?: true
    }
  /** `lease` is that of the heartbeat when the promise is given, else 0. */
  | { readonly type: 'heartbeat-reply', readonly term: Term, readonly context: number, readonly lease: number }
  /**
   * The leader no longer has the entries this follower needs: it should fetch committed history and state through
   * `index`.
   */
  | { readonly type: 'snapshot-offer', readonly term: Term, readonly index: Index, readonly lastTerm: Term }
  /** `number` is that of the transfer. */
  | { readonly type: 'timeout-now', readonly term: Term, readonly number: number }

export interface Proposal {
  readonly kind: 'command' | 'configuration'
  readonly payload: Uint8Array
  /** Present exactly when `kind` is `configuration`. */
  readonly configuration?: Configuration
}

export type Input =
  /** `missed`: so many ticks more went by unheard, since our own machine was busy or stopped; 0 when left out. */
  | { readonly type: 'tick', readonly missed?: number, readonly awake?: boolean }
  /** More time went by than was ticked, as when the process was paused: no lease holds. Needed with leases only. */
  | { readonly type: 'lapse' }
  | { readonly type: 'message', readonly from: NodeId, readonly message: Message }
  /** Answered at once by `accepted` or `refused` with the same id. All of it or nothing is appended. */
  | { readonly type: 'propose', readonly id: number, readonly proposals: readonly Proposal[] }
  /** Answered by `read-ready` once the leader has proved that it leads, or `refused`. Thesis 6.4. */
  | { readonly type: 'read', readonly id: number }
  /**
   * Hand leadership to `to`, or to the most caught-up voter. Thesis 3.10. Refused with `id`, or silently without one.
   */
  | { readonly type: 'transfer', readonly to: NodeId | null, readonly id?: number }
  /**
   * Our own disk holds the log through `index`, whose entry had `term`. Counts only if the entry there still has that
   * term.
   */
  | { readonly type: 'persisted', readonly index: Index, readonly term: Term }
  /** A connection to `peer` closed or opened. A close alone starts nothing: it may be the network's doing. */
  | { readonly type: 'peer-closed', readonly peer: NodeId }
  | { readonly type: 'peer-opened', readonly peer: NodeId }
  /** After a close: nobody listens where `peer` did, its process is gone. Of a leader this starts a pre-vote. */
  | { readonly type: 'peer-gone', readonly peer: NodeId }
  /** A learner joins anew with an empty disk: it holds nothing of what it acknowledged. */
  | { readonly type: 'peer-emptied', readonly peer: NodeId }
  /** The applied state at `index` is durable: entries at or below `index - trailing` may leave memory. */
  | { readonly type: 'compact', readonly index: Index, readonly trailing: number }
  /** Committed history and state through `point` were fetched from `from` and are durable: the log starts after it. */
  | { readonly type: 'snapshot-installed', readonly from: NodeId, readonly point: SnapshotPoint }

/** What one committed entry meant. Pure. */
import type { Epoch, Index, NodeId, Refusal, Term } from '@hivemind/base'
import type { Failure, JoinRequest, Member, SessionAnswer } from './state.ts'

/** A change of the applied state that others act upon. */
export type Change =
  | { readonly type: 'cluster-created' }
  | { readonly type: 'member-joined', readonly member: Member, readonly request: string }
  | { readonly type: 'member-gone', readonly id: NodeId, readonly name: string, readonly how: 'left' | 'removed' }
  | { readonly type: 'member-changed', readonly member: Member }
  | { readonly type: 'member-failed' | 'member-returned', readonly failure: Failure }
  | { readonly type: 'voters-changed', readonly voters: readonly NodeId[], readonly learners: readonly NodeId[] }
  | { readonly type: 'request-opened', readonly request: JoinRequest }
  | { readonly type: 'request-decided', readonly request: JoinRequest }
  /** Roles or their holders. */
  | { readonly type: 'roles-changed' }
  | { readonly type: 'epoch-changed', readonly epoch: Epoch }

/** Answer to whoever proposed the entry. */
export interface Outcome {
  readonly index: Index
  readonly term: Term
  /** Epoch after the entry. */
  readonly epoch: Epoch
  /**
   * Null when it took effect. Otherwise nothing changed but the applied index and what its session remembers, and for
   * an approval that failed its checks, that its request is denied now.
   */
  readonly refusal: Refusal | null
  /** The entry repeats a command of its session: nothing changed, this and `refusal` were the first one's answer. */
  readonly repeats: SessionAnswer | null
  readonly changes: readonly Change[]
}

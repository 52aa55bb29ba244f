/** What reaches a feed, and what nodes say to one another about one. Pure. */
import type { ClusterId, NodeId, WallMs } from '@hivemind/base'
import type { Contents, Head } from './state.ts'

export interface OriginHead extends Head { readonly origin: NodeId }

/** Contents of one origin, without the facts through `after`; 0 when they are whole. */
export interface Given extends Contents { readonly after: number, readonly signature: Uint8Array }

export type FeedMessage =
  /** Between holders: sums of the heads of all that the sender holds, by bucket of origins. */
  | { readonly type: 'digest', readonly sums: readonly number[] }
  /** Heads of what the sender holds; of the origins in `buckets` it holds no others. */
  | { readonly type: 'heads', readonly heads: readonly OriginHead[], readonly buckets: readonly number[] }
  /** Facts are wanted; each head is what the sender has, all zero for nothing. */
  | { readonly type: 'pull', readonly wants: readonly OriginHead[] }
  /** Facts that were pulled; nobody is given what it did not ask for. */
  | { readonly type: 'give', readonly feeds: readonly Given[] }

export interface Publication { readonly key: string, readonly value: Uint8Array | null }

export type Input =
  | { readonly type: 'tick' }
  | { readonly type: 'message', readonly from: NodeId, readonly message: FeedMessage }
  | { readonly type: 'opened', readonly peer: NodeId }
  | { readonly type: 'closed', readonly peer: NodeId }
  /** The directory as the log has it. */
  | {
      readonly type: 'members'
      readonly cluster: ClusterId
      readonly members: ReadonlySet<NodeId>
      readonly holders: ReadonlySet<NodeId>
    }
  /** This node says something: all of it in one publication, or nothing when one is refused. */
  | { readonly type: 'publish', readonly facts: readonly Publication[], readonly at: WallMs }
  /** Somebody here wants to see the facts of an origin now and for a while; a holder has them anyway. */
  | { readonly type: 'look', readonly origin: NodeId }

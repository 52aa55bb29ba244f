/** What a feed asks of the world. Pure. All of it may leave at once (the early lane). */
import type { NodeId, Refusal } from '@hivemind/base'
import type { FeedMessage } from './input.ts'

export type Effect =
  | { readonly type: 'send', readonly to: NodeId, readonly message: FeedMessage }
  /** Facts of an origin came, changed or went. */
  | { readonly type: 'changed', readonly origin: NodeId }
  /** A publication was refused; what was published before stands. */
  | { readonly type: 'refused', readonly refusal: Refusal }
  /** A message was not heard, or only in part; nothing changed by that part. */
  | { readonly type: 'unheard', readonly from: NodeId, readonly reason: Unheard }
  /** Another life of this identity has published: an older disk, or a copy of this one that runs as well. */
  | { readonly type: 'outbid', readonly boot: number }

export type Unheard =
  /** What only holders say to one another. */
  | 'no-holder'
  /** Facts that were not asked for. */
  | 'unasked'
  /** No signature of the origin, or contents that no origin of ours would sign. */
  | 'forged'
  /** More was pulled than one peer is given in a round. */
  | 'over-budget'

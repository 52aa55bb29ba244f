/** What reaches a SWIM member. Pure. */
import type { NodeId } from '@hivemind/base'

export type SwimMessage =
  | { readonly type: 'ping', readonly sequence: number }
  | { readonly type: 'ack', readonly sequence: number }

export type Input =
  | { readonly type: 'tick' }
  | { readonly type: 'message', readonly from: NodeId, readonly message: SwimMessage }
  /** Bytes of any kind came from the peer: as good as an ack. */
  | { readonly type: 'heard', readonly peer: NodeId }
  /** A closed connection is suspicion, confirmed by probes; never a verdict. */
  | { readonly type: 'closed', readonly peer: NodeId }
  | { readonly type: 'opened', readonly peer: NodeId }
  /** The whole set of peers to watch: the slice. */
  | { readonly type: 'watch', readonly peers: readonly NodeId[] }

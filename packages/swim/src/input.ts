/** What reaches a SWIM member. Pure. */
import type { NodeId } from '@hivemind/base'
import type { Update } from './state.ts'

/** In every message: the sender's own incarnation, and news of others. */
interface Told { readonly incarnation: number, readonly updates: readonly Update[] }

export type SwimMessage = Told & (
  | { readonly type: 'ping', readonly sequence: number }
  | { readonly type: 'ack', readonly sequence: number }
  /** Probe the target for me; always answered, so silence tells of the scout or of me. SWIM 3.1, Lifeguard IV-A. */
  | { readonly type: 'ping-request', readonly sequence: number, readonly target: NodeId }
  | { readonly type: 'ping-answer', readonly sequence: number, readonly target: NodeId, readonly heard: boolean }
)

export type Input =
  | { readonly type: 'tick' }
  | { readonly type: 'message', readonly from: NodeId, readonly message: SwimMessage }
  /** Bytes of any kind came from the peer: as good as an ack. */
  | { readonly type: 'heard', readonly peer: NodeId }
  /** A closed connection is suspicion, confirmed by probes; never a verdict. */
  | { readonly type: 'closed', readonly peer: NodeId }
  | { readonly type: 'opened', readonly peer: NodeId }
  /** After `closed`: its own machine says that nobody listens at the peer's address. As good as a missed probe. */
  | { readonly type: 'gone', readonly peer: NodeId }
  /** The whole set of peers to watch, whom to ask for help, and how many others watch each of them. */
  | {
      readonly type: 'watch'
      readonly peers: readonly NodeId[]
      readonly scouts: readonly NodeId[]
      readonly confirmers: number
    }
  /** The event loop was late by so many ticks: acks may lie unread. */
  | { readonly type: 'stalled', readonly ticks: number }
  /** Others doubt some of those whom we watch. */
  | { readonly type: 'doubted', readonly updates: readonly Update[] }
  /** The log says that we are unreachable as of this incarnation of ours: answer with a higher one. */
  | { readonly type: 'accused', readonly incarnation: number }
  /** This member goes for good, or stops and will be back: those who watch it need not wonder. */
  | { readonly type: 'leave' | 'stop' }

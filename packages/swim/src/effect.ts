/** What a SWIM member asks of the world. Pure. All of it may leave at once (the early lane). */
import type { NodeId } from '@hivemind/base'
import type { SwimMessage } from './input.ts'
import type { Condition } from './state.ts'

/** Why a condition changed, for reports to the leader and `member why`. */
export interface Evidence {
  /** Probes missed since the peer was last heard. */
  readonly missed: number
  /** Scouts that heard nothing of it either. */
  readonly denied: number
  /** How long nothing was heard of it. */
  readonly silentTicks: number
  /** Whether a connection to it is open. */
  readonly connected: boolean
}

export type Effect =
  | { readonly type: 'send', readonly to: NodeId, readonly message: SwimMessage }
  | { readonly type: 'condition', readonly peer: NodeId, readonly condition: Condition, readonly evidence: Evidence }
  /** Somebody doubted this member, and it answered with a higher incarnation. */
  | { readonly type: 'refuted', readonly by: NodeId, readonly incarnation: number }

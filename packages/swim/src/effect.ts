/** What a SWIM member asks of the world. Pure. All of it may leave at once (the early lane). */
import type { NodeId } from '@hivemind/base'
import type { SwimMessage } from './input.ts'
import type { Condition } from './state.ts'

/** Why a condition changed, for `member why`. */
export interface Evidence { readonly missed: number, readonly silentTicks: number, readonly connected: boolean }

export type Effect =
  | { readonly type: 'send', readonly to: NodeId, readonly message: SwimMessage }
  | { readonly type: 'condition', readonly peer: NodeId, readonly condition: Condition, readonly evidence: Evidence }

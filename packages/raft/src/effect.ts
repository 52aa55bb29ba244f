/**
 * Everything a Raft node asks of the world.
 *
 * Pure. Two lanes (docs/architecture.md): effects in the `log` lane are performed strictly in order, each after every
 * `persist` before it is durable; effects in the `early` lane may leave at once.
 */
import type { ErrorCode, Index, NodeId, Term } from '@hivemind/base'
import type { Message } from './input.ts'
import type { Configuration, Entry, HardState, Standing } from './state.ts'

export type Effect =
  /**
   * One atomic write: drop entries at and after `truncateFrom`, append `entries`, set term and vote. `hard` is null
   * when unchanged.
   */
  | {
      readonly type: 'persist'
      readonly lane: 'log'
      readonly hard: HardState | null
      readonly truncateFrom: Index | null
      readonly entries: readonly Entry[]
    }
  | { readonly type: 'send', readonly lane: 'log' | 'early', readonly to: NodeId, readonly message: Message }
  /** Entries through `index` are committed. Emitted once for each rise; read them with `entriesBetween`. */
  | { readonly type: 'commit', readonly lane: 'log', readonly index: Index }
  | {
      readonly type: 'accepted'
      readonly lane: 'early'
      readonly id: number
      readonly firstIndex: Index
      readonly lastIndex: Index
      readonly term: Term
    }
  | {
      readonly type: 'refused'
      readonly lane: 'early'
      readonly id: number
      readonly code: ErrorCode
      readonly message: string
    }
  /**
   * The joint configuration in force is committed: propose this one, to leave it. Repeated until it was proposed.
   */
  | { readonly type: 'leave-joint', readonly lane: 'early', readonly configuration: Configuration }
  /** A linearizable read may be served once entries through `index` are applied. */
  | { readonly type: 'read-ready', readonly lane: 'early', readonly id: number, readonly index: Index }
  /** Standing, term or known leader changed. */
  | {
      readonly type: 'standing'
      readonly lane: 'early'
      readonly standing: Standing
      readonly term: Term
      readonly leader: NodeId | null
    }
  /**
   * The leader offers more than it holds in memory: fetch history and state through `index` from `from`, then give
   * `snapshot-installed`.
   */
  | {
      readonly type: 'fetch-snapshot'
      readonly lane: 'early'
      readonly from: NodeId
      readonly index: Index
      readonly term: Term
    }
  /** A damaged log is whole again: the node votes from here on. */
  | { readonly type: 'repaired', readonly lane: 'early', readonly index: Index }

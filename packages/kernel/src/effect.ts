/**
 * Everything a node asks of the world.
 *
 * Pure. Lane `log`: in order, each after every `persist` before it is durable. Lane `early`: at once.
 */
import type { Index, NodeId, Refusal, Term } from '@hivemind/base'
import type { ControlSnapshot, Envelope, Outcome } from '@hivemind/control'
import type { Entry, HardState, TraceRow } from '@hivemind/raft'
import type { Answer, Framed, JoinMessage, JoinReply, PeerAddress } from './message.ts'

export interface AppliedRow { readonly entry: Entry, readonly envelope: Envelope | null, readonly outcome: Outcome }

/** A peer the net may talk to. */
export interface Peer extends PeerAddress {
  readonly keep: boolean
  /** Whether the other end keeps a connection, as far as the log tells. */
  readonly kept?: boolean
}

export type Effect =
  /**
   * One atomic, durable write; when done the world gives `persisted` with the last entry's index and term (if there
   * were entries).
   */
  | {
      readonly type: 'persist'
      readonly lane: 'log'
      readonly hard: HardState | null
      readonly truncateFrom: Index | null
      readonly entries: readonly Entry[]
      readonly commit: Index
    }
  | { readonly type: 'send', readonly lane: 'log' | 'early', readonly to: NodeId, readonly framed: Framed }
  | { readonly type: 'answer', readonly lane: 'log' | 'early', readonly id: number, readonly answer: Answer }
  /** Entries were applied: feed them to subscribers and the event index. */
  | { readonly type: 'applied', readonly lane: 'log', readonly rows: readonly AppliedRow[] }
  /** Make the applied state at `index` durable, then give `snapshot-taken`. */
  | {
      readonly type: 'take-snapshot'
      readonly lane: 'log'
      readonly index: Index
      readonly term: Term
      readonly snapshot: ControlSnapshot
    }
  /** The whole new set of admitted peers; whoever is missing is cut at once. */
  | { readonly type: 'peers', readonly lane: 'early', readonly peers: readonly Peer[] }
  | {
      readonly type: 'join-request'
      readonly lane: 'early'
      readonly id: number
      readonly address: string
      readonly message: JoinMessage
    }
  | { readonly type: 'join-reply', readonly lane: 'early', readonly id: number, readonly reply: JoinReply }
  /**
   * Fetch committed entries after `after` from a peer until told to stop; `wantState` when far behind. At most one pull
   * runs.
   */
  | {
      readonly type: 'pull'
      readonly lane: 'log'
      readonly pull: number
      readonly from: NodeId
      readonly after: Index
      readonly wantState: boolean
      readonly through: Index
    }
  /** Of no use any more, begun or not: told early, it may overtake the pull that it is about. Ids of pulls rise. */
  | { readonly type: 'stop-pull', readonly lane: 'early', readonly pull: number }
  /** The log was damaged and is whole again. */
  | { readonly type: 'repaired', readonly lane: 'log', readonly index: Index }
  /** This agent must not go on: stop with exit code 79 and say why. */
  | {
      readonly type: 'fence'
      readonly lane: 'early'
      readonly refusal: Refusal
      /** The life of this identity that goes on instead of this one; whatever starts next comes after it. */
      readonly laterBoot?: number
      /** Its state is not to be used: it is to be archived, and these are asked to let this machine in anew. */
      readonly rejoin?: readonly string[]
      /** What these gave was found wrong: they are not followed when it begins anew. */
      readonly avoid?: readonly NodeId[]
    }
  | { readonly type: 'handed-over', readonly lane: 'early' }
  /** What the Raft machine did in a step; only from a node that traces. */
  | { readonly type: 'trace', readonly lane: 'early', readonly rows: readonly TraceRow[] }
  /** For the log of the agent, not of the cluster. */
  | {
      readonly type: 'note'
      readonly lane: 'early'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly message: string
      readonly fields: Readonly<Record<string, unknown>>
    }

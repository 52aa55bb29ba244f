/**
 * The typed client of one agent: what a program calls to read and write its cluster.
 *
 * Touches the network through transport.ts. Every call ends as ok, refused (`changed: 'no'`) or unknown (`changed: 'unknown'`).
 */
import type { RouteName } from './paths.ts'
import type { Consistency, LogPage, LogRow } from './schemas/log.ts'
import type { Joining } from './schemas/joins.ts'
import type { ControlPlanePeer, Member } from './schemas/members.ts'
import type { Status } from './schemas/status.ts'
import type { CallArguments, CallOptions, Reply } from './types.ts'

export interface ConnectOptions {
  /** `unix:///path/agent.sock` or `http://127.0.0.1:port`; HIVEMIND_ADDR by default. */
  readonly addr?: string
  /** Directory of a local agent, whose socket is `agent.sock` in it; HIVEMIND_DATA_DIR by default. */
  readonly dataDirectory?: string
  /** Bearer token, needed over TCP; HIVEMIND_TOKEN by default. */
  readonly token?: string
  /** Deadline of calls that bring none, milliseconds; 10,000 by default. */
  readonly deadlineMs?: number
}

/** Where an event landed. */
export interface Appended { readonly index: number, readonly term: number, readonly epoch: number, readonly txid: string }

export interface AppendOptions extends CallOptions {
  /** Without a quorum: `fail` at once with HIVE_DEGRADED (default), or `wait` until the deadline. */
  readonly whileDegraded?: 'fail' | 'wait'
}

export interface ReadOptions extends CallOptions {
  readonly from?: number
  /** Instead of `from`: the last so many entries. */
  readonly tail?: number
  readonly limit?: number
  readonly type?: string
  readonly consistency?: Consistency
}

export interface FollowOptions {
  /** First index wanted; by default only what is applied from now on. */
  readonly from?: number
  readonly signal?: AbortSignal
}

export interface LogClient {
  /**
   * Append one event, exactly once. Concurrent calls share requests; await one before the next to fix their order.
   *
   * @throws {HivemindError} refused: `changed` is `no`, it did not happen. Unknown: `changed` is `unknown`.
   */
  append (event: { readonly type: string, readonly payload: unknown }, options?: AppendOptions): Promise<Appended>
  /** A page of the log, in index order. */
  read (options?: ReadOptions): Promise<LogPage>
  /** One entry. */
  show (index: number, options?: CallOptions & { readonly consistency?: Consistency }): Promise<LogRow>
  /** Rows in index order, for ever, over restarts of the agent; none twice, none left out. Ends when `signal` aborts. */
  follow (options?: FollowOptions): AsyncIterableIterator<LogRow>
  /** Every row from an index to the applied end. Throws when the stream ends early. */
  export (options?: FollowOptions): AsyncIterableIterator<LogRow>
}

export interface Client {
  readonly addr: string
  /** Any route of the contract, with the whole envelope as answer. */
  call<Name extends RouteName> (name: Name, ...args: CallArguments<Name>): Promise<Reply<Name>>
  status (options?: CallOptions): Promise<Status>
  members (options?: CallOptions): Promise<readonly Member[]>
  controlPlane (options?: CallOptions): Promise<readonly ControlPlanePeer[]>
  /** Progress of a newcomer; ends when it is ready or refused, or when `signal` aborts. */
  joining (options?: { readonly signal?: AbortSignal }): AsyncIterableIterator<Joining>
  readonly log: LogClient
  /** Give up waiting calls and close connections. */
  close (): void
}

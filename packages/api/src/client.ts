/**
 * The typed client of one agent: what a program calls to read and write its cluster.
 *
 * Touches the network through transport.ts. Every call ends as ok, refused (`changed` is `no`) or unknown
 * (`changed` is `unknown`).
 */
import { parseAddress, resolveAddress } from './address.ts'
import { type Appended, Appender, type AppendOptions } from './append.ts'
import { type AnyArgs, callRoute } from './call.ts'
import { API_TIMES } from './limits.ts'
import type { RouteName } from './paths.ts'
import type { Joining } from './schemas/joins.ts'
import type { Consistency, LogPage, LogRow } from './schemas/log.ts'
import type { ControlPlanePeer, Member } from './schemas/members.ts'
import type { Status } from './schemas/status.ts'
import { exportLog, followJoining, followLog, readBackup } from './streams.ts'
import { Transport } from './transport.ts'
import type { CallArguments, CallOptions, Reply } from './types.ts'

export type { Appended, AppendOptions }

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

export interface ExportOptions {
  /** First index wanted; the first kept one by default. */
  readonly from?: number
  /** Stale by default: what this agent's disk holds, with or without a quorum. */
  readonly consistency?: Consistency
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
  /** Rows in index order, over restarts of the agent; none twice, none left out. Ends when `signal` aborts. */
  follow (options?: FollowOptions): AsyncIterableIterator<LogRow>
  /** Every row from an index to the applied end. Throws when the stream ends early. */
  export (options?: ExportOptions): AsyncIterableIterator<LogRow>
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
  /** History and applied state of this agent as the bytes of a backup. Throws when the stream ends early. */
  backup (options?: { readonly signal?: AbortSignal }): AsyncIterableIterator<Uint8Array>
  /** Give up waiting calls and close connections. */
  close (): void
}

/**
 * Make a client. Nothing is sent until the first call.
 *
 * @throws {HivemindError} HIVE_API_ADDRESS when no agent is named, or its address cannot be read
 */
export function connect (options: ConnectOptions = {}): Client {
  const addr = resolveAddress(options)
  const transport = new Transport(parseAddress(addr), options.token ?? process.env['HIVEMIND_TOKEN'])
  const closing = new AbortController()
  const { signal: closed } = closing
  const patience = options.deadlineMs ?? API_TIMES.deadlineMs

  const call = async <Name extends RouteName>(name: Name, ...given: CallArguments<Name>): Promise<Reply<Name>> => {
    const [args, choices] = given as [args?: AnyArgs, options?: CallOptions]
    return await callRoute(transport, name, args ?? {}, { deadlineMs: patience, ...choices }, closed) as Reply<Name>
  }

  return {
    addr,
    call,
    status: async choices => (await call('status', {}, choices)).item,
    members: async choices => (await call('member-list', {}, choices)).items,
    controlPlane: async choices => (await call('control-plane-list', {}, choices)).items,
    joining: choices => followJoining(transport, choices?.signal, closed),
    log: logClient(transport, call, patience, closed),
    backup: choices => readBackup(transport, choices?.signal, closed),
    close () {
      closing.abort()
      transport.close()
    }
  }
}

function logClient (transport: Transport, call: Client['call'], patience: number, closed: AbortSignal): LogClient {
  const appender = new Appender(transport, closed)
  return {
    append: (event, options) => appender.append(event, { deadlineMs: patience, ...options }),
    read: (options = {}) => {
      const { from, tail, limit, type, consistency, ...choices } = options
      return call('log-read', { query: { from, tail, limit, type, consistency } }, choices)
    },
    show: async (index, options = {}) => {
      const { consistency, ...choices } = options
      return (await call('log-show', { params: { index }, query: { consistency } }, choices)).item
    },
    follow: (options = {}) => followLog(transport, options, closed),
    export: (options = {}) => exportLog(transport, options, closed)
  }
}

/**
 * What the HTTP server sees of the running node. The server knows nothing else of the agent.
 */
import type { Epoch, Index, NodeId, Term } from '@hivemind/base'
import type { Control, ControlSnapshot, CronJob, Envelope, Role } from '@hivemind/control'
import type { FactsView } from '@hivemind/feed'
import type { Answer, Bearing, NodeView, Request } from '@hivemind/kernel'
import type { RoleHere } from './roles/here.ts'
import type { Described } from './roles/roles.ts'

/** One entry of the log as people and checkers see it. */
export interface LogRow {
  readonly index: Index
  readonly term: Term
  readonly kind: 'noop' | 'command' | 'configuration'
  /** Epoch in force after the entry. */
  readonly epoch: Epoch
  /** Running SHA-256 chain over the log through this entry, 64 hexadecimal digits. */
  readonly hash: string
  /** Null for no-ops and undecodable payloads. */
  readonly envelope: Envelope | null
}

/** Facts of this process, for status and health. */
export interface AgentFacts {
  readonly version: string
  readonly nodeVersion: string
  readonly pid: number
  readonly startedAt: number
  readonly dataDirectory: string
  readonly listen: readonly string[]
  readonly tickMs: number
  readonly rssBytes: number
  readonly logBytes: number
  /** p99 of the event loop's delay since the start, milliseconds. */
  readonly eventLoopDelayMs: number
  /** What opening the disk found, one sentence each; empty when it was whole. */
  readonly diskNotes: readonly string[]
  /** Why the log waits for room on the disk; null while there is some. */
  readonly diskFull: string | null
  /** Machines whose facts are held here, this one included. */
  readonly factsHeld: number
  /** Members that follow the log from here now, and so know that the cluster is alive. */
  readonly followers: number
  readonly peers: ReadonlyArray<{
    readonly id: NodeId
    readonly connected: boolean
    readonly remoteAddress: string
    readonly rttMs: number | null
  }>
}

/** The parts of the applied state that the server reads without a copy. */
export type Applied = Readonly<Pick<
  Control,
  'kinds' | 'resources' | 'below' | 'keys' | 'roles' | 'grants' | 'members' | 'failures' | 'tasks' | 'ledger' |
  'pending' | 'jobs'
>>

export interface NodePort {
  view (): NodeView
  /** The little of the view that every answer says, drawn without the rest. */
  bearing (): Bearing & Pick<NodeView, 'appliedIndex' | 'phase'>
  /** What is applied here of resources, keys, roles and tasks: not a copy, and not to be changed. */
  control (): Applied
  /** How an enabled role is on this machine; null when it does not run here. */
  roleHere (name: string): RoleHere | null
  /** What the code of a role says of itself, read by this machine. @throws {HivemindError} HIVE_ROLE_* */
  describeRole (
    source: Role['source'], config: Readonly<Record<string, unknown>>, user?: string
  ): Promise<Described>
  /** The same of an enabled role, and whether it may run where that was enabled. @throws {HivemindError} HIVE_ROLE_* */
  examineRole (
    role: Pick<Role, 'id' | 'version' | 'source' | 'config' | 'user'>
  ): Promise<Described & { fits: boolean }>
  /** Ask a role that works on this machine. @throws {HivemindError} HIVE_ROLE_*, HIVE_BUSY, HIVE_TIMEOUT */
  askRole (name: string, ask: string, input: unknown, readsOnly: boolean, deadlineMs: number): Promise<unknown>
  /** The last lines that a process of this machine printed. @throws {HivemindError} HIVE_PROCESS_ELSEWHERE */
  processLines (id: string, lines: number): readonly string[]
  /** When a job is due next, Unix milliseconds; null while it is paused. @throws {HivemindError} HIVE_CRON_SCHEDULE */
  jobNext (job: Pick<CronJob, 'schedule' | 'zone' | 'paused' | 'tickedAt'>): Promise<number | null>
  facts (): AgentFacts
  /**
   * What a machine says of itself, as it is known here. A member that does not hold it asks one that does, and waits a
   * second at most.
   */
  hostFacts (id: NodeId, deadlineMs: number): Promise<FactsView | null>
  /** Never rejects; a deadline that passes is the refusal HIVE_TIMEOUT with `changed: unknown` for writes. */
  request (request: Request, deadlineMs: number): Promise<Answer>
  /**
   * Applied entries in index order, stale unless a read index was waited for.
   *
   * @param limit - entries at most, 1..10,000; fewer come when bytes would exceed 8 MiB
   * @param where - `disk` when it is to be shown what this very disk holds; the newest are in memory too
   * @throws {HivemindError} HIVE_LOG_COMPACTED below the first kept entry
   */
  readLog (from: Index, limit: number, where?: 'anywhere' | 'disk'): Promise<readonly LogRow[]>
  firstIndex (): Index
  /** The applied state, once its last entry is durable here, and the hash chain through that entry, hexadecimal. */
  exportState (deadlineMs: number): Promise<{ readonly chain: string, readonly state: ControlSnapshot }>
  /** The same with the history before it, as the pieces of a backup. */
  backup (deadlineMs: number): Promise<AsyncGenerator<Uint8Array, void, void>>
  /** Last entry that `readLog` gives; the view may have applied more, whose write to this disk is under way. */
  readableIndex (): Index
  /** Indexes of events of one type, from the event index, rising; at most `limit`. */
  findEvents (type: string, from: Index, limit: number): Promise<readonly Index[]>
  /** Resolves once entries through `index` are applied, or rejects with HIVE_TIMEOUT. */
  applied (index: Index, deadlineMs: number): Promise<void>
  /** Calls back after entries were applied, with the applied index; returns the unsubscriber. */
  onApplied (listener: (index: Index) => void): () => void
  /** Calls back when anything of the view changed, at most every 100 ms. */
  onChanged (listener: () => void): () => void
  /** Begin a clean shutdown, as SIGTERM does. */
  stop (reason: string): void
}

/**
 * What the log says of processes: templates that roles bring, and what was added, started, stopped and removed.
 *
 * Pure. A process is a resource of kind `process` below its member, whose definition is written here; how it is in the
 * world its member says, in the feed of its facts (docs/adr/0043-processes-in-the-log.md).
 */
import type { NodeId } from '@hivemind/base'
import type { RoleEnabled } from './envelope.ts'

/** What stands for the life of a process: its last word is its member's, the log has none of it. */
export type ProcessState = 'STARTING' | 'ONLINE' | 'STOPPING' | 'OFFLINE' | 'FAILED'

/** How it is seen that a process works. A pid file is written by the process itself. */
export type TemplateCheck =
  | { readonly type: 'none' }
  | { readonly type: 'tcp', readonly endpoint: string }
  | { readonly type: 'pid-file', readonly path: string }

/** How a process is ended: a signal, so long to obey, and whether it is killed when it does not. */
export interface Stopping { readonly signal: string, readonly ms: number, readonly kills: boolean }

/**
 * What a role's processes are made from. In `command`, `environment` and the path of a pid file `{{name}}`,
 * `{{instance}}`, `{{member}}`, `{{port.NAME}}` and every setting stand for what they are.
 */
export interface ProcessTemplate {
  readonly name: string
  readonly about: string
  /** Processes that one addition makes, unless it says otherwise. */
  readonly multiplicity: number
  /** What may be set when processes are added; `instances` is how many. */
  readonly opens: readonly string[]
  /** Settings as they come. */
  readonly settings: Readonly<Record<string, string>>
  /** Whether hivemind starts and stops it; one that is not is only watched. */
  readonly managed: boolean
  /** Program and arguments; empty where it is not managed. */
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Each has the first free port from `port` on, out of `most`. */
  readonly endpoints: ReadonlyArray<{ readonly name: string, readonly port: number, readonly most: number }>
  readonly check: TemplateCheck
  /** Ends one after another after which it is left alone. */
  readonly restarts: number
  readonly stop: Stopping
  /** Account that its processes run as; without one that of the role, or the agent's own. */
  readonly user?: string | undefined
}

/** A process: its template with everything filled in. */
export interface ProcessDefinition {
  readonly role: string
  readonly template: string
  /** From 1, unique among those of its member and template. */
  readonly instance: number
  readonly managed: boolean
  readonly wanted: 'online' | 'offline' | 'watched'
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly endpoints: ReadonlyArray<{ readonly name: string, readonly port: number }>
  readonly check:
    | { readonly type: 'none' }
    | { readonly type: 'tcp', readonly port: number }
    | { readonly type: 'pid-file', readonly path: string }
  readonly restarts: number
  readonly stop: Stopping
  readonly settings: Readonly<Record<string, string>>
  /** Version of the last wish that it be restarted: what was started under an earlier one ends. Absent for none. */
  readonly restarted?: number
  /** Account that it runs as; absent for the agent's own. */
  readonly user?: string | undefined
}

/** Processes of a role: of one of its templates, or with an empty name of all. */
export interface ProcessesWanted {
  readonly role: string
  readonly template: string
  readonly settings: Readonly<Record<string, string>>
}

export interface ProcessFacts {
  /** A member is to run roles, and is given processes of them: all of that, or nothing. */
  'processes-added': {
    readonly member: NodeId
    readonly enables: readonly RoleEnabled[]
    readonly adds: readonly ProcessesWanted[]
  }
  /**
   * `from` is the version that it was seen at. Wanted online again, a failed one is tried again. Restarted is online,
   * after an end of what runs.
   */
  'process-wanted': { readonly id: string, readonly from: number, readonly wanted: 'online' | 'offline' | 'restarted' }
  /** `state` is what its member said of it last, `UNKNOWN` when it said nothing. Forced only with a reason. */
  'process-removed': {
    readonly id: string
    readonly from: number
    readonly state: ProcessState | 'UNKNOWN'
    readonly forced: boolean
  }
  /** A member is given nothing new, and what others can hold they hold; or no longer so. */
  'member-drained': { readonly member: NodeId, readonly draining: boolean }
}

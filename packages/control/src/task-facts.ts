/**
 * What the log says of tasks: work wanted of roles, each try at it, and what came of it.
 *
 * Pure.
 */
import type { Index, NodeId } from '@hivemind/base'

/** What a role can be asked to do. */
export interface ActionFact {
  readonly name: string
  readonly about: string
  /** Whether an attempt of which nobody knows how far it came may be followed by another one without asking. */
  readonly repeatable: boolean
}

/** The target of a task that any one holder of the role is to do. No member has this id. */
export const ANY = '*'

/** Who is to do a task: a member, or any one holder of the role. */
export type Target = NodeId | typeof ANY

export interface TaskFacts {
  /**
   * Work is wanted of a role. `members` empty means every member that holds the role now; `any` means one of them,
   * whichever holds it when it is done.
   */
  'task-added': {
    readonly id: string
    readonly role: string
    readonly action: string
    readonly input: Readonly<Record<string, unknown>>
    readonly members: readonly NodeId[]
    readonly any: boolean
    /** Queue in whose order it is done, or empty. */
    readonly queue: string
    /** If it fails its queue waits until it is retried or cancelled. */
    readonly holds: boolean
    /** Failures after which a target is given up. */
    readonly triesMax: number
  }
  /** A member begins an attempt; nothing runs before this entry is applied. Attempts of a target count from 1. */
  'task-begun': {
    readonly task: string
    readonly target: Target
    readonly attempt: number
    readonly member: NodeId
    /** Under which the member holds the role. */
    readonly fence: Index
  }
  /** An attempt is over. `interrupted`: nobody knows how far it came. */
  'task-reported': {
    readonly task: string
    readonly target: Target
    readonly attempt: number
    readonly member: NodeId
    readonly outcome: 'done' | 'failed' | 'interrupted'
    /** What the action gave back; null when it failed. */
    readonly result: unknown
    /** Why it failed; empty when it did not. */
    readonly problem: string
  }
  'task-cancelled': { readonly task: string }
  /** What failed, was cancelled, or was lost with its holder is wanted again. */
  'task-retried': { readonly task: string }
  /** Tasks that ended at or before an index are not kept any longer. */
  'tasks-forgotten': { readonly through: Index }
}

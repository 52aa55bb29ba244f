/**
 * What is so for one role on this member, and what its keeping works with.
 *
 * Pure.
 */
import type { Index, NodeId } from '@hivemind/base'
import type { Control, Role } from '@hivemind/control'
import type { Answer, Request } from '@hivemind/kernel'
import type { Account } from '../account.ts'
import type { Logger } from '../logging.ts'
import type { Topics } from './slicing.ts'

export interface KeepingNeeds {
  readonly self: { readonly id: NodeId, readonly name: string }
  readonly main: string
  /** Directory that the role's process starts in. */
  readonly directory: string
  /** Where the code of a source lies on this machine. */
  readonly locate: (source: Role['source']) => string
  /** Make the machine ready for the account of a role. @throws {HivemindError} HIVE_ROLE_USER */
  readonly account: (user: string, source: Role['source']) => Promise<Account | null>
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly request: (request: Request, deadlineMs: number) => Promise<Answer>
  readonly topics: Topics
  /** All that holds for this machine on a topic, as JSON values. */
  readonly publish: (topic: string, facts: Readonly<Record<string, unknown>>) => void
  /** What the role sees of resources, by their ids. @returns why it is too much, or null */
  readonly observe: (seen: Readonly<Record<string, unknown>>) => string | null
}

/** What is so: which role, whether this member holds it and may work. */
export interface Level {
  readonly role: Role
  readonly fence: Index | null
  readonly degraded: boolean
  readonly control: Pick<Control, 'members' | 'failures' | 'resources' | 'appliedIndex'>
}

/** Tasks as the applied state keeps them. Pure data. */
import type { Index, NodeId, WallMs } from '@hivemind/base'
import type { Target } from './task-facts.ts'

export interface Task {
  readonly id: string
  readonly role: string
  readonly action: string
  readonly input: Readonly<Record<string, unknown>>
  readonly queue: string
  readonly holds: boolean
  readonly triesMax: number
  /** Who is to do it, each once. */
  readonly targets: readonly Target[]
  readonly state: 'open' | 'done' | 'failed' | 'cancelled'
  /** Its place in its queue: the lower index first. */
  readonly order: Index
  readonly actor: string
  /** What it was added for, or empty. */
  readonly cause: string
  readonly addedIndex: Index
  readonly addedAt: WallMs
  /** 0 while it is open. */
  readonly endedIndex: Index
  readonly endedAt: WallMs
}

/** What became of a task at one target. A target without a row has not begun. */
export interface LedgerRow {
  /** `task/target`. */
  readonly id: string
  readonly task: string
  readonly target: Target
  /** `gone`: the target holds the role no more, so nobody is left to do it there. */
  readonly state: 'waiting' | 'begun' | 'done' | 'failed' | 'gone' | 'cancelled'
  /** Number of the last attempt that began. */
  readonly attempt: number
  /** Attempts that said that they failed. */
  readonly tries: number
  /** Who made the last attempt; empty before the first. */
  readonly member: NodeId | ''
  readonly fence: Index
  readonly result: unknown
  readonly problem: string
  readonly beganAt: WallMs
  /** The last change. */
  readonly index: Index
  readonly at: WallMs
}

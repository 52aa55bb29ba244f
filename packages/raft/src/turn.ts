/**
 * What one step collects before it hands its effects out.
 *
 * Pure. A step writes to disk at most once, and that write comes first in its effects: whatever it sends in the log
 * lane is then sent after everything it decided is durable, in whatever order it was decided.
 */
import { type ErrorCode, type Index, index, type NodeId, type Term } from '@hivemind/base'
import type { Effect } from './effect.ts'
import type { Message } from './input.ts'
import { append, lastIndexOf, sliceOf, truncateFrom } from './log.ts'
import type { Entry, Raft, Standing } from './state.ts'

export interface Turn {
  readonly effects: Effect[]
  readonly before: {
    readonly term: Term
    readonly votedFor: NodeId | null
    readonly standing: Standing
    readonly leader: NodeId | null
  }
  /** First index to drop from the disk in this step. */
  dropFrom: Index | null
  /** First index that is new in this step; everything from there to the end of the log is written. */
  newFrom: Index | null
}

/** Why something is refused. */
export interface Reason { readonly code: ErrorCode, readonly message: string }

export const beginTurn = ({ term, votedFor, standing, leader }: Raft): Turn =>
  ({ effects: [], before: { term, votedFor, standing, leader }, dropFrom: null, newFrom: null })

export function send (turn: Turn, lane: 'log' | 'early', to: NodeId, message: Message): void {
  turn.effects.push({ type: 'send', lane, to, message })
}

export function refused (turn: Turn, id: number, code: ErrorCode, message: string): void {
  turn.effects.push({ type: 'refused', lane: 'early', id, code, message })
}

/** Append entries to the log in memory and, with this step's write, on disk. */
export function write (raft: Raft, turn: Turn, entries: readonly Entry[]): void {
  turn.newFrom ??= index(lastIndexOf(raft.log) + 1)
  append(raft.log, entries)
}

/** Drop a conflicting tail in memory and, with this step's write, on disk. Raft 5.3. */
export function drop (raft: Raft, turn: Turn, from: Index): void {
  turn.dropFrom = from
  truncateFrom(raft.log, from)
  if (raft.persisted >= from) raft.persisted = index(from - 1)
}

/** The step's effects: its write first, what it decided, and last what others should know of its standing. */
export function endTurn (raft: Raft, turn: Turn): Effect[] {
  const { before, effects, dropFrom, newFrom } = turn
  const hard = raft.term !== before.term || raft.votedFor !== before.votedFor
  if (hard || dropFrom !== null || newFrom !== null) {
    const entries = newFrom === null ? [] : sliceOf(raft.log, index(newFrom - 1), lastIndexOf(raft.log))
    effects.unshift({
      type: 'persist',
      lane: 'log',
      hard: hard ? { term: raft.term, votedFor: raft.votedFor } : null,
      truncateFrom: dropFrom,
      entries
    })
  }
  if (raft.standing !== before.standing || raft.term !== before.term || raft.leader !== before.leader) {
    effects.push({ type: 'standing', lane: 'early', standing: raft.standing, term: raft.term, leader: raft.leader })
  }
  return effects
}

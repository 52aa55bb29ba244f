/**
 * A node as others may look at it: plain, and no part of its state.
 *
 * Pure.
 */
import { type Index, index, type NodeId, type Term, type Ticks } from '@hivemind/base'
import { changePending } from './changing.ts'
import { configurationIndexOf, configurationOf, lastIndexOf, lastTermOf, sliceOf, termIn } from './log.ts'
import type { Configuration, Entry, Progress, Raft, Repair, Standing } from './state.ts'
import { isRecentlyActive } from './transfer.ts'

export interface ProgressView {
  readonly id: NodeId
  readonly match: Index
  readonly next: Index
  readonly state: Progress['state']
  /** Heard by this leader within an election time-out. */
  readonly recentlyActive: boolean
  /** Ticks for which it has not answered what it was asked. */
  readonly silentTicks: Ticks
}

export interface RaftView {
  readonly self: NodeId
  readonly standing: Standing
  readonly term: Term
  readonly votedFor: NodeId | null
  readonly leader: NodeId | null
  readonly commit: Index
  readonly lastIndex: Index
  readonly lastTerm: Term
  /** Last entry that our own disk acknowledged. */
  readonly persisted: Index
  /** First entry in memory; one past the last when there is none. */
  readonly firstIndex: Index
  /** In force, committed or not. */
  readonly configuration: Configuration
  /** Its entry; that of the snapshot when it lies at or before that. */
  readonly configurationIndex: Index
  /** Whether the configuration in force is not committed yet. */
  readonly changePending: boolean
  readonly repair: Repair | null
  /** To whom leadership is being handed. */
  readonly transferTo: NodeId | null
  /** The other voters and learners in the order they were met; empty unless leader. */
  readonly progress: readonly ProgressView[]
}

export function status (raft: Raft): RaftView {
  const { self, standing, term, votedFor, leader, commit, log, persisted, repair, leading } = raft
  return {
    self,
    standing,
    term,
    votedFor,
    leader,
    commit,
    lastIndex: lastIndexOf(log),
    lastTerm: lastTermOf(log),
    persisted,
    firstIndex: index(log.base.index + 1),
    configuration: configurationOf(log),
    configurationIndex: configurationIndexOf(log),
    changePending: changePending(raft),
    repair,
    transferTo: leading?.transfer?.to ?? null,
    progress:
      leading === null
        ? []
        : [...leading.progress].map(([id, progress]) => ({
            id,
            match: progress.match,
            next: progress.next,
            state: progress.state,
            recentlyActive: isRecentlyActive(raft, progress),
            silentTicks: progress.silentTicks
          }))
  }
}

/** Whom this node takes for the leader; null when it knows none. */
export const leaderOf = (raft: Raft): NodeId | null => raft.leader

/** The term of an entry in memory or of the point before them; null when it is older or not there yet. */
export const termAt = (raft: Raft, at: Index): Term | null => termIn(raft.log, at)

/** Configurations after an index, committed or not: all under which this node may have acknowledged entries. */
export const configurationsAfter = (raft: Raft, after: Index): readonly Configuration[] =>
  raft.log.configurations.filter(row => row.index > after).map(row => row.configuration)

/** Entries after an index, committed or not, as far as they are in memory: what the disk is to hold there. */
export const tailAfter = (raft: Raft, after: Index): readonly Entry[] => sliceOf(raft.log, after, lastIndexOf(raft.log))

/** Committed entries with after < index <= through, as far as they are in memory; for applying them. */
export const entriesBetween = (raft: Raft, after: Index, through: Index): readonly Entry[] =>
  sliceOf(raft.log, after, index(Math.min(through, raft.commit)))

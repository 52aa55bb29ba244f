/**
 * A node as it comes from its disk, or new. Raft figure 2.
 *
 * Pure.
 */
import { type Index, index, invariant, type NodeId, type Prng, ticks } from '@hivemind/base'
import { isAlone } from './configuration.ts'
import { configurationOf, lastIndexOf, lastTermOf, openLog } from './log.ts'
import { rest } from './standing.ts'
import type { Entry, HardState, Raft, RaftTimes, Repair, SnapshotPoint } from './state.ts'

export interface Choices {
  readonly self: NodeId
  readonly seed: Prng
  readonly times: RaftTimes
  /** Term and vote as last made durable; term 0 and no vote when new. */
  readonly hard: HardState
  /**
   * The point before the first of `entries`; null when that is the beginning of the log, whose configuration is empty.
   */
  readonly snapshot: SnapshotPoint | null
  /** The log after the snapshot, as found on disk, without a gap. */
  readonly entries: readonly Entry[]
  /** A commit index known from before, or 0; raised to the snapshot's and cut to what the log holds. */
  readonly commit: Index
  readonly repair: Repair | null
  /** The node is counted from now on, in the middle of its life: a leader lives, and it waits for that one's word. */
  readonly counted?: boolean
}

/** Make a node. It is a follower that knows no leader, and its disk holds what it was given. */
export function start (choices: Choices): Raft {
  const { self, seed, times, hard, snapshot, entries, commit, repair, counted = false } = choices
  invariant(
    times.heartbeatTicks > 0 && times.heartbeatTicks < times.electionTicksMin,
    'a leader speaks more often than its followers lose patience'
  )
  const leaseTicks = times.leaseTicks ?? 0
  invariant(leaseTicks * 2 <= times.electionTicksMin, 'a lease lasts half as long as the promise it rests on')
  const log = openLog(snapshot, entries)
  const last = lastIndexOf(log)
  // A member that followed committed entries without voting may hold entries of terms that it never wrote down.
  const { term, votedFor } = lastTermOf(log) > hard.term ? { term: lastTermOf(log), votedFor: null } : hard
  const raft: Raft = {
    self,
    times,
    prng: seed,
    term,
    votedFor,
    log,
    commit: index(Math.min(Math.max(commit, log.base.index), last)),
    persisted: last,
    agreed: index(0),
    standing: 'follower',
    leader: null,
    elapsed: ticks(0),
    patience: ticks(0),
    slack: ticks(0),
    votes: new Map(),
    asked: 0,
    closed: new Set(),
    met: counted ? null : new Set(),
    transfersOver: 0,
    promisedTicks: leaseTicks > 0 ? times.electionTicksMin : ticks(0),
    leading: null,
    repair
  }
  rest(raft)
  if (isAlone(configurationOf(log), self)) raft.patience = ticks(0) // Nobody else could be leading.
  return raft
}

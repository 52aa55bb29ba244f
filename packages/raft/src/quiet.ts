/**
 * For how long a Raft node does nothing unless it is given something else than time, and that time going by at once.
 *
 * Pure. The promise may be shorter than the truth and never longer: who sleeps through it must miss nothing. What a
 * tick counts is counted here a second time, for many ticks together; test/quiet.property.test.ts holds both to agree.
 */
import { ticks } from '@hivemind/base'
import { lastIndexOf } from './log.ts'
import { isAwaited, isUnderWay, waitForAll } from './pacing.ts'
import { hasCommitToTell } from './replication.ts'
import type { Leading, Raft } from './state.ts'
import { doubtTicks, hearsQuorum } from './ticking.ts'

/** @returns how many ticks from now on have no effect; 0 when the next one may have */
export function quietFor (raft: Raft): number {
  if (raft.leading !== null) return Math.max(0, leadsQuietly(raft, raft.leading))
  return Math.max(0, raft.patience - raft.elapsed - 1)
}

function leadsQuietly (raft: Raft, leading: Leading): number {
  if (raft.persisted < lastIndexOf(raft.log) || leading.transfer !== null) return 0
  if (!hearsQuorum(raft, leading) || hasCommitToTell(raft, leading) || isUnderWay(raft, leading)) return 0
  let quiet = leading.pace - leading.heartbeatElapsed - 1
  for (const one of leading.progress.values()) {
    if (one.state === 'snapshot') return 0
    // Whoever counts as silent already changes nothing by going on.
    const left = doubtTicks(raft) - one.silentTicks
    if (left > 0 && isAwaited(raft.times, leading.pace, one)) quiet = Math.min(quiet, left - 1)
  }
  return quiet
}

/** So many of the ticks that were promised to be quiet go by. */
export function pass (raft: Raft, count: number): void {
  raft.promisedTicks = ticks(Math.max(0, raft.promisedTicks - count))
  const { leading } = raft
  if (leading === null) { raft.elapsed = ticks(raft.elapsed + count); return }
  leading.ticks = ticks(leading.ticks + count)
  leading.askedTicks = ticks(leading.askedTicks + count)
  waitForAll(raft, leading, count)
  leading.diskTicks = ticks(0)
  leading.heartbeatElapsed = ticks(leading.heartbeatElapsed + count)
}

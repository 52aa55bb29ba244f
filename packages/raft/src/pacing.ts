/**
 * How often a leader speaks: often while something is under way, seldom while nothing is. docs/adr/0050-calm-beats.md
 *
 * Pure. Each of its words says by when the next one comes, and whoever follows waits so much longer than it would for
 * a leader that speaks often. So one that falls silent is missed as soon, and one that is merely slow may be so for as
 * long. While it is calm most of its heartbeats want no answer: nobody is silent who was not asked.
 */
import { ticks } from '@hivemind/base'
import { configurationOf, lastIndexOf } from './log.ts'
import type { Leading, Progress, Raft, RaftTimes } from './state.ts'

/** Something is under way: the next word comes soon. */
export function hurry ({ times }: Raft, leading: Leading): void {
  leading.busyAt = leading.ticks
  leading.pace = times.heartbeatTicks
}

/** Whether anything waits for the next heartbeat or its answers. Time alone never begins it. */
export function isUnderWay (raft: Raft, { reading, transfer, progress }: Leading): boolean {
  if (raft.commit < lastIndexOf(raft.log) || transfer !== null) return true
  if (reading.round !== null || reading.waiting.length > 0) return true
  if (configurationOf(raft.log).outgoing !== undefined) return true
  for (const one of progress.values()) if (isOnItsWay(raft, one)) return true
  return false
}

/** A member that is there and lacks something. For one that is silent nobody has to hurry. */
const isOnItsWay = ({ log, times }: Raft, { state, match, silentTicks }: Progress): boolean =>
  (state !== 'replicate' || match < lastIndexOf(log)) && silentTicks < times.electionTicksMin

/** Time goes by for those who are to answer: all of them while every word wants an answer. */
export function waitForAll ({ times }: Raft, { progress, pace }: Leading, count: number): void {
  for (const one of progress.values())
    if (isAwaited(times, pace, one)) one.silentTicks = ticks(one.silentTicks + count)
}

export const isAwaited = (times: RaftTimes, pace: number, { owes }: Progress): boolean =>
  owes || pace <= times.heartbeatTicks

/** Whether this tick is one for a heartbeat; `awake` when the node is woken by this tick for something else. */
export const isBeatDue = ({ times }: Raft, { heartbeatElapsed, pace }: Leading, awake: boolean): boolean =>
  heartbeatElapsed >= pace || (awake && pace > times.heartbeatTicks)

/**
 * A heartbeat leaves: from here on the leader speaks as often as this one says.
 *
 * @returns whether it is to be answered
 */
export function beaten ({ times }: Raft, leading: Leading): boolean {
  const { heartbeatTicks, calmTicks, calmAfterTicks = 0, answerTicks = 0 } = times
  const calm = calmTicks !== undefined && leading.ticks - leading.busyAt >= calmAfterTicks
  leading.pace = calm ? calmTicks : heartbeatTicks
  leading.heartbeatElapsed = ticks(0)
  if (calm && leading.askedTicks < answerTicks) return false
  leading.askedTicks = ticks(0)
  return true
}

/** A follower hears by when its leader's next word comes. Nobody can make it wait for ever: two patiences at most. */
export function wait (raft: Raft, next: number): void {
  const { heartbeatTicks, electionTicksMin } = raft.times
  raft.slack = ticks(Math.min(Math.max(0, next - heartbeatTicks), electionTicksMin))
  raft.patience = ticks(raft.patience + raft.slack)
}

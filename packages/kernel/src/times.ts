/** The times that the node gives to Raft. Pure. */
import { TIMES, ticks } from '@hivemind/base'
import type { RaftTimes } from '@hivemind/raft'

const CALM = {
  calmTicks: TIMES.calmTicks, calmAfterTicks: TIMES.calmAfterTicks, answerTicks: TIMES.answerTicks
} as const

/** A lease lasts half as long as the promise it rests on: one clock may run twice as fast as another. */
export const raftTimes = (leaseReads: boolean): RaftTimes => ({
  heartbeatTicks: TIMES.heartbeatTicks,
  electionTicksMin: TIMES.electionTicksMin,
  doubtTicks: TIMES.doubtTicks,
  diskDoubtTicks: TIMES.diskDoubtTicks,
  commitTicks: TIMES.commitTicks,
  // A leader that is calm hears its followers too seldom for a lease.
  ...(leaseReads ? {} : CALM),
  leaseTicks: ticks(leaseReads ? Math.floor(TIMES.electionTicksMin / 2) : 0)
})

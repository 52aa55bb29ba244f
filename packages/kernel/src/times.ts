/** The times that the node gives to Raft. Pure. */
import { TIMES, type Ticks } from '@hivemind/base'

export const raftTimes = (): { readonly heartbeatTicks: Ticks, readonly electionTicksMin: Ticks } =>
  ({ heartbeatTicks: TIMES.heartbeatTicks, electionTicksMin: TIMES.electionTicksMin })

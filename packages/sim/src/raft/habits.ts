/**
 * What a raft world is like besides its faults: how long its nodes wait, how their clocks go, what people want of them.
 *
 * Pure. Drawn anew for each seed, as the faults are.
 */
import { type Chance, draw, LIMITS, ticks } from '@hivemind/base'
import type { RaftTimes } from '@hivemind/raft'
import { between, percent, pick } from '../chance.ts'
import type { Limits } from '../limits.ts'

export interface Habits {
  readonly voters: number
  readonly clients: number
  readonly times: RaftTimes
  /** Clocks go faster or slower by at most so much: none goes twice as fast as another, as leases need it. */
  readonly driftPercent: number
  readonly pausePermille: number
  readonly pauseTicksMax: number
  /** Reads, of the ticks of a client. */
  readonly readPermille: number
  /** An operator that is refused, or sees a new leader, asks again at once. */
  readonly eagerPercent: number
  readonly limits: Limits
  /** What follows when all is well again: links are cut one way or the other, or an operator goes about its work. */
  readonly epilogue: 'none' | 'cuts' | 'peace'
}

/** What is left alone while a world is watched closely. */
export const PLAIN: Habits = {
  voters: 3, clients: 2, driftPercent: 0, pausePermille: 0, pauseTicksMax: 1, readPermille: 15,
  eagerPercent: 0, limits: {}, epilogue: 'none',
  times: { heartbeatTicks: ticks(2), electionTicksMin: ticks(11), doubtTicks: ticks(22), leaseTicks: ticks(0) }
}

/** @param lies - whether disks lose what they acknowledged: then three voters at least, for one must be outvoted */
export function drawHabits (chance: Chance, lies: boolean): Habits {
  const maybe = (most: number): number => draw(chance, 2) === 0 ? 0 : between(chance, 1, most)
  const leases = percent(chance, 40)
  return {
    voters: pick(chance, lies ? [3, 3, 5] : [1, 2, 3, 3, 3, 4, 5]),
    clients: between(chance, 1, 4),
    times: drawTimes(chance, leases),
    driftPercent: percent(chance, 40) ? 33 : 0,
    pausePermille: maybe(4),
    pauseTicksMax: between(chance, 5, 60),
    readPermille: leases ? 300 : pick(chance, [15, 15, 100]),
    eagerPercent: draw(chance, 3) * 30,
    limits: drawLimits(chance),
    epilogue: pick(chance, ['none', 'cuts', 'peace'])
  }
}

function drawTimes (chance: Chance, leases: boolean): RaftTimes {
  const [heartbeat, election, doubt, disk] = pick(
    chance, [[2, 11, 22, 75], [2, 11, 22, 22], [2, 11, 44, 44], [3, 24, 48, 100]] as const
  )
  return {
    heartbeatTicks: ticks(heartbeat), electionTicksMin: ticks(election), doubtTicks: ticks(doubt),
    diskDoubtTicks: ticks(disk),
    calmTicks: ticks(heartbeat + 3), calmAfterTicks: ticks(25), answerTicks: ticks(20),
    leaseTicks: ticks(leases ? Math.floor(election / 2) : 0), commitTicks: ticks(leases ? 1 : 0)
  }
}

/** Appends of one entry, few of them on their way: logs that meet in the middle. */
const drawLimits = (chance: Chance): Limits => percent(chance, 50)
  ? {}
  : {
      appendEntriesMax: between(chance, 1, 4), appendsInFlightMax: between(chance, 1, 4),
      proposalsPendingMax: pick(chance, [LIMITS.proposalsPendingMax, 40])
    }

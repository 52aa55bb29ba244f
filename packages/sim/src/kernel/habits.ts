/**
 * What a kernel world is like besides its faults: the limits it lives under, and what people do.
 *
 * Pure. Drawn anew for each seed, as the faults are.
 */
import { type Chance, LIMITS } from '@hivemind/base'
import { between, percent, pick } from '../chance.ts'
import type { Limits } from '../limits.ts'

export interface Habits {
  readonly limits: Limits
  /** Reads rest on leases; clocks drift and processes pause as leases allow. */
  readonly leaseReads: boolean
  readonly clients: number
  /** Reads, of the ticks of a client. */
  readonly readPermille: number
  /** Somebody empties the disk of a member once and starts it again, as if it were new. */
  readonly wipes: boolean
}

export function drawHabits (chance: Chance): Habits {
  const leaseReads = percent(chance, 33)
  return {
    limits: drawLimits(chance),
    leaseReads,
    clients: between(chance, 1, 4),
    readPermille: leaseReads ? 80 : pick(chance, [8, 8, 60]),
    wipes: percent(chance, 25)
  }
}

/** States are saved every few dozen entries, and Raft forgets what lies behind them: nodes far behind fetch history. */
const drawLimits = (chance: Chance): Limits => percent(chance, 40)
  ? {}
  : {
      snapshotEveryEntries: between(chance, 10, 40), logTrailingEntries: between(chance, 0, 10),
      appendEntriesMax: pick(chance, [LIMITS.appendEntriesMax, between(chance, 1, 5)]),
      sessionAnswersMax: pick(chance, [LIMITS.sessionAnswersMax, between(chance, 3, 8)])
    }

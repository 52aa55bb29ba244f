/**
 * Runs cycles of faults until the time or the count is over, one after the other, and counts what they found.
 *
 * Touches what the faults touch; all of it is undone at the end, on a failure and on Ctrl-C.
 */
import { type Chance, prng } from '@hivemind/base'
import { Undoing } from '../../test/faults/undoing.ts'
import type { Fault, Trial } from './trial.ts'

export interface Plan {
  readonly faults: readonly Fault[]
  /** Cycles of each fault; null for as many as there is time. */
  readonly cycles: number | null
  readonly minutes: number
  readonly seed: number
  readonly say: (line: string) => void
}

interface Tally { cycles: number, acknowledged: number, refused: number, unknown: number, broken: number }

/** @returns how many promises were broken */
export async function torture (plan: Plan): Promise<number> {
  const end = performance.now() + plan.minutes * 60_000
  const able = plan.faults.filter(fault => mayRun(fault, plan))
  const tallies = new Map(able.map(({ name }) =>
    [name, { cycles: 0, acknowledged: 0, refused: 0, unknown: 0, broken: 0 }]))
  const left = (fault: Fault): boolean =>
    performance.now() < end && (tallies.get(fault.name)?.cycles ?? 0) < (plan.cycles ?? Number.POSITIVE_INFINITY)
  for (let seed = plan.seed; able.some(left); seed++) {
    for (const fault of able.filter(left)) {
      const tally = tallies.get(fault.name)
      if (tally !== undefined) await turn(fault, tally, seed, plan.say, () => left(fault))
    }
  }
  for (const [name, tally] of tallies) plan.say(`${name}: ${summary(tally)}`)
  return [...tallies.values()].reduce((sum, { broken }) => sum + broken, 0)
}

function mayRun (fault: Fault, { say }: Plan): boolean {
  const why = fault.unable()
  if (why !== false) say(`${fault.name}: left out, ${why}`)
  return why === false
}

/** Cycles of one fault on one cluster. */
async function turn (
  fault: Fault, tally: Tally, seed: number, say: Plan['say'], left: () => boolean
): Promise<void> {
  const undoing = new Undoing()
  const chance: Chance = { prng: prng(seed) }
  let trial: Trial | null = null
  try {
    trial = await fault.begin(undoing, chance)
    for (let cycle = 0; cycle < fault.cyclesMax && left(); cycle++) {
      const { said, wrong } = await trial.cycle(tally.cycles++)
      tally.broken += wrong.length
      say(`${fault.name} ${tally.cycles}, seed ${seed}: ${said}: ${wrong.length === 0 ? 'ok' : 'BROKEN'}`)
      for (const sentence of wrong) say(`  broken: ${sentence}`)
    }
  } finally {
    await trial?.stop()
    undoing.run()
  }
  tally.acknowledged += trial.ledger.acknowledged.size
  tally.refused += trial.ledger.refused.size
  tally.unknown += trial.ledger.unknown.size
}

const summary = ({ cycles, acknowledged, refused, unknown, broken }: Tally): string =>
  `${cycles} cycles, ${acknowledged} acknowledged, ${refused} refused, ${unknown} unknown, ${broken} broken promises`

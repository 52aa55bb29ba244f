/**
 * What the simulation says of more members than fit on one machine: how soon a silent host and a killed process are
 * known to all, and who was doubted wrongly while others stood still.
 *
 * Pure; it takes processor time. The scenarios are those of `npm run sim -- swim`.
 */
import { runSwim } from '@hivemind/sim'

export interface Detection {
  readonly members: number
  readonly silentP50Ms: number
  readonly silentP99Ms: number
  readonly killedP50Ms: number
}

/** Of both kinds, means of all seeds: verdicts of single observers, and failures in the log. */
export interface FalsePositives { readonly members: number, readonly blocked: number, readonly mean: number }

export interface Simulated {
  readonly detection: readonly Detection[]
  readonly byMembers: readonly FalsePositives[]
  readonly byBlocked: readonly FalsePositives[]
}

/** Members at which detection is simulated, and seeds: eight samples each. */
const SIZES = [
  { members: 16, seeds: 20 }, { members: 64, seeds: 10 }, { members: 128, seeds: 10 }, { members: 512, seeds: 3 }
]
/** Members of the interval anomaly with sixteen blocked ones. */
const ANOMALY_SIZES = [64, 128, 256] as const
const BLOCKED = [4, 8, 16, 32] as const
const ANOMALY_SEEDS = 2

/** @throws {Error} when a promise of a scenario broke: then its figures are no figures */
export function simulated (tell: (line: string) => void): Simulated {
  return {
    detection: SIZES.map(({ members, seeds }) => detection(members, seeds, tell)),
    byMembers: ANOMALY_SIZES.map(members => falsePositives(members, 16, tell)),
    byBlocked: BLOCKED.map(blocked => falsePositives(128, blocked, tell))
  }
}

function detection (members: number, seeds: number, tell: (line: string) => void): Detection {
  const silent = figures('silent', members, seeds)['known by all ms']
  const killed = figures('crash', members, Math.ceil(seeds / 3))['known by all ms']
  tell(`simulated ${members} members: silent known by all p50 ${silent?.p50} ms, killed ${killed?.p50} ms`)
  return {
    members, silentP50Ms: silent?.p50 ?? 0, silentP99Ms: silent?.p99 ?? 0, killedP50Ms: killed?.p50 ?? 0
  }
}

function falsePositives (members: number, blocked: number, tell: (line: string) => void): FalsePositives {
  const all = figures(`blocked-${blocked}`, members, ANOMALY_SEEDS)
  const wrong = ['verdicts on healthy by healthy', 'verdicts on healthy by disturbed', 'healthy members failed']
  const mean = wrong.reduce((sum, name) => sum + (all[name]?.mean ?? 0), 0)
  tell(`simulated ${members} members, ${blocked} of them blocked: ${mean} false positives`)
  return { members, blocked, mean }
}

function figures (scenario: string, members: number, seeds: number): Readonly<Record<string, Figure>> {
  const [summary] = runSwim({ scenarios: [scenario], members, from: 1, seeds })
  if (summary === undefined) throw new Error(`the simulation has no scenario "${scenario}"`)
  const [broken] = summary.broken
  if (broken !== undefined) throw new Error(`${broken.sentence}\n${broken.replay}`)
  return summary.figures
}

interface Figure { readonly mean: number, readonly p50: number, readonly p99: number }

/**
 * Scenarios of the swim world, seed after seed, and what was measured in all of them together.
 *
 * Pure.
 */
import { liveThrough, SCENARIO_NAMES } from './scenarios.ts'

export interface Spread {
  readonly samples: number
  readonly mean: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface ScenarioSummary {
  readonly scenario: string
  readonly members: number
  readonly seeds: number
  readonly figures: Readonly<Record<string, Spread>>
  /** Promises that broke, and how to see it again. */
  readonly broken: ReadonlyArray<{ readonly seed: number, readonly sentence: string, readonly replay: string }>
}

export interface SwimChoices {
  readonly scenarios: readonly string[]
  readonly members: number
  readonly from: number
  readonly seeds: number
}

/** Live through each scenario with each seed; a summary as soon as a scenario is over. */
export function * runSwim ({ scenarios, members, from, seeds }: SwimChoices): Generator<ScenarioSummary> {
  for (const scenario of scenarios) {
    const samples: Record<string, number[]> = {}
    const broken: Array<ScenarioSummary['broken'][number]> = []
    for (let seed = from; seed < from + seeds; seed++) {
      const outcome = liveThrough(scenario, seed, members)
      for (const [name, some] of Object.entries(outcome.figures)) samples[name] = [...samples[name] ?? [], ...some]
      const replay = `npm run sim -- swim --scenario ${scenario} --members ${members} --seed ${seed}`
      if (outcome.broken !== null) broken.push({ seed, sentence: outcome.broken, replay })
    }
    const figures = Object.fromEntries(Object.entries(samples).map(([name, some]) => [name, spread(some)]))
    yield { scenario, members, seeds, figures, broken }
  }
}

function spread (samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  const mean = rounded(samples.reduce((sum, one) => sum + one, 0) / Math.max(1, samples.length))
  return { samples: samples.length, mean, p50: rounded(at(0.5)), p99: rounded(at(0.99)), max: rounded(at(1)) }
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000

/** A scenario as it is printed: its figures, a line each, and what broke. */
export function swimText ({ scenario, members, seeds, figures, broken }: ScenarioSummary): string {
  const width = Math.max(...Object.keys(figures).map(({ length }) => length))
  const cells = (all: readonly unknown[]): string => all.map(one => String(one).padStart(9)).join(' ')
  const rows = Object.entries(figures).map(([name, { samples, mean, p50, p99, max }]) =>
    `  ${name.padEnd(width)} ${cells([samples, mean, p50, p99, max])}`)
  return [
    `${scenario}: ${members} members, ${seeds} seeds, ${broken.length} broke a promise`,
    `  ${''.padEnd(width)} ${cells(['samples', 'mean', 'p50', 'p99', 'max'])}`, ...rows,
    ...broken.map(({ seed, sentence, replay }) => `  seed ${seed}, ${sentence}\n    replay: ${replay}`)
  ].join('\n')
}

/** @returns the scenarios that a name stands for: itself, or all when there is none; empty when it is unknown */
export const scenariosOf = (name: string | undefined): readonly string[] =>
  name === undefined ? SCENARIO_NAMES : SCENARIO_NAMES.filter(one => one === name)

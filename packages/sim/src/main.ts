/**
 * `npm run sim`: lives through seeds and prints what broke.
 *
 * Touches the process: its arguments, its output, its exit code, and a clock for the number of seeds a minute.
 */
import { HELP, parse, type Wanted } from './command.ts'
import { add, failureText, run, type Summary, summary } from './run.ts'
import { runSwim, type ScenarioSummary, swimText } from './swim/run.ts'

/** Between two words of how far it is. */
const PROGRESS_MS = 10_000

const say = (text: string): void => { process.stdout.write(`${text}\n`) }

async function simulate ({ worlds, from, seeds, ticks, trace, json }: Wanted): Promise<Summary> {
  const sum = summary()
  let saidMs = performance.now()
  for (const world of worlds) {
    for (let seed = from; seed < from + seeds; seed++) {
      const one = await run({ world, seed, traced: trace, ...(ticks === undefined ? {} : { ticks }) })
      if (trace) say(one.lines.join('\n'))
      add(sum, one)
      const { failure } = one
      if (failure !== null && !json) say(failureText({ ...one, failure }))
      if (performance.now() - saidMs < PROGRESS_MS) continue
      saidMs = performance.now()
      const broken = `${sum.failures.length} broke a promise`
      process.stderr.write(`${world} seed ${seed}, ${sum.runs} of ${worlds.length * seeds} seeds, ${broken}\n`)
    }
  }
  return sum
}

function show (sum: Summary, seconds: number): void {
  const width = Math.max(0, ...Object.keys(sum.took).map(what => what.length))
  for (const [what, times] of Object.entries(sum.took).sort(([one], [other]) => (one < other ? -1 : 1)))
    say(`  ${what.padEnd(width)} ${String(times).padStart(9)}`)
  say(`${sum.runs} seeds, ${sum.ticks} ticks, ${sum.failures.length} broke a promise; ` +
    `${Math.round((sum.runs / seconds) * 60)} seeds a minute`)
}

/** The swim world: each scenario is shown when it is over. @returns how many promises broke */
function simulateSwim ({ swim, from, seeds, json }: Wanted): number {
  const all: ScenarioSummary[] = []
  for (const one of runSwim({ members: 128, scenarios: [], ...swim, from, seeds })) {
    all.push(one)
    if (!json) say(swimText(one))
  }
  if (json) say(JSON.stringify(all, null, 2))
  return all.reduce((sum, { broken }) => sum + broken.length, 0)
}

async function main (words: readonly string[]): Promise<number> {
  let wanted: Wanted
  try {
    wanted = parse(words)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nnpm run sim -- --help shows the options\n`)
    return 2
  }
  if (wanted.help) {
    say(HELP)
    return 0
  }
  if (wanted.swim !== null) return simulateSwim(wanted) > 0 ? 1 : 0
  const startedMs = performance.now()
  const sum = await simulate(wanted)
  if (wanted.json) say(JSON.stringify(sum, null, 2))
  else show(sum, (performance.now() - startedMs) / 1_000)
  return sum.failures.length > 0 ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))

/**
 * `npm run sim`: lives through seeds and prints what broke.
 *
 * Touches the process: its arguments, its output, its exit code, and a clock for the number of seeds a minute.
 */
import { HELP, parse, type Wanted } from './command.ts'
import { add, failureText, run, type Summary, summary } from './run.ts'

const say = (text: string): void => { process.stdout.write(`${text}\n`) }

async function simulate ({ worlds, from, seeds, ticks, trace }: Wanted): Promise<Summary> {
  const sum = summary()
  for (const world of worlds) {
    for (let seed = from; seed < from + seeds; seed++) {
      const one = await run({ world, seed, traced: trace, ...(ticks === undefined ? {} : { ticks }) })
      if (trace) say(one.lines.join('\n'))
      add(sum, one)
    }
  }
  return sum
}

function show (sum: Summary, seconds: number): void {
  for (const failure of sum.failures) say(failureText(failure))
  const width = Math.max(0, ...Object.keys(sum.took).map(what => what.length))
  for (const [what, times] of Object.entries(sum.took).sort(([one], [other]) => (one < other ? -1 : 1)))
    say(`  ${what.padEnd(width)} ${String(times).padStart(9)}`)
  say(`${sum.runs} seeds, ${sum.ticks} ticks, ${sum.failures.length} broke a promise; ` +
    `${Math.round((sum.runs / seconds) * 60)} seeds a minute`)
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
  const startedMs = performance.now()
  const sum = await simulate(wanted)
  if (wanted.json) say(JSON.stringify(sum, null, 2))
  else show(sum, (performance.now() - startedMs) / 1_000)
  return sum.failures.length > 0 ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))

/**
 * `npm test [-- PATH...]`: runs the tests and ends with `N passed, N failed` alone on a line.
 *
 * --fast leaves out the tests that start real agents and the ones that `npm run check` has run already;
 * --rewrite lets text tests write down what they see (then read the diff).
 * Starts tap; reads the file tree.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackages } from './testing/build.ts'
import { missing, REPOSITORY_TEST, type Selection, select } from './testing/files.ts'
import { buildTap, type Outcome, runTap } from './testing/run-tap.ts'
import type { Totals } from './testing/tap-stream.ts'

const root = join(import.meta.dirname, '..')
const FAST_SECONDS = 300
const WORLD_SECONDS = 600

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { fast: { type: 'boolean', default: false }, rewrite: { type: 'boolean', default: false } }
})

function chosen (): Selection {
  const { fast, world } = select(root, positionals)
  if (values.rewrite) return { fast: fast.filter(path => path !== REPOSITORY_TEST), world: [] }
  if (!values.fast) return { fast, world }
  return { fast: fast.filter(path => path !== REPOSITORY_TEST), world: [] }
}

async function run ({ fast, world }: Selection): Promise<Outcome[]> {
  const env: Record<string, string> = values.rewrite ? { REWRITE: '1' } : {}
  const outcomes: Outcome[] = []
  if (fast.length > 0) {
    outcomes.push(await runTap({ root, files: fast, jobs: availableParallelism(), timeoutSeconds: FAST_SECONDS, env }))
  }
  if (world.length === 0) return outcomes
  buildPackages(root)
  outcomes.push(await runTap({ root, files: world, jobs: 1, timeoutSeconds: WORLD_SECONDS, env }))
  return outcomes
}

const absent = missing(root, positionals)
const selection = absent.length > 0 ? { fast: [], world: [] } : chosen()
if (absent.length > 0) {
  console.error(`no such file or folder: ${absent.join(', ')}`)
  process.exitCode = 2
} else if (selection.fast.length + selection.world.length === 0) {
  console.error(`no test file (*.test.ts) in ${positionals.join(', ') || 'the repository'}`)
  process.exitCode = 2
} else {
  buildTap(root)
  const startedMs = performance.now()
  const outcomes = await run(selection)
  const failures = outcomes.flatMap(outcome => outcome.failures)
  const sum = (what: keyof Totals): number => outcomes.reduce((all, { totals }) => all + totals[what], 0)
  if (failures.length > 0) console.log(`\nfailed:\n${failures.map(({ path }) => `  ${path.join(' > ')}`).join('\n')}`)
  console.log(`\n${sum('skipped')} skipped, ${Math.round((performance.now() - startedMs) / 1000)} s`)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = sum('failed') > 0 ? 1 : 0
}

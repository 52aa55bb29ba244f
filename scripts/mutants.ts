/**
 * `npm run mutants`: plants one bug at a time and reports which kind of test finds it. docs/mutants.md
 *
 * Starts tests in scratch copies below the temporary directory; the checkout is only read, but for --write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endChildren } from './mutants/child.ts'
import { type Hunt, type Hunting, hunt, isFound } from './mutants/hunting.ts'
import { KINDS } from './mutants/kinds.ts'
import type { Mutant } from './mutants/mutant.ts'
import { hunted, PAGE, written } from './mutants/page.ts'
import { makeScratch } from './mutants/scratch.ts'
import { MUTANTS } from './mutants/tables.ts'
import { typeFaults } from './mutants/typing.ts'
import { buildTap } from './testing/run-tap.ts'

const USAGE = `usage: npm run mutants -- [--only TEXT] [--kind KIND] [--seeds N] [--all] [--jobs N] [--json] [--write]
                              [--untyped] [--list]
  --only TEXT   only mutants whose id or row is TEXT, or whose id begins with it
  --kind KIND   only tests of this kind: ${KINDS.join(', ')}; may be repeated
  --seeds N     seeds to try in each simulated world (default 300)
  --all         try every kind of test, not only until one finds the bug
  --jobs N      mutants at a time (default: one a core)
  --json        print the verdicts as JSON
  --write       put the verdicts into ${PAGE}; what was not tried keeps its cell
  --untyped     do not ask the compiler first whether the mutants type-check, which takes a while
  --list        name the mutants and stop
exit code 0: all found; 1: some survived; 2: wrong usage, or a mutant that does not type-check
examples:
  npm run mutants -- --only RF4
  npm run mutants -- --only wal- --jobs 1
  npm run mutants -- --all --write
`
const SEEDS = 300
const root = join(import.meta.dirname, '..')

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] }, seeds: { type: 'string' }, jobs: { type: 'string' },
    all: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
    kind: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    untyped: { type: 'boolean', default: false },
    help: { type: 'boolean' }
  }
})
const tell = (line: string): void => { process.stderr.write(`${line}\n`) }

const isChosen = ({ id, rows }: Mutant): boolean =>
  values.only.length === 0 || values.only.some(text => id.startsWith(text) || rows.some(row => row === text))

/** At once, so that a long run that is interrupted has shown something. */
function write (one: Hunt): void {
  const path = join(root, PAGE)
  writeFileSync(path, written(readFileSync(path, 'utf8'), MUTANTS, [one]))
}

/** Hunt for all of them, some at a time, each worker in a scratch copy of its own. */
async function huntAll (mutants: readonly Mutant[], jobs: number, seeds: number): Promise<Hunt[]> {
  const sound = makeScratch(root)
  const copies = Array.from({ length: jobs }, () => makeScratch(root))
  const remove = (): void => { for (const { remove } of [sound, ...copies]) remove() }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      endChildren()
      remove()
      process.exit(1)
    })
  }
  const kinds = values.kind.length === 0 ? KINDS : KINDS.filter(kind => values.kind.includes(kind))
  const hunting: Hunting = { sound, seeds, kinds, all: values.all, tell }
  const waiting = [...mutants]
  const hunts: Hunt[] = []
  try {
    await Promise.all(copies.map(async scratch => {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const one = await hunt(hunting, scratch, mutant)
        hunts.push(one)
        tell(hunted(one))
        if (values.write) write(one)
      }
    }))
  } finally {
    remove()
  }
  return hunts
}

function whole (text: string | undefined, standard: number): number {
  const value = Number(text ?? standard)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text} is no whole number above 0`)
  return value
}

async function main (): Promise<number> {
  const chosen = MUTANTS.filter(isChosen)
  if (chosen.length === 0) throw new Error(`no mutant is ${values.only.join(' or ')}; --list names them`)
  const unknown = values.kind.filter(kind => !KINDS.some(one => one === kind))
  if (unknown.length > 0) throw new Error(`--kind is ${unknown.join(', ')}, expected ${KINDS.join(', ')}`)
  const [jobs, seeds] = [whole(values.jobs, availableParallelism()), whole(values.seeds, SEEDS)]
  if (values.list) {
    for (const { id, rows, bug } of chosen) console.log(`${id}  ${rows.join(' ')}  ${bug}`)
    return 0
  }
  const faults = values.untyped ? [] : typeFaults(root, chosen)
  if (faults.length > 0) throw new Error(`these are slips and no bugs:\n${faults.join('\n')}`)
  buildTap(root)
  const startedMs = performance.now()
  const hunts = await huntAll(chosen, Math.min(jobs, chosen.length), seeds)
  const survived = hunts.filter(one => !isFound(one))
  if (values.json) {
    console.log(
      JSON.stringify(
        hunts.map(({ mutant: { id, rows }, verdicts, ms }) => ({ id, rows, verdicts, ms })),
        null,
        2
      )
    )
  }
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1)
  tell(`${hunts.length} bugs planted, ${hunts.length - survived.length} found, ${survived.length} survived; ${minutes} minutes`)
  return survived.length > 0 ? 1 : 0
}

if (values.help === true) process.stdout.write(USAGE)
else {
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`)
    return 2
  })
}

/**
 * Hurts a real cluster for a long time and checks every promise after every wound.
 *
 * Touches processes it starts, a temporary directory, and as root, file systems and networks it makes for itself.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackages } from './testing/build.ts'
import { FAULTS } from './torture/faults.ts'
import { fillLog } from './torture/fill.ts'
import { killCycles } from './torture/kill.ts'
import { torture } from './torture/run.ts'
import { torturedTasks } from './torture/tasks.ts'

const NAMES = [...FAULTS.keys()].join(',')
const USAGE = `usage: npm run torture -- [--minutes N] [--faults LIST] [--cycles N] [--seed N]
       npm run torture -- [--cycles N] [--appends N] [--entries N]
       npm run torture -- --tasks N [--targets N] [--seed N]
  --minutes N   cycles of all faults in turn, for so long (default 10)
  --faults LIST which of ${NAMES} (default all; each needs root, and says what it lacks)
  --cycles N    cycles of each fault; without --minutes and --faults: kill the leader N times in the middle of the
                appends (default 10; every tenth cycle kills all agents)
  --seed N      seed of the first cluster of each fault, counted up for the next ones (default: by the clock)
  --appends N   appends of one killing cycle (default 1000)
  --entries N   instead: fill three voters with N entries of 256 bytes, compact, add a voter
  --tasks N     instead: a queue of N tasks; leader and targets are killed about 100 times meanwhile
  --targets N   agents that do each of these tasks, three of which vote (default 20)
examples:
  npm run torture -- --cycles 50
  npm run torture -- --minutes 10 --faults power,cuts
  npm run torture -- --faults fsync --cycles 50
  npm run torture -- --entries 100000
  npm run torture -- --tasks 1000 --targets 20
`
const MINUTES_MAX = 1_000_000

const { values } = parseArgs({
  options: {
    cycles: { type: 'string' },
    appends: { type: 'string' },
    entries: { type: 'string' },
    minutes: { type: 'string' },
    faults: { type: 'string' },
    seed: { type: 'string' },
    tasks: { type: 'string' },
    targets: { type: 'string' },
    help: { type: 'boolean' }
  }
})
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

function whole (text: string | undefined, standard: number): number {
  const value = Number(text ?? standard)
  return Number.isSafeInteger(value) && value >= 1 ? value : misused()
}

function misused (): never {
  process.stderr.write(USAGE)
  process.exit(2)
}

const seedOf = (): number => whole(values.seed, Date.now() % 1_000_000)

async function hurt (): Promise<number> {
  const faults = (values.faults ?? NAMES).split(',').flatMap(name => FAULTS.get(name) ?? misused())
  const cycles = values.cycles === undefined ? null : whole(values.cycles, 1)
  const minutes = whole(values.minutes, cycles === null ? 10 : MINUTES_MAX)
  return await torture({ faults, cycles, minutes, seed: seedOf(), say })
}

async function broken (): Promise<number> {
  if (values.entries !== undefined) return await fillLog(say, whole(values.entries, 100_000))
  if (values.tasks !== undefined) {
    const [tasks, targets] = [whole(values.tasks, 1_000), whole(values.targets, 20)]
    return await torturedTasks(say, { tasks, targets, seed: seedOf() })
  }
  if (values.minutes !== undefined || values.faults !== undefined) return await hurt()
  return await killCycles(say, whole(values.cycles, 10), whole(values.appends, 1_000))
}

if (values.help === true) {
  say(USAGE)
} else {
  buildPackages(join(import.meta.dirname, '..'))
  process.exitCode = await broken() === 0 ? 0 : 1
}

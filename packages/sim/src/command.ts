/**
 * The words of `npm run sim`, and what they ask for.
 *
 * Pure.
 */
import { parseArgs } from 'node:util'
import { FAULT_TICKS, WORLDS, type WorldName } from './run.ts'
import { scenariosOf } from './swim/run.ts'
import { MEMBERS_MIN, SCENARIO_NAMES } from './swim/scenarios.ts'

export const HELP = `npm run sim -- [WORLD] [options]

Live through worlds drawn from seeds, and look for a broken promise.

  --seeds N        so many seeds, from --from on (100; swim 1)
  --from N         the first seed (1)
  --seed N         this seed only
  --world NAME     raft, kernel, tasks or swim; raft and kernel when not given. The same as WORLD
  --ticks N        how long faults go on (raft ${FAULT_TICKS.raft}, others ${FAULT_TICKS.kernel}); calm follows
  --trace          print the history of each seed, a line for each thing that was seen (raft, kernel)
  --members N      how many members the swim world has (128)
  --scenario NAME  one scenario of the swim world only: ${SCENARIO_NAMES.slice(0, 8).join(', ')},
                   ${SCENARIO_NAMES.slice(8).join(', ')}
  --json           print the summary as JSON
  --help           print this

Exit: 0 all promises held, 1 one broke, 2 the options are wrong.

  npm run sim -- --seeds 1000 --world raft
  npm run sim -- --world kernel --seed 25 --trace
  npm run sim -- swim --members 1000 --json
`

export interface Wanted {
  readonly worlds: readonly WorldName[]
  /** The swim world is wanted, with these scenarios. */
  readonly swim: { readonly members: number, readonly scenarios: readonly string[] } | null
  readonly from: number
  readonly seeds: number
  readonly ticks: number | undefined
  readonly trace: boolean
  readonly json: boolean
  readonly help: boolean
}

/** @throws {Error} with a sentence about the option that is wrong */
export function parse (words: readonly string[]): Wanted {
  const { values, positionals: [first, ...more] } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      world: { type: 'string' },
      members: { type: 'string' },
      scenario: { type: 'string' },
      ticks: { type: 'string' },
      trace: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  const seed = whole('seed', values.seed)
  if (more.length > 0) throw new Error(`one world can be named, not "${[first, ...more].join(' ')}"`)
  const wanted = first ?? values.world
  const worlds = WORLDS.filter(name => wanted === undefined ? name !== 'tasks' : name === wanted)
  if (worlds.length === 0 && wanted !== 'swim')
    throw new Error(`the world is ${wanted}, expected raft, kernel, tasks or swim`)
  if (seed !== undefined && (values.seeds ?? values.from) !== undefined) {
    throw new Error('--seed names one seed; it does not go with --seeds and --from')
  }
  return {
    worlds,
    swim: wanted === 'swim' ? swimWanted(values) : null,
    from: seed ?? whole('from', values.from) ?? 1,
    ticks: whole('ticks', values.ticks),
    seeds: seed === undefined ? (whole('seeds', values.seeds) ?? (wanted === 'swim' ? 1 : 100)) : 1,
    trace: values.trace,
    json: values.json,
    help: values.help
  }
}

function swimWanted (values: { readonly members?: string, readonly scenario?: string }): Wanted['swim'] {
  const members = whole('members', values.members) ?? 128
  if (members < MEMBERS_MIN) throw new Error(`--members is ${members}, expected ${MEMBERS_MIN} or more`)
  const scenarios = scenariosOf(values.scenario)
  if (scenarios.length > 0) return { members, scenarios }
  throw new Error(`--scenario is ${values.scenario}, expected one of ${SCENARIO_NAMES.join(', ')}`)
}

function whole (name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is ${text}, expected a whole number below a billion`)
  return Number(text)
}

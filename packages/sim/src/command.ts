/**
 * The words of `npm run sim`, and what they ask for.
 *
 * Pure.
 */
import { parseArgs } from 'node:util'
import { FAULT_TICKS, WORLDS, type WorldName } from './run.ts'

export const HELP = `npm run sim -- [options]

Live through worlds drawn from seeds, and look for a broken promise.

  --seeds N        so many seeds, from --from on (100)
  --from N         the first seed (1)
  --seed N         this seed only
  --world NAME     raft or kernel; both when not given
  --ticks N        how long faults go on (raft ${FAULT_TICKS.raft}, kernel ${FAULT_TICKS.kernel}); calm follows
  --trace          print the history of each seed, a line for each thing that was seen
  --json           print the summary as JSON
  --help           print this

Exit: 0 all promises held, 1 one broke, 2 the options are wrong.

  npm run sim -- --seeds 1000 --world raft
  npm run sim -- --world kernel --seed 25 --trace
`

export interface Wanted {
  readonly worlds: readonly WorldName[]
  readonly from: number
  readonly seeds: number
  readonly ticks: number | undefined
  readonly trace: boolean
  readonly json: boolean
  readonly help: boolean
}

/** @throws {Error} with a sentence about the option that is wrong */
export function parse (words: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...words],
    options: {
      seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' }, world: { type: 'string' },
      ticks: { type: 'string' }, trace: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  const seed = whole('seed', values.seed)
  const world = WORLDS.filter(name => values.world === undefined || name === values.world)
  if (world.length === 0) throw new Error(`--world is ${values.world}, expected ${WORLDS.join(' or ')}`)
  if (seed !== undefined && (values.seeds ?? values.from) !== undefined) {
    throw new Error('--seed names one seed; it does not go with --seeds and --from')
  }
  return {
    worlds: world, from: seed ?? whole('from', values.from) ?? 1, ticks: whole('ticks', values.ticks),
    seeds: seed === undefined ? whole('seeds', values.seeds) ?? 100 : 1,
    trace: values.trace, json: values.json, help: values.help
  }
}

function whole (name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is ${text}, expected a whole number below a billion`)
  return Number(text)
}

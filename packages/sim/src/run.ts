/**
 * One seed lived through, and many of them added up.
 *
 * Pure.
 */
import type { Checker, Failure } from './history.ts'
import { kernelWorld, taskWorld } from './kernel/world.ts'
import { raftWorld } from './raft/world.ts'

/** `tasks` is the kernel world with members at work. */
export type WorldName = 'raft' | 'kernel' | 'tasks'
export const WORLDS: readonly WorldName[] = ['raft', 'kernel', 'tasks']

/** How long the faults go on, unless told otherwise. */
export const FAULT_TICKS: Readonly<Record<WorldName, number>> = { raft: 1_000, kernel: 2_000, tasks: 2_000 }

const LIVES = { raft: raftWorld, kernel: kernelWorld, tasks: taskWorld } as const

export interface RunChoices {
  readonly world: WorldName
  readonly seed: number
  readonly ticks?: number
  readonly traced?: boolean
  readonly checkers?: readonly Checker[]
}

export interface Run {
  readonly world: WorldName
  readonly seed: number
  /** Ticks lived, calm included. */
  readonly ticks: number
  readonly failure: Failure | null
  /** How often each fault, and each thing worth meeting, really happened. */
  readonly took: Readonly<Record<string, number>>
  /** The history, a line for each sighting; empty unless traced. */
  readonly lines: readonly string[]
  readonly replay: string
}

export async function run ({ world, seed, ticks, traced, checkers }: RunChoices): Promise<Run> {
  const live = LIVES[world]
  const choices = { seed, ticks: ticks ?? FAULT_TICKS[world], traced: traced ?? false }
  const { tick, history, took } = await live(checkers === undefined ? choices : { ...choices, checkers })
  const length = ticks === undefined ? '' : ` --ticks ${ticks}`
  return {
    world, seed, ticks: tick, failure: history.failure, took, lines: history.lines ?? [],
    replay: `npm run sim -- --world ${world} --seed ${seed}${length} --trace`
  }
}

export interface Summary {
  runs: number
  ticks: number
  readonly failures: Array<Pick<Run, 'world' | 'seed' | 'replay'> & { readonly failure: Failure }>
  readonly took: Record<string, number>
}

export const summary = (): Summary => ({ runs: 0, ticks: 0, failures: [], took: {} })

export function add (sum: Summary, { world, seed, ticks, failure, took, replay }: Run): void {
  sum.runs++
  sum.ticks += ticks
  for (const [what, times] of Object.entries(took)) sum.took[what] = (sum.took[what] ?? 0) + times
  if (failure !== null) sum.failures.push({ world, seed, replay, failure })
}

/** A failure as it is printed: seed, tick, the sentence that broke, and how to see it again. */
export const failureText = ({ world, seed, replay, failure }: Summary['failures'][number]): string =>
  `${world} seed ${seed}, tick ${failure.tick}: ${failure.checker}\n  ${failure.sentence}\n  replay: ${replay}`

/**
 * Looks for one planted bug with one kind of test after another.
 *
 * Starts tests in scratch copies. A test counts as having found the bug only if it passes without it.
 */
import type { Ended } from './child.ts'
import { runNode } from './child.ts'
import { KINDS, type Kind, testsOf, worldsOf } from './kinds.ts'
import type { Mutant } from './mutant.ts'
import type { Scratch } from './scratch.ts'

export type Verdict =
  /** `by` is a test file or a world; `seeds` the number of the seed, 0 for a test file. */
  | { readonly type: 'found', readonly by: string, readonly seeds: number }
  | { readonly type: 'missed', readonly seeds: number }
  /** No test of this kind looks at the room. */
  | { readonly type: 'none' }
  /** A cheaper kind had found it, or nobody asked. */
  | { readonly type: 'skipped' }

export interface Hunt {
  readonly mutant: Mutant
  readonly verdicts: Readonly<Record<Kind, Verdict>>
  readonly ms: number
}

export interface Hunting {
  /** The copy that stays sound. */
  readonly sound: Scratch
  /** Seeds to try in each world. */
  readonly seeds: number
  /** Tests that are asked at all. */
  readonly kinds: readonly Kind[]
  /** Try the other kinds as well when one has found it. */
  readonly all: boolean
  /** Say something to whoever watches. */
  readonly tell: (line: string) => void
}

/** A test file that prints nothing for so long hangs; some print nothing before they end. */
const FILE_MS = 240_000
const SEED_MS = 60_000

export const isFound = ({ verdicts }: Hunt): boolean => KINDS.some(kind => verdicts[kind].type === 'found')

export async function hunt (hunting: Hunting, scratch: Scratch, mutant: Mutant): Promise<Hunt> {
  const startedMs = performance.now()
  const verdicts: Record<Kind, Verdict> = {
    text: { type: 'skipped' },
    unit: { type: 'skipped' },
    property: { type: 'skipped' },
    simulation: { type: 'skipped' }
  }
  await scratch.while(mutant, async () => {
    for (const kind of KINDS) {
      if (!hunting.kinds.includes(kind)) continue
      verdicts[kind] = await (kind === 'simulation'
        ? simulated(hunting, scratch, mutant)
        : tested(hunting, scratch, mutant, kind))
      if (verdicts[kind].type === 'found' && !hunting.all) return
    }
  })
  return { mutant, verdicts, ms: performance.now() - startedMs }
}

async function tested (
  hunting: Hunting, scratch: Scratch, mutant: Mutant, kind: Exclude<Kind, 'simulation'>
): Promise<Verdict> {
  const files = testsOf(scratch.root, mutant, kind)
  for (const file of files) {
    const { how } = await runNode(scratch.root, [file], FILE_MS)
    if (how !== 'passed' && await passesSound(hunting, file)) return { type: 'found', by: file, seeds: 0 }
  }
  return files.length === 0 ? { type: 'none' } : { type: 'missed', seeds: 0 }
}

/** Test files that were run without a bug, by scratch copy. */
const sound = new Map<string, Promise<Ended>>()

async function passesSound ({ sound: { root }, tell }: Hunting, file: string): Promise<boolean> {
  const running = sound.get(file) ?? runNode(root, [file], FILE_MS)
  sound.set(file, running)
  const { how } = await running
  if (how !== 'passed') tell(`${file} ${how} without any bug, so it finds none`)
  return how === 'passed'
}

async function simulated (hunting: Hunting, scratch: Scratch, mutant: Mutant): Promise<Verdict> {
  const worlds = worldsOf(mutant)
  for (const world of worlds) {
    for (let from = 1; from <= hunting.seeds;) {
      const seed = await firstBroken(scratch.root, world, from, hunting.seeds)
      if (seed === null) break
      if ((await firstBroken(hunting.sound.root, world, seed, seed)) === null)
        return { type: 'found', by: world, seeds: seed }
      hunting.tell(`${world} seed ${seed} breaks without any bug, so it finds none`)
      from = seed + 1
    }
  }
  return worlds.length === 0 ? { type: 'none' } : { type: 'missed', seeds: hunting.seeds }
}

/** The first seed that breaks a promise, throws or hangs; null when none does. */
async function firstBroken (root: string, world: string, from: number, through: number): Promise<number | null> {
  const words = ['scripts/mutants/first-seed.ts', world, String(from), String(through)]
  const { how, lines } = await runNode(root, words, SEED_MS)
  const broke = /^broke (\d+)/.exec(lines.at(-1) ?? '')?.[1]
  if (broke !== undefined) return Number(broke)
  if (how === 'passed') return null
  return from + lines.filter(line => line.startsWith('lived')).length
}

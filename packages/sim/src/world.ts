/**
 * What every world has: time, chance, weather, and an onlooker. Begin reading here, then raft/world.ts.
 *
 * Pure. A world is one number: the same seed gives the same history, bit for bit.
 */
import { type Prng, prng } from '@hivemind/base'
import { drawFaults, type Faults } from './faults.ts'
import { broken, type Checker, type History, history, remark, type Seen, witness } from './history.ts'

export interface World {
  readonly seed: number
  prng: Prng
  tick: number
  faults: Faults
  readonly history: History
  /** How often each fault, and each thing worth meeting, really happened. */
  readonly took: Record<string, number>
}

export function world (seed: number, checkers: readonly Checker[], traced: boolean): World {
  const chance = { prng: prng(Math.imul(seed, 0x9e3779b1)) }
  const faults = drawFaults(chance)
  return { seed, prng: chance.prng, tick: 0, faults, history: history(checkers, traced), took: {} }
}

export function happened (world: World, what: string, times = 1): void {
  if (times > 0) world.took[what] = (world.took[what] ?? 0) + times
}

export const see = (world: World, seen: Seen): void => witness(world.history, world.tick, seen)

export const fail = (world: World, checker: string, sentence: string): void =>
  broken(world.history, world.tick, checker, sentence)

export const say = (world: World, words: string): void => remark(world.history, world.tick, words)

export const isBroken = (world: World): boolean => world.history.failure !== null

/** What throws has broken a promise of its own: the world ends there, and says so. */
export function guarded (world: World, act: () => void): void {
  try {
    act()
  } catch (error) {
    fail(world, 'invariants', (error as Error).message)
  }
}

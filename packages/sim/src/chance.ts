/**
 * The few ways in which a world asks its one generator.
 *
 * Pure.
 */
import { type Chance, draw, invariant, type Prng, prng } from '@hivemind/base'

export const percent = (chance: Chance, of: number): boolean => of > 0 && draw(chance, 100) < of

export const permille = (chance: Chance, of: number): boolean => of > 0 && draw(chance, 1_000) < of

/** A whole number, both ends included. */
export const between = (chance: Chance, least: number, most: number): number => least + draw(chance, most - least + 1)

/** One of a list that is not empty. */
export function pick<One> (chance: Chance, from: readonly One[]): One {
  const one = from[draw(chance, from.length)]
  invariant(one !== undefined, 'one is picked from a list that has some')
  return one
}

/** A seed for a generator that goes its own way from here. */
export const seedFor = (chance: Chance): Prng => prng(draw(chance, 2 ** 31))

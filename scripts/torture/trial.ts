/**
 * What every kind of torture is: cycles of one fault, each of which says what happened and what is wrong.
 *
 * Pure.
 */
import type { Chance } from '@hivemind/base'
import type { Undoing } from '../../test/faults/undoing.ts'
import type { Ledger } from '../../test/writers.ts'

export interface Cycle {
  /** What happened, in a few words. */
  readonly said: string
  /** Broken promises, a sentence each; empty when all were kept. */
  readonly wrong: readonly string[]
}

/** A cluster that is hurt again and again. */
export interface Trial {
  readonly ledger: Ledger
  /** @param nth - counts up over all trials of a fault, from 0 */
  cycle (nth: number): Promise<Cycle>
  stop (): Promise<void>
}

export interface Fault {
  readonly name: string
  /** Why it cannot be done on this machine; false when it can. */
  readonly unable: () => string | false
  /** Cycles until a new cluster takes the place of the old one. */
  readonly cyclesMax: number
  readonly begin: (undoing: Undoing, chance: Chance) => Promise<Trial>
}

/**
 * The number by which a member answers doubt: it rises with each answer, and with each start of the machine.
 *
 * Only its own member says it, over its own authenticated connection, and nobody believes it from anybody else
 * (`updates.ts`, the one place where a signature of the subject would come in). So no forged word can push it up, and
 * a member that returns is above everything that was ever said of it.
 *
 * Pure. Source: SWIM 4.2. Divergence: SWIM starts at 0 and lets others carry it.
 */
import { invariant } from '@hivemind/base'

/** Answers that one life of a machine can give. At one each second that is twelve days of nothing but doubt. */
export const ANSWERS_MAX = 2 ** 20

/** Starts that a machine can have: one a second for a hundred years is less. */
export const BOOTS_MAX = 2 ** 32

/** Whatever is above was never said by an honest member. */
export const INCARNATION_MAX = BOOTS_MAX * ANSWERS_MAX - 1

/** @param boot - how often this machine has started, kept on its disk; raised before each start */
export function firstIncarnation (boot: number): number {
  invariant(Number.isSafeInteger(boot) && boot >= 0 && boot < BOOTS_MAX, `boot counter ${boot} is a count of starts`)
  return boot * ANSWERS_MAX
}

/** @returns the incarnation that answers a doubt of `own`; the same when this life has no answer left */
export const raised = (own: number): number => above(own, own)

/** @returns the incarnation above another one, as far as the life of `own` reaches */
export const above = (own: number, other: number): number =>
  Math.min(other + 1, own - own % ANSWERS_MAX + ANSWERS_MAX - 1)

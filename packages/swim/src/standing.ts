/**
 * What is said of a member, and which of two words about it holds: the later incarnation, then the worse word.
 *
 * Pure. Source: SWIM 4.2. Divergence: the order is total, so `joined` is a join of a semilattice: whatever order words
 * arrive in, however often, all who heard the same words believe the same (test/standing.test.ts tries them all).
 */

/**
 * From the best to the worst. That it stops a member says itself, so it is worse than what others guess. Who left does
 * not come back under its identity, whatever its incarnation.
 */
export const WORDS = ['alive', 'suspect', 'dead', 'stopped', 'left'] as const
export type Word = (typeof WORDS)[number]

export interface Standing { readonly word: Word, readonly incarnation: number }

/** @returns a positive number when `one` overrides `other`, 0 when they are the same */
export function compare (one: Standing, other: Standing): number {
  const gone = Number(one.word === 'left') - Number(other.word === 'left')
  if (gone !== 0) return gone
  return one.incarnation - other.incarnation || WORDS.indexOf(one.word) - WORDS.indexOf(other.word)
}

/** The one of both that holds; the first when they are the same, so that nothing new is seen by identity. */
export const joined = (one: Standing, other: Standing): Standing => compare(other, one) > 0 ? other : one

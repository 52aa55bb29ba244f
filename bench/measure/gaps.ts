/** Gaps between acknowledgements, summed up. Pure. */

export interface Gaps { readonly count: number, readonly p50Ms: number, readonly p99Ms: number, readonly maxMs: number }

/** @param taken - at least one gap, milliseconds, in any order */
export function gapsOf (taken: readonly number[]): Gaps {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.POSITIVE_INFINITY
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
}

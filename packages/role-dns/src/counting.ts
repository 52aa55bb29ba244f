/**
 * How many queries were answered, and how: numbers that one thread writes and another may read.
 *
 * Pure but for that memory.
 */
import { rcodeText } from './wire/numbers.ts'

export interface Counters {
  readonly queries: number
  readonly rcodes: Readonly<Record<string, number>>
  readonly cut: number
  readonly dropped: number
  readonly copies: number
}

/** Where each number stands; those of the codes follow. */
export const COUNTED = { queries: 0, cut: 1, dropped: 2, copies: 3, rcodes: 4 } as const
const RCODES = 24

export type Counts = Float64Array

/** @returns numbers that another thread can be given */
export const counts = (): Counts => new Float64Array(new SharedArrayBuffer((COUNTED.rcodes + RCODES) * 8))

export function count (of: Counts, at: number): void { of[at] = (of[at] as number) + 1 }

export function countRcode (of: Counts, rcode: number): void { count(of, COUNTED.rcodes + Math.min(rcode, RCODES - 1)) }

/** All of them together. */
export function countersOf (all: readonly Counts[]): Counters {
  const sum = (at: number): number => all.reduce((total, one) => total + (one[at] as number), 0)
  const rcodes = Array.from({ length: RCODES }, (_, rcode) => [rcodeText(rcode), sum(COUNTED.rcodes + rcode)] as const)
  return {
    queries: sum(COUNTED.queries), rcodes: Object.fromEntries(rcodes.filter(([, times]) => times > 0)),
    cut: sum(COUNTED.cut), dropped: sum(COUNTED.dropped), copies: sum(COUNTED.copies)
  }
}

/**
 * Which contents are newer, and sums of heads by which two holders find what differs.
 *
 * Pure. `laterOf` is the whole merge: heads are totally ordered, so the newest of any set is the same in whatever order
 * and however often they come (a join-semilattice).
 */
import { fingerprint, type NodeId } from '@hivemind/base'
import { FEED } from './bounds.ts'
import type { Contents, Head, Held, Signed } from './state.ts'

/** What somebody has who has nothing: older than every head. */
export const NO_HEAD: Head = { boot: 0, seq: 0, tag: 0 }

/** Below zero when the first is older, above when it is newer, 0 when both are the same contents. */
export const compareHeads = (one: Head, other: Head): number =>
  one.boot - other.boot || one.seq - other.seq || one.tag - other.tag

/** Ed25519 signatures of one key over different bytes differ in their first ones, but for a chance of 2^-32. */
export function headOf ({ contents: { boot, seq }, signature }: Signed): Head {
  const [a = 0, b = 0, c = 0, d = 0] = signature
  return { boot, seq, tag: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 }
}

/** @returns the one with the larger head; the first when they are the same contents */
export const laterOf = <One extends { readonly head: Head }>(one: One, other: One): One =>
  compareHeads(one.head, other.head) >= 0 ? one : other

export const bucketOf = (origin: NodeId): number => fingerprint(origin).low % FEED.buckets

/** Put a head into the sum of its bucket, or take it out. */
export function sum (sums: number[], { contents: { origin }, head, bucket }: Held, sign: 1 | -1): void {
  const { low } = fingerprint([origin, head.boot, head.seq, head.tag])
  sums[bucket] = ((sums[bucket] ?? 0) + sign * low) >>> 0
}

/** Whether the facts after `head.seq` are enough for somebody who has the contents of `head`. */
export const continues = ({ boot, seq, floor }: Contents, head: Head): boolean =>
  head.boot === boot && head.seq < seq && head.seq >= floor

/**
 * What a leader knows of one other member, and how much it may send it now. Raft 5.3; etcd/raft's three states.
 *
 * Pure.
 */
import { type Index, index, LIMITS, ticks } from '@hivemind/base'
import type { Progress } from './state.ts'

/** A member of which nothing is known: the first append asks where the logs meet. */
export const newProgress = (next: Index): Progress => ({
  match: index(0), next, state: 'probe', waiting: false, inFlight: [], offeredTicks: ticks(0),
  heard: false, owes: true, silentTicks: ticks(0), promisedAt: ticks(0), commitTold: index(0), toldAt: ticks(0)
})

/** Look for the last common entry, starting at `next`. What was on its way is taken as lost. */
export function probe (progress: Progress, next: Index): void {
  progress.state = 'probe'
  progress.next = next
  progress.waiting = false
  progress.inFlight.length = 0
}

/** The logs meet at `match`: stream from there. */
export function replicate (progress: Progress): void {
  progress.state = 'replicate'
  progress.next = index(progress.match + 1)
  progress.waiting = false
  progress.inFlight.length = 0
}

/** It needs entries that are gone from memory: it was told to fetch them. */
export function awaitSnapshot (progress: Progress): void {
  progress.state = 'snapshot'
  progress.offeredTicks = ticks(0)
  progress.waiting = false
  progress.inFlight.length = 0
}

/** Whether another append may leave now. */
export const maySend = (progress: Progress): boolean =>
  progress.state === 'probe'
    ? !progress.waiting
    : progress.state === 'replicate' && progress.inFlight.length < LIMITS.appendsInFlightMax

/** Entries through `last` are on their way. */
export function sent (progress: Progress, last: Index): void {
  if (progress.state === 'probe') {
    progress.waiting = true
  } else if (last >= progress.next) {
    progress.next = index(last + 1)
    progress.inFlight.push(last)
  }
}

/** Everything through `at` arrived. */
export function arrived (progress: Progress, at: Index): void {
  if (at > progress.match) progress.match = at
  if (progress.next <= progress.match) progress.next = index(progress.match + 1)
  let done = 0
  while (done < progress.inFlight.length && (progress.inFlight[done] ?? 0) <= at) done++
  if (done > 0) progress.inFlight.splice(0, done)
}

export function heardNow (progress: Progress): void {
  progress.heard = true
  progress.owes = false
  progress.silentTicks = ticks(0)
}

/**
 * Decides which records one write holds, and how much room they need.
 *
 * Pure.
 */
import { CHAIN_BYTES, recordBytes, type State, stateBytes, VOTE_BYTES_MAX } from './format.ts'
import { type Cursor, entryPut, type Put, putBytes, statePut, truncatePut } from './group.ts'
import { SUM_BYTES } from './sum.ts'
import type { Base, Chained, HardState, LogEntry, StoredEntry } from './types.ts'

/** Bytes of a seal, the last record of a segment that has a successor. */
export const SEAL_BYTES = recordBytes(SUM_BYTES)
const STATE_BYTES_MAX = recordBytes(
  stateBytes({ term: 0 as State['term'], votedFor: null, repair: null, amnesia: false }) + VOTE_BYTES_MAX
)

/** An append on its way to the disk. */
export interface Appending extends Chained {
  readonly type: 'append'
  hard: HardState | null
  /** Set when entries are to be forgotten: the point right before the first of them. */
  cutTo: Base | null
  readonly commit: number
  /** True to forget the repair mark. */
  repaired: boolean
  /** End of the log afterwards. */
  readonly last: Base
}

/** Where the log stands before or after a write. */
export interface Point { readonly state: State, readonly last: Base, readonly commit: number }

/** The same state when an append does not change it. */
export function stateAfter (state: State, job: Appending): State {
  const hard = job.hard ?? state
  const repair = job.repaired ? null : state.repair
  const same = hard.term === state.term && hard.votedFor === state.votedFor && repair === state.repair
  return same ? state : { term: hard.term, votedFor: hard.votedFor, repair, amnesia: state.amnesia }
}

/** Does an append do more than change the state? */
export const changesLog = (job: Appending): boolean => job.cutTo !== null || job.entries.length > 0

/** Upper bound of the bytes an append of entries takes, with the copies of the state that come between its entries. */
export function bytesOf (entries: readonly LogEntry[], ringSlots: number): number {
  let bytes = SEAL_BYTES + (2 + Math.ceil(entries.length / (copyEvery(ringSlots) - 1))) * STATE_BYTES_MAX
  for (const { payload } of entries) bytes += putBytes(payload)
  return bytes
}

/** The newest state is written again after so many records, so that it never leaves the header ring. */
const copyEvery = (ringSlots: number): number => Math.max(2, Math.floor(ringSlots / 2))

/**
 * The records of one write. Within an append: state, truncation, entries, as they may be lost from the end.
 */
export function planGroup (
  jobs: readonly Appending[],
  from: Point,
  cursor: Cursor,
  ringSlots: number
): Point & { puts: Put[] } {
  const puts: Put[] = []
  let { state, last, commit } = from
  let sinceCopy = cursor.ordinal - cursor.copy
  const every = copyEvery(ringSlots)
  const copyState = (): void => {
    puts.push(statePut(last, state, commit, false))
    sinceCopy = 1
  }
  for (const job of jobs) {
    if (job.cutTo === null) commit = Math.max(commit, job.commit)
    const next = stateAfter(state, job)
    if (next !== state) {
      state = next
      puts.push(statePut(last, state, commit, true))
      sinceCopy = 1
    }
    if (job.cutTo !== null) {
      if (sinceCopy >= every) copyState()
      last = job.cutTo
      // Only now: in a record before this one it would cover entries that are cut.
      commit = Math.max(commit, job.commit)
      puts.push(truncatePut(last, commit))
      sinceCopy++
    }
    for (let nth = 0; nth < job.entries.length; nth++) {
      if (sinceCopy >= every) copyState()
      puts.push(entryPut(job, nth, commit))
      // Made where it is looked at: before a copy of the state, and at the end.
      if (++sinceCopy >= every || nth === job.entries.length - 1) last = pointAt(job, nth)
    }
  }
  return { puts, state, last, commit }
}

/** Where the log is after the nth of some entries. */
export function pointAt ({ entries, chains }: Chained, nth: number): Base {
  const { index, term } = entries[nth] as LogEntry
  return { index, term, chain: chains.subarray(nth * CHAIN_BYTES, (nth + 1) * CHAIN_BYTES) }
}

/** The nth of some entries, with its chain. */
export function storedAt (of: Chained, nth: number): StoredEntry {
  const { index, term, kind, payload } = of.entries[nth] as LogEntry
  return { index, term, kind, payload, chain: pointAt(of, nth).chain }
}

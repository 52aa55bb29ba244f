/**
 * The part of the replicated log that is in memory: a base point and the entries after it. Raft 5.3 and 7.
 *
 * Pure. Looking up a term is one array access; entries are never copied one by one.
 */
import { type Index, index, invariant, type Term } from '@hivemind/base'
import type { Configuration, Entry, Log, SnapshotPoint } from './state.ts'

const EMPTY: SnapshotPoint = { index: index(0), term: 0 as Term, configuration: { voters: [], learners: [] } }

export function openLog (base: SnapshotPoint | null, entries: readonly Entry[]): Log {
  const log: Log = { base: base ?? EMPTY, entries: [], configurations: [] }
  append(log, entries)
  return log
}

export const lastIndexOf = (log: Log): Index => index(log.base.index + log.entries.length)

export const lastTermOf = (log: Log): Term => log.entries.at(-1)?.term ?? log.base.term

/** The term of an entry in memory or of the base; null when it is before the base or after the end. */
export function termIn (log: Log, at: Index): Term | null {
  if (at === log.base.index) return log.base.term
  return log.entries[at - log.base.index - 1]?.term ?? null
}

/** The configuration in force at the end of the log, committed or not. Thesis 4.1. */
export const configurationOf = (log: Log): Configuration =>
  log.configurations.at(-1)?.configuration ?? log.base.configuration

/** The configuration that was in force when the log ended at an index in memory. */
export const configurationAt = (log: Log, at: Index): Configuration =>
  log.configurations.findLast(row => row.index <= at)?.configuration ?? log.base.configuration

/** Index of the configuration entry in force; the base's index when it lies at or before that. */
export const configurationIndexOf = (log: Log): Index => log.configurations.at(-1)?.index ?? log.base.index

/** Put entries at the end; they follow the last one without a gap. */
export function append (log: Log, entries: readonly Entry[]): void {
  for (const entry of entries) {
    invariant(entry.index === lastIndexOf(log) + 1, 'an appended entry follows the last one')
    log.entries.push(entry)
    if (entry.configuration !== undefined)
      log.configurations.push({ index: entry.index, configuration: entry.configuration })
  }
}

/** Forget every entry from an index on, and with them the configurations they brought. */
export function truncateFrom (log: Log, from: Index): void {
  log.entries.length = from - log.base.index - 1
  while (configurationIndexOf(log) >= from) log.configurations.pop()
}

/** Move the base forward to an entry in memory. */
export function compactThrough (log: Log, through: Index): void {
  const term = termIn(log, through)
  invariant(term !== null, 'a log is compacted through an entry that it holds')
  let { configuration } = log.base
  while (log.configurations[0] !== undefined && log.configurations[0].index <= through) {
    configuration = log.configurations[0].configuration
    log.configurations.shift()
  }
  log.entries = log.entries.slice(through - log.base.index)
  log.base = { index: through, term, configuration }
}

/** Begin anew after a point, holding nothing. */
export function restartLog (log: Log, point: SnapshotPoint): void {
  log.base = point
  log.entries = []
  log.configurations.length = 0
}

/** Entries with after < index <= through, as far as they are in memory. */
export function sliceOf (log: Log, after: Index, through: Index): readonly Entry[] {
  return log.entries.slice(Math.max(0, after - log.base.index), Math.max(0, through - log.base.index))
}

/** Entries after one in memory, bounded in number and bytes, at least one when there is one. */
export function batchAfter (log: Log, after: Index, countMax: number, bytesMax: number): readonly Entry[] {
  const from = after - log.base.index
  if (from < 0) return []
  const limit = Math.min(log.entries.length, from + countMax)
  let bytes = log.entries[from]?.payload.length ?? 0
  let end = Math.min(from + 1, limit)
  while (end < limit) {
    bytes += log.entries[end]?.payload.length ?? 0
    if (bytes > bytesMax) break
    end++
  }
  return log.entries.slice(from, end)
}

/**
 * The last index at or below `at` whose term is at most `limit`: where two logs may still meet, found without asking
 * entry by entry. Terms never fall along a log, so this is a binary search.
 *
 * @returns an index between the base and `at`; the base when every entry in memory is of a later term
 */
export function lastWithTermAtMost (log: Log, at: Index, limit: Term): Index {
  let low = log.base.index as number
  let high = Math.min(at, lastIndexOf(log))
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((termIn(log, index(middle)) ?? 0) <= limit) low = middle
    else high = middle - 1
  }
  return index(low)
}

/**
 * What the log on disk takes and gives.
 *
 * Pure. The entry is the same shape as raft's, but its own type: the two rooms never meet.
 */
import type { HivemindError, Index, NodeId, Term } from '@hivemind/base'
import type { Disk } from './disk.ts'

export type EntryKind = 'noop' | 'command' | 'configuration'

export interface LogEntry {
  readonly index: Index
  readonly term: Term
  readonly kind: EntryKind
  readonly payload: Uint8Array
}

/** An entry with the running hash over all entries up to it: 32 bytes. */
export interface StoredEntry extends LogEntry { readonly chain: Uint8Array }

/** Entries that follow one another, and the running hash after each: 32 bytes for one after the other. */
export interface Chained { readonly entries: readonly LogEntry[], readonly chains: Buffer }

/** What a Raft node must never forget. Raft fig. 2, persistent state. */
export interface HardState { readonly term: Term, readonly votedFor: NodeId | null }

/** The point before the first stored entry: index 0, term 0 and 32 zero bytes when the log is whole. */
export interface Base { readonly index: Index, readonly term: Term, readonly chain: Uint8Array }

/** How far the log must be repaired from peers before this node may vote or acknowledge. */
export interface Repair { readonly index: Index, readonly term: Term }

/**
 * What one append makes durable, in this order: hard state, truncation, entries.
 */
export interface Batch {
  /** New term and vote, or null when unchanged. */
  readonly hard: HardState | null
  /** The first index to forget (a conflict, Raft 5.3), or null. */
  readonly truncateFrom: Index | null
  /** Entries right after the last one that remains. */
  readonly entries: readonly LogEntry[]
  /** Highest index known committed: a hint that travels with the next write, never a reason to write. */
  readonly commit: Index
}

/**
 * What was found wrong while opening.
 *
 * - `torn-tail`: bytes of a write that was never acknowledged; cut and erased.
 * - `healed`: something rotted, and its second copy had it; nothing is lost, the disk deserves a look.
 * - `damaged`: entries up to `through` may have been acknowledged and are lost here; the log ends before them.
 * - `amnesia`: term or vote may be lost; this identity must never vote again. Remembered on disk.
 */
export type Damage =
  | { readonly type: 'torn-tail', readonly segment: string, readonly offset: number, readonly bytes: number }
  | { readonly type: 'healed', readonly where: string }
  | { readonly type: 'damaged', readonly through: Index, readonly term: Term, readonly where: string }
  | { readonly type: 'amnesia', readonly reason: string }

/** What the disk remembered when it was opened. */
export interface Restored {
  readonly hard: HardState
  readonly base: Base
  readonly lastIndex: Index
  readonly lastTerm: Term
  /** Highest commit hint that was stored, between the base and `lastIndex`. */
  readonly commit: Index
  /** Set from damage, found now or at an earlier opening, until `setRepaired`. */
  readonly repair: Repair | null
  /** Everything found wrong, in the order found; empty when all is well. */
  readonly damage: readonly Damage[]
}

export interface Wal {
  readonly restored: Restored
  /**
   * Make a batch durable; resolves after fdatasync. Calls are performed in order, and those that wait share a sync.
   * Payloads are not copied: leave them alone until it resolves.
   * @throws {HIVE_WAL_FAILED} outcome unknown; every later call rejects as well
   * While the disk has no room for the next segment it waits, and so do all calls after it; `full` says so.
   *
   * @throws {HIVE_WAL_FULL} not written: the log was closed while it waited for room
   * @throws {HIVE_WAL_ORDER} nothing written: the batch does not continue the log
   * @throws {HIVE_WAL_LIMIT} nothing written: an entry or the vote is too long
   */
  append (batch: Batch): Promise<void>
  /** Index of the first entry that is kept; one more than the last when the log is empty. */
  first (): Index
  /** The last entry appended, durable or not; the base when the log is empty. */
  last (): Base
  /**
   * Entries `from`..`through`, each verified by checksum and hash chain.
   *
   * @param bytesMax - bytes of records (88 each, and the payload) to return at most; one entry is always returned
   * @returns entries in order; empty when `from` is beyond the last
   * @throws {HIVE_WAL_COMPACTED} `from` is below `first()`
   * @throws {HIVE_WAL_DAMAGED} the disk gave other bytes than were written
   */
  read (from: Index, through: Index, bytesMax: number): Promise<readonly StoredEntry[]>
  /** Entries `from`..`through` where memory has them all, durable or not; null where the disk must be asked. */
  recent (from: Index, through: Index): readonly StoredEntry[] | null
  /**
   * Forget all entries and go on after `base` (a snapshot from elsewhere); keeps term, vote and repair mark. Durable.
   */
  startAt (base: Base): Promise<void>
  /** Delete sealed segments that lie wholly below `index`; resolves to the new first index. */
  dropBefore (index: Index): Promise<Index>
  /** Forget the repair mark: a majority's log has been matched up to it. Durable. */
  setRepaired (): Promise<void>
  /** Why appends wait for room; null while the disk has some. */
  full (): HivemindError | null
  /** Bytes the log takes on disk, the prepared segment included. */
  sizeBytes (): number
  close (): Promise<void>
}

export interface WalChoices {
  readonly directory: string
  /** Size of a segment file; a larger batch gets a larger file. Default 16 MiB, less on a small disk. */
  readonly segmentBytes?: number
  /** Slots of the header ring in each segment, 4 or more. Default 512. */
  readonly ringSlots?: number
  /** Who owns the log; a segment of another owner is refused. */
  readonly identity: string
  /** Told when the disk becomes full and appends wait, and (null) when there is room again. */
  readonly onFull?: (refusal: HivemindError | null) => void
  /** Whether appends wait for room on a full disk (default), or the first of them ends with HIVE_WAL_FULL. */
  readonly waitsForRoom?: boolean
  /** Where the files are; the real disk by default, `directory` is then created. */
  readonly fs?: Disk
}

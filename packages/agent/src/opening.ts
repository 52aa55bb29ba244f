/**
 * From disk to a node: opens the log and the database, and says what they remember.
 *
 * Touches both. What the disk lost is never guessed: the node is told how far it must be repaired before it votes.
 */
import { HivemindError, type Index, LIMITS, index as toIndex, term as toTerm } from '@hivemind/base'
import type { ControlSnapshot } from '@hivemind/control'
import { type Db, openDb } from '@hivemind/db'
import type { Identity } from '@hivemind/net'
import type { Entry, Repair } from '@hivemind/raft'
import { type Damage, NO_CHAIN, openWal, type Wal, type WalChoices } from '@hivemind/wal'
import { decodeState, entryOf } from '@hivemind/wire'
import type { Directory } from './directory.ts'
import { refuse } from './errors.ts'
import { readRejoin } from './rejoining.ts'

const READ_BYTES = 4 * 1024 * 1024
type OnFull = NonNullable<WalChoices['onFull']>

/** Name of the fact in the database. */
const COMMITTED = 'committed'

export interface Opened {
  readonly identity: Identity
  readonly wal: Wal
  readonly db: Db
  readonly snapshot: ControlSnapshot | null
  readonly snapshotIndex: Index
  readonly entries: readonly Entry[]
  readonly commit: Index
  readonly repair: Repair | null
  /** What was found, a sentence each, for the log and for `status`. */
  readonly notes: readonly string[]
}

/**
 * Open what the disk holds. The database comes first: its lock makes this agent the only one on the directory, so that
 * of two that start at once only one makes an identity.
 *
 * @throws {HivemindError} HIVE_AGENT_RUNNING; HIVE_AGENT_KEY_OPEN; HIVE_AGENT_AMNESIA when the key, term, vote or the
 *   whole log of a member are gone. Nothing is left open
 */
export async function openDisk (directory: Directory, onFull: OnFull = () => {}): Promise<Opened> {
  const db = await openOwnDb(directory)
  let wal: Wal | null = null
  try {
    const identity = await directory.identity()
    wal = await openWal({ directory: directory.file('wal'), identity: identity.id, onFull })
    return await restore(directory, identity, db, wal)
  } catch (error) {
    await wal?.close()
    await db.close()
    throw error
  }
}

const UNTIL_REPAIRED = 'until peers have repaired it, this node votes only for those who have them, and leads nobody'

const furthest = (known: Repair | null, { index, term }: Repair): Repair => ({
  index: toIndex(Math.max(known?.index ?? 0, index)), term: toTerm(Math.max(known?.term ?? 0, term))
})

export async function openOwnDb (directory: Directory): Promise<Db> {
  try {
    return await openDb({ directory: directory.file('db') })
  } catch (error) {
    if (!(error instanceof HivemindError) || error.code !== 'HIVE_DB_LOCKED') throw error
    throw new HivemindError(refuse('HIVE_AGENT_RUNNING', `another agent holds ${directory.path}`), { cause: error })
  }
}

async function restore (directory: Directory, identity: Identity, db: Db, wal: Wal): Promise<Opened> {
  const notes = wal.restored.damage.map(damageText)
  const rejoin = readRejoin(directory)
  if (rejoin !== null)
    notes.push(`what this machine knew before lies in ${rejoin.archive} of its data directory; it joins anew`)
  refuseAmnesia(directory, wal, db.snapshotIndex() > 0)
  const found = await usableSnapshot(db, wal, notes)
  let repair = wal.restored.repair ?? directory.readRepair()
  const snapshotIndex = found?.appliedIndex ?? toIndex(0)
  if (wal.first() > snapshotIndex + 1 && wal.last().index > 0) {
    // History below the log's first entry is gone and no state covers it: everything is fetched anew, and until
    // then this node votes as one that may have acknowledged all of its old log, and what that had lost before.
    repair = furthest(repair, wal.last())
    notes.push(`the applied state is lost and the log begins at ${wal.first()}; everything is fetched from peers`)
    directory.writeRepair(repair)
    await wal.startAt({ index: toIndex(0), term: toTerm(0), chain: NO_CHAIN })
  }
  const entries = await readEntries(wal, toIndex(snapshotIndex + 1))
  const hint = Math.max(wal.restored.commit, await readCommitted(db, wal))
  const commit = toIndex(Math.max(snapshotIndex, Math.min(hint, wal.last().index)))
  if (repair !== null) notes.push(`entries through ${repair.index} may be lost here; ${UNTIL_REPAIRED}`)
  return { identity, wal, db, snapshot: found, snapshotIndex, entries, commit, repair, notes }
}

/**
 * Remember at a clean stop what was known to be committed. The log stores that only with the next write, so a voter
 * that comes back without a quorum would else serve less than before.
 */
export async function writeCommitted (db: Db, wal: Wal, index: Index): Promise<void> {
  if (index < wal.first()) return
  const [entry] = await wal.read(index, index, 1)
  if (entry !== undefined) await db.putFact(COMMITTED, { index, chain: Buffer.from(entry.chain).toString('hex') })
}

/** @returns what was committed at the last clean stop, if the log still holds that very entry; else 0 */
export async function readCommitted (db: Db, wal: Wal): Promise<Index> {
  const fact = await db.getFact(COMMITTED) as { readonly index?: unknown, readonly chain?: unknown } | null
  const index = toIndex(Number(fact?.index ?? 0))
  if (!Number.isSafeInteger(index) || index < wal.first() || index > wal.last().index) return toIndex(0)
  const [entry] = await wal.read(index, index, 1)
  return entry !== undefined && Buffer.from(entry.chain).toString('hex') === fact?.chain ? index : toIndex(0)
}

export function refuseAmnesia (directory: Directory, wal: Wal, hasState: boolean): void {
  const lost = wal.restored.damage.find(damage => damage.type === 'amnesia')
  if (lost !== undefined)
    throw new HivemindError(
      refuse('HIVE_AGENT_AMNESIA', `the log in ${directory.file('wal')} has lost term or vote: ${damageText(lost)}`)
    )
  const empty = wal.last().index === 0 && wal.restored.hard.term === 0
  if (directory.wasMember() && empty && !hasState)
    throw new HivemindError(refuse('HIVE_AGENT_AMNESIA', `${directory.path} was a member's, and its log is empty`))
}

/**
 * A state ahead of the log is of no use: the log was cut below it, and must be followed from there. Nor is one that
 * another entry lies under: what replaced that entry was lost with a damaged part of the log.
 */
export async function usableSnapshot (db: Db, wal: Wal, notes: string[]): Promise<ControlSnapshot | null> {
  const saved = await db.loadSnapshot()
  notes.push(...db.notes())
  if (saved === null) return null
  if (saved.index > wal.last().index) {
    notes.push(`the applied state at ${saved.index} is ahead of the log, which ends at ${wal.last().index}; it is built again`)
    return null
  }
  const [under] = saved.index < wal.first() ? [] : await wal.read(saved.index, saved.index, 1)
  if (under !== undefined && under.term !== saved.term) {
    const terms = `is of term ${under.term} in the log and of term ${saved.term} under the state`
    notes.push(`entry ${saved.index} ${terms}; the state is built again`)
    return null
  }
  try {
    return decodeState(saved.bytes)
  } catch (error) {
    notes.push(`the applied state at ${saved.index} cannot be read (${(error as Error).message}); it is built again`)
    return null
  }
}

export async function readEntries (wal: Wal, from: Index): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  let next = from
  while (next <= wal.last().index) {
    const rows = await wal.read(next, wal.last().index, READ_BYTES)
    for (const { index, term, kind, payload } of rows) entries.push(entryOf(index, term, kind, payload))
    next = toIndex(next + rows.length)
  }
  return entries
}

function damageText (damage: Damage): string {
  switch (damage.type) {
    case 'torn-tail': return `a write that was never acknowledged was cut from ${damage.segment} at ${damage.offset} (${damage.bytes} bytes)`
    case 'healed': return `a damaged place was restored from its second copy: ${damage.where}`
    case 'damaged': return `the log is damaged at ${damage.where}: entries through ${damage.through} of term ${damage.term} may have been acknowledged and are lost here`
    case 'amnesia': return damage.reason
  }
}

/** Entries that a snapshot leaves in the log, so that peers a little behind need none. */
export const keepFrom = (snapshotIndex: Index, lastIndex: Index, retainEntries: number): Index =>
  toIndex(Math.max(1, Math.min(snapshotIndex - LIMITS.logTrailingEntries, lastIndex - retainEntries)))


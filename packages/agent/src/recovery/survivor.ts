/**
 * The disk of a stopped agent, opened for reading what it holds: the report that a recovery compares.
 *
 * Touches the data directory, and holds its lock until closed, so that no agent starts and nothing moves meanwhile.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { HivemindError, type Index, index as toIndex } from '@hivemind/base'
import { type Control, importState, start, step } from '@hivemind/control'
import type { Db } from '@hivemind/db'
import type { Replaced, ReportedEntry, SurvivorReport } from '@hivemind/kernel'
import type { Identity } from '@hivemind/net'
import { openWal, type StoredEntry, type Wal } from '@hivemind/wal'
import { decodeEnvelope } from '@hivemind/wire'
import { Directory } from '../directory.ts'
import { refuse } from '../errors.ts'
import { openOwnDb, readCommitted, refuseAmnesia, usableSnapshot } from '../opening.ts'
import { VERSION } from '../version.ts'

const READ_BYTES = 4 * 1024 * 1024
/** Entries at the end of a log that are compared term by term; survivors further apart than that are merely behind. */
const COMPARED_ENTRIES = 20_000
/** Rows of a report, so that it stays something that one can send and read. */
const TAIL_ENTRIES = 512

export interface Survivor {
  readonly directory: Directory
  readonly identity: Identity
  readonly wal: Wal
  readonly db: Db
  /** All of its log applied, committed or not: what is in force if all of it is kept. */
  readonly control: Control
  readonly report: SurvivorReport
  readonly close: () => Promise<void>
}

/**
 * Open the data directory of a stopped agent.
 *
 * @throws {HivemindError} HIVE_RECOVER_UNUSABLE; HIVE_AGENT_RUNNING; HIVE_AGENT_AMNESIA; HIVE_WAL_*. Nothing is left
 * open
 */
export async function openSurvivor (path: string): Promise<Survivor> {
  const full = resolve(path)
  for (const needed of ['identity.key', 'wal', 'db'])
    if (!existsSync(`${full}/${needed}`)) throw unusable(`${full} has no ${needed}`)
  const directory = new Directory(full)
  const db = await openOwnDb(directory)
  let wal: Wal | null = null
  try {
    const identity = await directory.identity()
    wal = await openWal({ directory: directory.file('wal'), identity: identity.id })
    refuseAmnesia(directory, wal, db.snapshotIndex() > 0)
    const commit = await knownCommitted(db, wal)
    const { control, replaced } = await replayed(db, wal, full, commit)
    const report = await reportOf({ directory, identity, wal, control }, commit, replaced)
    const opened = wal
    return { directory, identity, wal, db, control, report, close: () => closeAll(opened, db) }
  } catch (error) {
    await closeAll(wal, db)
    throw error
  }
}

async function closeAll (wal: Wal | null, db: Db): Promise<void> {
  await wal?.close()
  await db.close()
}

/** The highest index that this disk knows to be committed, by any of the places that say so. */
async function knownCommitted (db: Db, wal: Wal): Promise<Index> {
  const { commit, base } = wal.restored
  const hint = Math.max(commit, await readCommitted(db, wal), base.index, db.snapshotIndex())
  return toIndex(Math.min(hint, wal.last().index))
}

/** The newest applied state and every entry after it, and who counted before each change that may not be committed. */
async function replayed (
  db: Db, wal: Wal, path: string, commit: Index
): Promise<{ readonly control: Control, readonly replaced: readonly Replaced[] }> {
  const saved = await usableSnapshot(db, wal, [])
  const control = saved === null ? start() : importState(saved)
  if ('code' in control) throw new HivemindError(control)
  if (wal.first() > control.appliedIndex + 1)
    throw unusable(`the applied state in ${path} is lost, and the log begins at ${wal.first()}`)
  const replaced: Replaced[] = []
  for await (const row of rowsOf(wal, toIndex(control.appliedIndex + 1), wal.last().index)) {
    const { voters, outgoing } = control
    applyRow(control, row)
    if (row.index > commit && row.kind === 'configuration') replaced.push({ until: row.index, voters, outgoing })
  }
  if (control.cluster === null) throw unusable(`${path} belongs to no cluster`)
  return { control, replaced }
}

/** Apply one stored entry to a state. */
export function applyRow (control: Control, { index, term, kind, payload }: Omit<StoredEntry, 'chain'>): void {
  step(control, { index, term, kind, envelope: kind === 'noop' ? null : decodeEnvelope(payload) })
}

/** Entries of a log, a few megabytes at a time. */
export async function * rowsOf (wal: Wal, from: Index, through: Index): AsyncGenerator<StoredEntry, void, void> {
  for (let next = from; next <= through;) {
    const rows = await wal.read(next, through, READ_BYTES)
    if (rows.length === 0) return
    yield * rows
    next = toIndex(next + rows.length)
  }
}

async function reportOf (
  { directory, identity, wal, control }: Pick<Survivor, 'directory' | 'identity' | 'wal' | 'control'>,
  commit: Index, replaced: readonly Replaced[]
): Promise<SurvivorReport> {
  const { hard } = wal.restored
  const last = wal.last()
  const repair = wal.restored.repair ?? directory.readRepair()
  const member = control.members.get(identity.id)
  const { runs, tail, lastAt } = await compared(wal, commit)
  return {
    version: 1,
    id: identity.id,
    name: member?.name ?? identity.id,
    addresses: member?.addresses ?? [],
    software: VERSION,
    cluster: { id: control.cluster?.id ?? '', name: control.cluster?.name ?? '' },
    epoch: control.epoch, lineage: control.lineage, term: hard.term, votedFor: hard.votedFor,
    firstIndex: wal.first(), lastIndex: last.index, lastTerm: last.term, chain: hex(last.chain), commit, runs, tail,
    voters: control.voters, learners: control.learners, outgoing: control.outgoing, replaced,
    members: [...control.members.values()].map(({ id, name, wanted }) => ({ id, name, wanted })),
    lastAt, damagedThrough: repair?.index ?? null
  }
}

async function compared (wal: Wal, commit: Index): Promise<Pick<SurvivorReport, 'runs' | 'tail' | 'lastAt'>> {
  const last = wal.last().index
  const from = toIndex(Math.max(wal.first(), last - COMPARED_ENTRIES + 1))
  const runs: Array<SurvivorReport['runs'][number]> = []
  const tail: ReportedEntry[] = []
  let lastAt = 0
  for await (const row of rowsOf(wal, from, last)) {
    const run = runs.at(-1)
    const { index, term } = row
    const chain = hex(row.chain)
    if (run?.term === term) runs[runs.length - 1] = { ...run, through: index, chain }
    else runs.push({ term, from: index, through: index, chain })
    const near = index > last - TAIL_ENTRIES || (index > commit && tail.length < TAIL_ENTRIES)
    const entry = near ? shown(row, chain) : null
    if (entry !== null) tail.push(entry)
    if (entry !== null && entry.at > 0) lastAt = entry.at
  }
  return { runs, tail, lastAt }
}

function shown (row: StoredEntry, chain: string): ReportedEntry {
  const { index, term } = row
  const envelope = row.kind === 'noop' ? null : decodeEnvelope(row.payload)
  const event = envelope?.type === 'event-appended' ? (envelope.body as { readonly event?: unknown }).event : null
  const type =
    row.kind === 'noop' ? 'leader-elected' : typeof event === 'string' ? event : (envelope?.type ?? 'undecodable')
  return { index, term, type, at: envelope?.at ?? 0, txid: envelope?.txid ?? '', chain }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const unusable = (message: string): HivemindError => new HivemindError(refuse('HIVE_RECOVER_UNUSABLE', message))

/**
 * Making a backup: one applied state and the history through it, as a stream that never holds more than a section.
 *
 * Touches the log for reading; the agent may run and write on meanwhile, since entries that are applied do not change.
 */
import { hash } from 'node:crypto'
import { type Index, index as toIndex } from '@hivemind/base'
import type { ControlSnapshot } from '@hivemind/control'
import { type LogEntry, NO_CHAIN, type Wal } from '@hivemind/wal'
import { encodeStateInTurns } from '../encoding-state.ts'
import { rowsOf } from '../recovery/survivor.ts'
import { VERSION } from '../version.ts'
import { type BackupDone, type BackupMeta, encodeEntries, entryBytes, jsonBytes, SectionWriter } from './format.ts'

/** Well below what a reader takes, so that one entry more always fits. */
const PIECE_BYTES = 1024 * 1024

export interface BackupSource {
  readonly wal: Wal
  /** The state after an entry that the log holds. */
  readonly state: ControlSnapshot
  readonly from: { readonly id: string, readonly name: string }
}

/** The bytes of a backup, in pieces of about a megabyte. */
export async function * backupOf ({ wal, state, from }: BackupSource): AsyncGenerator<Buffer, void, void> {
  const writer = new SectionWriter()
  const base = await baseOf(wal)
  yield writer.head()
  yield writer.section('META', jsonBytes(await metaOf(wal, state, from, base)))
  const stateBytes = await encodeStateInTurns(state)
  for (let at = 0; at < stateBytes.length; at += PIECE_BYTES)
    yield writer.section('STAT', stateBytes.subarray(at, at + PIECE_BYTES))
  let entries = 0
  for await (const piece of pieces(wal, base.index, state.appliedIndex)) {
    entries += piece.length
    yield writer.section('HIST', encodeEntries(piece))
  }
  const done: BackupDone = {
    entries,
    stateBytes: stateBytes.length,
    stateSha256: hash('sha256', stateBytes, 'hex'),
    sectionsSha256: writer.bound()
  }
  yield writer.section('DONE', jsonBytes(done))
}

/** Where the kept history begins. The chain before its first entry is known only at the beginning of all. */
async function baseOf (wal: Wal): Promise<BackupMeta['base'] & { readonly index: Index }> {
  const first = wal.first()
  const { base } = wal.restored
  if (first === 1) return { index: toIndex(0), term: 0, chain: hex(NO_CHAIN) }
  if (first === base.index + 1) return { index: base.index, term: base.term, chain: hex(base.chain) }
  const [row] = await wal.read(first, first, 1)
  return { index: first, term: row?.term ?? 0, chain: hex(row?.chain ?? NO_CHAIN) }
}

async function metaOf (
  wal: Wal,
  state: ControlSnapshot,
  from: BackupSource['from'],
  base: BackupMeta['base']
): Promise<BackupMeta> {
  const { cluster, epoch, lineage, appliedIndex, appliedTerm, members, eventCount } = state
  return {
    software: VERSION, createdAt: new Date().toISOString(), from,
    cluster: { id: cluster?.id ?? '', name: cluster?.name ?? '' }, epoch, lineage, base,
    index: appliedIndex, term: appliedTerm, chain: await chainAt(wal, appliedIndex), stateHash: state.hash,
    members: members.length, events: eventCount
  }
}

/** Chain hash through an entry that the log holds. */
export async function chainAt (wal: Wal, index: Index): Promise<string> {
  if (index === wal.restored.base.index) return hex(wal.restored.base.chain)
  const [row] = await wal.read(index, index, 1)
  return hex(row?.chain ?? NO_CHAIN)
}

async function * pieces (wal: Wal, after: Index, through: Index): AsyncGenerator<LogEntry[], void, void> {
  let piece: LogEntry[] = []
  let bytes = 0
  for await (const row of rowsOf(wal, toIndex(after + 1), through)) {
    piece.push(row)
    bytes += entryBytes(row)
    if (bytes < PIECE_BYTES) continue
    yield piece
    piece = []
    bytes = 0
  }
  if (piece.length > 0) yield piece
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

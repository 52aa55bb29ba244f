/**
 * A new data directory from a backup or an exported state: a cluster of one voter, in a new epoch of the old one.
 *
 * Touches the target directory only, and that at the very end: everything is built beside it and moved there whole.
 */
import { hash } from 'node:crypto'
import {
  createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fingerprint, HivemindError, type NodeId, index as toIndex, term as toTerm, wallMs } from '@hivemind/base'
import { type Control, type ControlSnapshot, importState, nextLineage } from '@hivemind/control'
import { openDb } from '@hivemind/db'
import { type Base, openWal, type StoredEntry, type Wal } from '@hivemind/wal'
import { encodeState } from '@hivemind/wire'
import { Directory } from '../directory.ts'
import { refuse } from '../errors.ts'
import { type Written, writeDecree } from '../recovery/decree.ts'
import { VERSION } from '../version.ts'
import { checkBackup } from './checking.ts'
import { type BackupMeta, damaged } from './format.ts'

export interface RestoreChoices {
  readonly dataDir: string
  readonly name: string
  readonly listen: readonly string[]
  readonly reason: string
  readonly actor: string
}

export interface Restored {
  readonly id: NodeId
  readonly dataDir: string
  readonly cluster: { readonly id: string, readonly name: string }
  /** Where the old history ends, and what it was worth. */
  readonly index: number
  readonly chain: string
  readonly stateHash: string
  readonly entries: number
  readonly lost: number
  readonly written: Written
}

/** An exported state holds at most so many members and sessions that it stays far below this. */
const EXPORT_BYTES_MAX = 512 * 1024 * 1024

/**
 * @throws {HivemindError} HIVE_BACKUP_TARGET, HIVE_BACKUP_FORMAT, HIVE_BACKUP_DAMAGED: the target is as it was
 */
export async function restoreBackup (
  file: string, choices: RestoreChoices, progress: (step: string) => void
): Promise<Restored> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new HivemindError(refuse('HIVE_BACKUP_FORMAT', `${file} is no file`))
  return await building(choices, async (wal, saveState) => {
    let meta: BackupMeta | null = null
    let held: { bytes: Buffer, control: Control } | null = null
    const { done } = await checkBackup(createReadStream(file), {
      meta: async found => {
        meta = found
        const { index, term, chain } = found.base
        const point = { index: toIndex(index), term: toTerm(term), chain: Buffer.from(chain, 'hex') }
        if (index > 0) await wal.startAt(point)
      },
      entries: rows => appended(wal, rows),
      state: async (bytes, _snapshot, control) => { held = { bytes, control } }
    }, progress)
    const { chain, cluster } = meta as unknown as BackupMeta
    const { bytes, control } = held as unknown as { readonly bytes: Buffer, readonly control: Control }
    await saveState({ index: control.appliedIndex, term: control.appliedTerm, bytes })
    return { control, chain, cluster, entries: done.entries }
  })
}

/** @throws {HivemindError} HIVE_BACKUP_TARGET, HIVE_BACKUP_DAMAGED: the target is as it was */
export async function restoreState (file: string, choices: RestoreChoices): Promise<Restored> {
  const { chain, state } = readExport(file)
  return await building(choices, async (wal, saveState) => {
    const control = importState(state)
    if ('code' in control) throw damaged(control.message)
    if (control.cluster === null) throw damaged('its state is that of no cluster')
    const base: Base = { index: control.appliedIndex, term: control.appliedTerm, chain: Buffer.from(chain, 'hex') }
    await wal.startAt(base)
    await saveState({ index: base.index, term: base.term, bytes: encodeState(state) })
    return { control, chain, cluster: control.cluster, entries: 0 }
  })
}

interface Built {
  readonly control: Control
  readonly chain: string
  readonly cluster: { readonly id: string, readonly name: string }
  readonly entries: number
}
type SaveState = Awaited<ReturnType<typeof openDb>>['saveSnapshot']

/** Build a directory beside the target, write the decree that makes it a cluster, and move it into place. */
async function building (
  choices: RestoreChoices, build: (wal: Wal, saveState: SaveState) => Promise<Built>
): Promise<Restored> {
  const target = resolve(choices.dataDir)
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new HivemindError(refuse('HIVE_BACKUP_TARGET', `${target} is not empty`))
  mkdirSync(dirname(target), { recursive: true })
  const beside = `${target}.restoring-${process.pid}`
  rmSync(beside, { recursive: true, force: true })
  try {
    const restored = await built(new Directory(beside), target, choices, build)
    renameSync(beside, target)
    return restored
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

async function built (
  directory: Directory, target: string, { name, listen, reason, actor }: RestoreChoices,
  build: (wal: Wal, saveState: SaveState) => Promise<Built>
): Promise<Restored> {
  const { id } = await directory.identity()
  const db = await openDb({ directory: directory.file('db') })
  const wal = await openWal({ directory: directory.file('wal'), identity: id, waitsForRoom: false })
  try {
    const { control, chain, cluster, entries } = await build(wal, snapshot => db.saveSnapshot(snapshot))
    const lost = [...control.members.keys()].sort()
    const mark = fingerprint([chain, id]).low
    const written = await writeDecree(wal, control, {
      how: 'restore', plan: hash('sha256', `restore ${chain} ${id}`, 'hex'), others: [], lost,
      survivor: { id, name, addresses: listen, version: VERSION }, lineage: nextLineage(control.lineage, mark),
      term: toTerm(control.appliedTerm + 1), reason, actor, at: wallMs(Date.now())
    })
    const settings = { name, listen, start: { type: 'init', cluster: cluster.name } }
    writeFileSync(directory.file('agent.json'), `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flush: true })
    const { high, low } = control.hash
    const stateHash = high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
    const index = written.index - 2
    return { id, dataDir: target, cluster, index, chain, stateHash, entries, lost: lost.length, written }
  } finally {
    await wal.close()
    await db.close()
  }
}

async function appended (wal: Wal, rows: readonly StoredEntry[]): Promise<void> {
  const last = rows.at(-1)
  if (last === undefined) return
  // Payloads are copied: they lie in a section that the reader lets go of.
  const entries = rows.map(({ index, term, kind, payload }) =>
    ({ index, term, kind, payload: Uint8Array.from(payload) }))
  await wal.append({ hard: null, truncateFrom: null, entries, commit: last.index })
}

function readExport (file: string): { readonly chain: string, readonly state: ControlSnapshot } {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined || found.size > EXPORT_BYTES_MAX)
    throw foreign(`${file} ${found === undefined ? 'does not exist' : `has ${found.size} bytes`}`)
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new HivemindError(refuse('HIVE_BACKUP_FORMAT', `${file} is no JSON: ${(cause as Error).message}`), { cause })
  }
  const { kind, item } = Object(parsed) as { readonly kind?: unknown, readonly item?: unknown }
  const { chain, state } = Object(kind === 'State' ? item : parsed) as Partial<Record<'chain' | 'state', unknown>>
  if (typeof chain !== 'string' || !/^[0-9a-f]{64}$/.test(chain) || typeof state !== 'object' || state === null)
    throw new HivemindError(refuse('HIVE_BACKUP_FORMAT', `${file} is no exported state: it has no chain or no state`))
  return { chain, state: state as ControlSnapshot }
}

const foreign = (message: string, cause?: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_BACKUP_FORMAT', message), { cause })

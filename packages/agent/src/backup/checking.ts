/**
 * Reading a backup to its end, believing nothing: sections, order, hash chain, state, and the state from the history.
 *
 * Touches the stream it is given. Whoever restores gets the pieces as they pass, and uses none before the end is
 * reached.
 */
import { createHash, hash } from 'node:crypto'
import { LIMITS } from '@hivemind/base'
import { type Control, type ControlSnapshot, importState, start } from '@hivemind/control'
import { chainAfter, type StoredEntry } from '@hivemind/wal'
import { decodeState, entryOf } from '@hivemind/wire'
import { applyRow } from '../recovery/survivor.ts'
import { type BackupDone, type BackupMeta, damaged, decodeEntries, type Section, sectionsOf } from './format.ts'

export interface CheckedBackup {
  readonly meta: BackupMeta
  readonly done: BackupDone
  readonly bytes: number
  /** The state again from the first entry on; false when the history in it does not begin there. */
  readonly replayed: boolean
}

/** What to do with a backup's parts while it is read. */
export interface BackupReader {
  readonly meta: (meta: BackupMeta) => Promise<void>
  /** Entries that follow one another, each with its chain hash. */
  readonly entries: (entries: readonly StoredEntry[]) => Promise<void>
  readonly state: (bytes: Buffer, snapshot: ControlSnapshot, control: Control) => Promise<void>
}

export const NOBODY: BackupReader = { meta: async () => {}, entries: async () => {}, state: async () => {} }

/** @throws {HivemindError} HIVE_BACKUP_FORMAT, HIVE_BACKUP_DAMAGED */
export async function checkBackup (
  source: AsyncIterable<Uint8Array>, reader: BackupReader, progress: (step: string) => void = () => {}
): Promise<CheckedBackup> {
  const checking = new Checking(reader, progress)
  for await (const section of sectionsOf(source)) await checking.take(section)
  return await checking.end()
}

class Checking {
  readonly #reader: BackupReader
  readonly #progress: (step: string) => void
  readonly #all = createHash('sha256')
  readonly #state: Buffer[] = []
  #meta: BackupMeta | null = null
  #done: BackupDone | null = null
  #stateBytes = 0
  #bytes = 12
  #at = 0
  #term = 0
  #chain: Uint8Array = new Uint8Array(32)
  #entries = 0
  /** The state from the first entry on, when the history begins there. */
  #replay: Control | null = null

  constructor (reader: BackupReader, progress: (step: string) => void) {
    this.#reader = reader
    this.#progress = progress
  }

  async take (section: Section): Promise<void> {
    const { type, payload, sha256 } = section
    if ((type === 'META') !== (this.#meta === null)) throw damaged(`section ${type} is in the wrong place`)
    this.#bytes += payload.length + 40
    if (type === 'DONE') { this.#done = doneOf(payload, this.#all.digest('hex')); return }
    this.#all.update(sha256)
    if (type === 'META') return await this.#begin(payload)
    if (type === 'STAT') return this.#piece(payload)
    return await this.#history(payload)
  }

  async #begin (payload: Buffer): Promise<void> {
    this.#meta = metaFrom(payload)
    const { base } = this.#meta
    this.#at = base.index
    this.#term = base.term
    this.#chain = Buffer.from(base.chain, 'hex')
    this.#replay = base.index === 0 ? start() : null
    await this.#reader.meta(this.#meta)
  }

  #piece (payload: Buffer): void {
    if (this.#entries > 0) throw damaged('section STAT is in the wrong place')
    this.#stateBytes += payload.length
    if (this.#stateBytes > LIMITS.stateBytesMax) throw damaged('its state is larger than any state')
    this.#state.push(Buffer.from(payload))
  }

  async #history (payload: Buffer): Promise<void> {
    const rows: StoredEntry[] = []
    for (const entry of decodeEntries(payload, this.#at)) {
      if (entry.term < this.#term) throw damaged(`the term falls at entry ${entry.index}`)
      readable(entry)
      this.#chain = chainAfter(this.#chain, entry)
      this.#term = entry.term
      this.#at = entry.index
      const row = { ...entry, chain: this.#chain }
      rows.push(row)
      if (this.#replay !== null) applyRow(this.#replay, row)
    }
    this.#entries += rows.length
    this.#progress(`entries through ${this.#at} of ${this.#meta?.index ?? 0}`)
    await this.#reader.entries(rows)
  }

  async end (): Promise<CheckedBackup> {
    const [meta, done] = [this.#meta, this.#done]
    if (meta === null || done === null) throw damaged('it has no beginning or no end')
    if (done.entries !== this.#entries || this.#at !== meta.index || this.#term !== meta.term)
      throw damaged(`its history ends at ${this.#at} of term ${this.#term}, and it says ${meta.index} of term ${meta.term}`)
    const chain = Buffer.from(this.#chain).toString('hex')
    if (chain !== meta.chain) throw damaged(`the hash chain of its history is ${chain}, and it says ${meta.chain}`)
    const bytes = Buffer.concat(this.#state)
    if (hash('sha256', bytes, 'hex') !== done.stateSha256)
      throw damaged('its state does not have the SHA-256 that it says')
    const { snapshot, control } = stateFrom(bytes, meta)
    const again = this.#replay === null ? meta.stateHash : hashOf(this.#replay)
    if (again !== meta.stateHash) throw damaged(`its history gives the state ${again}, and it holds ${meta.stateHash}`)
    await this.#reader.state(bytes, snapshot, control)
    return { meta, done, bytes: this.#bytes, replayed: this.#replay !== null }
  }
}

function readable (entry: Omit<StoredEntry, 'chain'>): void {
  try {
    entryOf(entry.index, entry.term, entry.kind, entry.payload)
  } catch (error) {
    throw damaged((error as Error).message)
  }
}

function stateFrom (
  bytes: Buffer,
  meta: BackupMeta
): { readonly snapshot: ControlSnapshot, readonly control: Control } {
  let snapshot: ControlSnapshot
  try {
    snapshot = decodeState(bytes)
  } catch (error) {
    throw damaged((error as Error).message)
  }
  const control = importState(snapshot)
  if ('code' in control) throw damaged(control.message)
  const { hash: found, appliedIndex, appliedTerm, cluster } = snapshot
  if (
    found !== meta.stateHash ||
    appliedIndex !== meta.index ||
    appliedTerm !== meta.term ||
    cluster?.id !== meta.cluster.id
  )
    throw damaged(`its state is ${found} at ${appliedIndex}, and it says ${meta.stateHash} at ${meta.index}`)
  return { snapshot, control }
}

const hashOf = ({ hash: { high, low } }: Control): string =>
  high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')

const HEX_64 = /^[0-9a-f]{64}$/
const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

function metaFrom (payload: Buffer): BackupMeta {
  const meta = parsed(payload) as Partial<BackupMeta>
  const { base, index, term, epoch, lineage, chain, cluster, from, stateHash } = meta
  const fits = [base?.index, base?.term, index, term, epoch, lineage].every(whole) &&
    [base?.chain, chain].every(one => typeof one === 'string' && HEX_64.test(one)) &&
    [cluster?.id, cluster?.name, from?.id, from?.name, stateHash, meta.software, meta.createdAt].every(
      one => typeof one === 'string'
    )
  if (!fits) throw damaged('its description is not of the form of one')
  return meta as BackupMeta
}

function doneOf (payload: Buffer, bound: string): BackupDone {
  const done = parsed(payload) as Partial<BackupDone>
  if (!whole(done.entries) || !whole(done.stateBytes) || typeof done.stateSha256 !== 'string')
    throw damaged('its end is not of the form of one')
  if (done.sectionsSha256 !== bound) throw damaged('sections are missing, moved or doubled')
  return done as BackupDone
}

function parsed (payload: Buffer): object {
  try {
    return Object(JSON.parse(payload.toString('utf8'))) as object
  } catch {
    throw damaged('a section that must be JSON is none')
  }
}

/**
 * The records of the applied state, each change of which moves the state's hash by O(1).
 *
 * Pure. Architecture: the hash is the sum of the fingerprints of all records, so replicas compare at any index. Not
 * in it: the applied position, which is compared beside it, and whatever follows from the rest (`names`, `pending`,
 * `below`, `definitionBytes`, the order of a session's numbers, its last index).
 */
import {
  exclude, type Fingerprint, fingerprint, fingerprintAfterCounts, include, noFingerprint, textBegun
} from '@hivemind/base'
import { stand, unstand } from './below.ts'
import type { Control, EpochChange, Resource, Session, SessionAnswer } from './state.ts'

/** The maps whose records are hashed, by name. */
export const TABLES = [
  'members', 'tombstones', 'failures', 'tokens', 'requests', 'resources', 'keys', 'settings', 'roles', 'grants',
  'tasks', 'ledger', 'jobs', 'kinds'
] as const
type Table = (typeof TABLES)[number]
type RecordOf<Name extends Table> = Control[Name] extends Map<infer _Key, infer Value> ? Value : never

/** Put a record at the end of its table, in place of the one with its key. */
export function put<Name extends Table> (control: Control, table: Name, key: string, record: RecordOf<Name>): void {
  const rows = control[table] as unknown as Map<string, RecordOf<Name>>
  drop(control, table, key)
  rows.set(key, record)
  if (table === 'resources') stand(control, record as Resource)
  include(control.hash, fingerprint([table, key, record]))
}

/** Take a record out of its table; nothing when it is not there. */
export function drop (control: Control, table: Table, key: string): void {
  const rows = control[table] as unknown as Map<string, unknown>
  const found = rows.get(key)
  if (found === undefined) return
  exclude(control.hash, fingerprint([table, key, found]))
  rows.delete(key)
  if (table === 'resources') unstand(control, found as Resource)
}

/** How many records the state has. */
export const recordCount = (control: Control): number =>
  TABLES.reduce((sum, table) => sum + control[table].size, control.sessions.size)

/** The single values, hashed together. */
const scalars = ({ cluster, epoch, lineage, voters, learners, outgoing, unknownCount }: Control): Fingerprint => {
  const values = ['scalars', cluster, epoch, lineage, voters, learners, unknownCount]
  return fingerprint(outgoing.length === 0 ? values : [...values, outgoing])
}

type Scalars = Pick<Control, 'cluster' | 'epoch' | 'lineage' | 'voters' | 'learners' | 'outgoing' | 'unknownCount'>

/** Change single values; the hash follows. */
export function change (control: Control, values: Partial<Scalars>): void {
  exclude(control.hash, scalars(control))
  Object.assign(control, values)
  include(control.hash, scalars(control))
}

/** One event more. It moves the hash by one: events are too many to fingerprint the single values for each. */
export function countEvent (control: Control): void {
  control.eventCount++
  include(control.hash, { high: 0, low: 1 })
}

/** Add to the history of epochs. */
export function addEpoch (control: Control, row: EpochChange): void {
  control.epochs.push(row)
  include(control.hash, fingerprint(['epoch', row]))
  change(control, { epoch: row.epoch })
}

/** How the rows of a session begin. */
export const begunFor = (name: string): Session['begun'] => ({
  answer: textBegun(`["answer",${JSON.stringify(name)},`), floor: textBegun(`["floor",${JSON.stringify(name)},`)
})

/** Lists, written out: every command of a session comes here, and once its answers are full, four times. */
const answerRow = ({ begun }: Session, sequence: number, { index, term, epoch, code }: SessionAnswer): Fingerprint =>
  fingerprintAfterCounts(begun.answer, [sequence, index, term, epoch], code)
const floorRow = ({ begun, floor }: Session): Fingerprint => fingerprintAfterCounts(begun.floor, [floor], null)

export function includeAnswer (control: Control, session: Session, sequence: number, answer: SessionAnswer): void {
  include(control.hash, answerRow(session, sequence, answer))
}

export function excludeAnswer (control: Control, session: Session, sequence: number, answer: SessionAnswer): void {
  exclude(control.hash, answerRow(session, sequence, answer))
}

/** The floor as it is now. */
export function includeFloor (control: Control, session: Session): void { include(control.hash, floorRow(session)) }

export function excludeFloor (control: Control, session: Session): void { exclude(control.hash, floorRow(session)) }

/** The hash from scratch, for comparing with the one that was kept. */
export function recomputeHash (control: Control): Fingerprint {
  const hash = noFingerprint()
  include(hash, scalars(control))
  include(hash, { high: 0, low: control.eventCount })
  for (const row of control.epochs) include(hash, fingerprint(['epoch', row]))
  for (const table of TABLES) {
    for (const [key, record] of control[table]) include(hash, fingerprint([table, key, record]))
  }
  for (const session of control.sessions.values()) {
    include(hash, floorRow(session))
    for (const [sequence, answer] of session.answers) include(hash, answerRow(session, sequence, answer))
  }
  return hash
}

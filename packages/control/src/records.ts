/**
 * The records of the applied state, each change of which moves the state's hash by O(1).
 *
 * Pure. Architecture: the hash is the sum of the fingerprints of all records, so replicas compare at any index.
 */
import { exclude, fingerprint, include, noFingerprint, type Fingerprint } from '@hivemind/base'
import type { Control } from './state.ts'

/** The maps whose records are hashed, by name. */
type Table = 'members' | 'tombstones' | 'tokens' | 'requests'
type RecordOf<Name extends Table> = Control[Name] extends Map<infer _Key, infer Value> ? Value : never

/** Put a record in its table, in place of the one with its key. */
export function put<Name extends Table> (control: Control, table: Name, key: string, record: RecordOf<Name>): void {
  const rows = control[table] as unknown as Map<string, RecordOf<Name>>
  drop(control, table, key)
  rows.set(key, record)
  include(control.hash, fingerprint([table, key, record]))
}

/** Take a record out of its table; nothing when it is not there. */
export function drop (control: Control, table: Table, key: string): void {
  const rows = control[table] as unknown as Map<string, unknown>
  const found = rows.get(key)
  if (found === undefined) return
  exclude(control.hash, fingerprint([table, key, found]))
  rows.delete(key)
}

/** The single values, hashed together: everything but maps, the applied position and the count of events. */
const scalars = ({ cluster, epoch, lineage, voters, learners, epochs, unknownCount }: Control): Fingerprint =>
  fingerprint(['scalars', cluster, epoch, lineage, voters, learners, epochs.length, epochs.at(-1), unknownCount])

/** Change single values; the hash follows. */
export function change (control: Control, values: Partial<Pick<Control, 'cluster' | 'epoch' | 'lineage' | 'voters' | 'learners' | 'unknownCount'>>): void {
  exclude(control.hash, scalars(control))
  Object.assign(control, values)
  include(control.hash, scalars(control))
}

/** One event more. It moves the hash by one: events are too many to fingerprint the whole row of values for each. */
export function countEvent (control: Control): void {
  control.eventCount++
  include(control.hash, { high: 0, low: 1 })
}

/** Add to the history of epochs. */
export function addEpoch (control: Control, row: Control['epochs'][number]): void {
  exclude(control.hash, scalars(control))
  control.epochs.push(row)
  control.epoch = row.epoch
  include(control.hash, scalars(control))
}

const sessionRow = (name: string, sequence: number, answer: unknown): Fingerprint => fingerprint(['session', name, sequence, answer])
export const includeAnswer = (control: Control, name: string, sequence: number, answer: unknown): void => include(control.hash, sessionRow(name, sequence, answer))
export const excludeAnswer = (control: Control, name: string, sequence: number, answer: unknown): void => exclude(control.hash, sessionRow(name, sequence, answer))

/** The hash from scratch, for comparing with the one that was kept. */
export function recomputeHash (control: Control): Fingerprint {
  const hash = noFingerprint()
  include(hash, scalars(control))
  include(hash, { high: 0, low: control.eventCount })
  for (const table of ['members', 'tombstones', 'tokens', 'requests'] as const) {
    for (const [key, record] of control[table]) include(hash, fingerprint([table, key, record]))
  }
  for (const [name, { answers }] of control.sessions) for (const [sequence, answer] of answers) include(hash, sessionRow(name, sequence, answer))
  return hash
}

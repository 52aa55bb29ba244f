/**
 * The applied state as one plain value, and back.
 *
 * Pure. What comes back is checked field by field and against its own hash, so that a damaged state is never used.
 * Order counts in every list: tables and sessions forget from the front.
 */
import { epoch, fingerprintText, type Index, index, type NodeId, type Refusal, type Term } from '@hivemind/base'
import { stand } from './below.ts'
import type { CronJob } from './cron.ts'
import { refuse } from './errors.ts'
import { begunFor, recomputeHash, TABLES } from './hashing.ts'
import { definitionBytes } from './registry.ts'
import { damageOf } from './snapshot-shape.ts'
import { start } from './start.ts'
import type {
  Control, EpochChange, Failure, Grant, JoinRequest, KeyClaim, Kind, Member, Resource, Role, Session, SessionAnswer,
  Setting, Token, Tombstone
} from './state.ts'
import type { LedgerRow, Task } from './task-state.ts'
import { pendingOf } from './tasks.ts'

/** One client session; its answers by ascending sequence number. */
export interface SessionSnapshot {
  readonly name: string
  readonly lastIndex: Index
  readonly floor: number
  readonly answers: ReadonlyArray<readonly [number, SessionAnswer]>
}

/** Version 1. JSON-able: no maps, no functions. */
export interface ControlSnapshot {
  readonly version: 1
  readonly cluster: Control['cluster']
  readonly epoch: number
  readonly lineage: number
  readonly appliedIndex: Index
  readonly appliedTerm: Term
  readonly voters: readonly NodeId[]
  readonly learners: readonly NodeId[]
  /** Absent but while several voters change at once. */
  readonly outgoing?: readonly NodeId[]
  readonly members: readonly Member[]
  readonly tombstones: readonly Tombstone[]
  /** Absent in states of releases before it. */
  readonly failures?: readonly Failure[]
  readonly tokens: readonly Token[]
  readonly requests: readonly JoinRequest[]
  /** Absent in states of releases before them. */
  readonly resources?: readonly Resource[]
  readonly keys?: readonly KeyClaim[]
  /** Absent when all are as they come, and in states of releases before it. */
  readonly settings?: readonly Setting[]
  /** Absent where there are none. */
  readonly roles?: readonly Role[]
  readonly grants?: readonly Grant[]
  readonly tasks?: readonly Task[]
  readonly ledger?: readonly LedgerRow[]
  readonly jobs?: readonly CronJob[]
  readonly kinds?: readonly Kind[]
  readonly epochs: readonly EpochChange[]
  /** Least recently used first. */
  readonly sessions: readonly SessionSnapshot[]
  readonly eventCount: number
  readonly unknownCount: number
  readonly hash: string
}

/** Draw the state as it is; the value shares nothing that later entries change. */
export function exportState (control: Control): ControlSnapshot {
  const { cluster, lineage, appliedIndex, appliedTerm, voters, learners, eventCount, unknownCount } = control
  return {
    version: 1,
    cluster,
    epoch: control.epoch,
    lineage,
    appliedIndex,
    appliedTerm,
    voters: [...voters],
    learners: [...learners],
    ...(control.outgoing.length === 0 ? {} : { outgoing: [...control.outgoing] }),
    members: [...control.members.values()],
    tombstones: [...control.tombstones.values()],
    failures: [...control.failures.values()],
    tokens: [...control.tokens.values()],
    requests: [...control.requests.values()],
    resources: [...control.resources.values()],
    keys: [...control.keys.values()],
    ...(control.settings.size === 0 ? {} : { settings: [...control.settings.values()] }),
    ...(control.roles.size === 0 ? {} : { roles: [...control.roles.values()] }),
    ...(control.grants.size === 0 ? {} : { grants: [...control.grants.values()] }),
    ...(control.tasks.size === 0 ? {} : { tasks: [...control.tasks.values()] }),
    ...(control.ledger.size === 0 ? {} : { ledger: [...control.ledger.values()] }),
    ...(control.jobs.size === 0 ? {} : { jobs: [...control.jobs.values()] }),
    ...(control.kinds.size === 0 ? {} : { kinds: [...control.kinds.values()] }),
    epochs: [...control.epochs],
    sessions: [...control.sessions].map(exportSession),
    eventCount,
    unknownCount,
    hash: fingerprintText(control.hash)
  }
}

function exportSession ([name, { lastIndex, floor, answers, sequences }]: readonly [string, Session]): SessionSnapshot {
  const rows: (readonly [number, SessionAnswer])[] = []
  for (const sequence of sequences) {
    const answer = answers.get(sequence)
    if (answer !== undefined) rows.push([sequence, answer])
  }
  return { name, lastIndex, floor, answers: rows }
}

/**
 * Make a state from a value of unknown origin.
 *
 * @returns the state, or HIVE_STATE_DAMAGED that names what is missing, out of bounds or not of the hash
 */
export function importState (value: unknown): Control | Refusal {
  const damage = damageOf(value)
  if (damage !== null) return refuse('HIVE_STATE_DAMAGED', `the state cannot be used: ${damage}`)
  const snapshot = value as ControlSnapshot
  const control = restored(snapshot)
  const found = fingerprintText(control.hash)
  if (found === snapshot.hash) return control
  return refuse('HIVE_STATE_DAMAGED', `the state's hash is ${found}, and it says ${snapshot.hash}`)
}

function restored (snapshot: ControlSnapshot): Control {
  const { cluster, lineage, appliedTerm, voters, learners, eventCount, unknownCount } = snapshot
  const control = start()
  Object.assign(control, {
    cluster, epoch: epoch(snapshot.epoch), lineage, appliedIndex: index(snapshot.appliedIndex), appliedTerm,
    voters: [...voters], learners: [...learners], outgoing: [...snapshot.outgoing ?? []], eventCount, unknownCount
  })
  for (const table of TABLES) {
    const rows = control[table] as unknown as Map<string, unknown>
    for (const record of snapshot[table] ?? []) rows.set(record.id, record)
  }
  for (const { id, name } of snapshot.members) control.names.set(name, id)
  for (const [id, open] of pendingOf(control)) control.pending.set(id, open)
  for (const resource of control.resources.values()) stand(control, resource)
  control.definitionBytes = definitionBytes(control.resources.values())
  control.epochs.push(...snapshot.epochs)
  for (const { name, lastIndex, floor, answers } of snapshot.sessions) {
    const sequences = answers.map(([sequence]) => sequence)
    control.sessions.set(name, { lastIndex, floor, answers: new Map(answers), sequences, begun: begunFor(name) })
  }
  Object.assign(control.hash, recomputeHash(control))
  return control
}

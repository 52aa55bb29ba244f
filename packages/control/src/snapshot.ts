/**
 * The applied state as one plain value, and back.
 *
 * Pure. What comes back is checked against its own hash, so that a damaged state is never used.
 */
import { fingerprintText, index, epoch, type Index, type NodeId, type Refusal, type Term } from '@hivemind/base'
import { refuse } from './errors.ts'
import { recomputeHash } from './records.ts'
import { start } from './start.ts'
import type { Control, EpochChange, JoinRequest, Member, SessionAnswer, Token, Tombstone } from './state.ts'

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
  readonly members: readonly Member[]
  readonly tombstones: readonly Tombstone[]
  readonly tokens: readonly Token[]
  readonly requests: readonly JoinRequest[]
  readonly epochs: readonly EpochChange[]
  readonly sessions: ReadonlyArray<{ readonly name: string, readonly lastIndex: Index, readonly floor: number, readonly answers: ReadonlyArray<readonly [number, SessionAnswer]> }>
  readonly eventCount: number
  readonly unknownCount: number
  readonly hash: string
}

/** Draw the state as it is; the value shares nothing that later entries change. */
export function exportState (control: Control): ControlSnapshot {
  const { cluster, lineage, appliedIndex, appliedTerm, voters, learners, eventCount, unknownCount } = control
  return {
    version: 1, cluster, epoch: control.epoch, lineage, appliedIndex, appliedTerm, voters: [...voters], learners: [...learners],
    members: [...control.members.values()], tombstones: [...control.tombstones.values()], tokens: [...control.tokens.values()], requests: [...control.requests.values()],
    epochs: [...control.epochs], sessions: [...control.sessions].map(([name, { lastIndex, floor, answers }]) => ({ name, lastIndex, floor, answers: [...answers] })),
    eventCount, unknownCount, hash: fingerprintText(control.hash)
  }
}

/**
 * Make a state from a value of unknown origin.
 *
 * @returns the state, or HIVE_STATE_DAMAGED when a field is missing or the hash differs
 */
export function importState (value: unknown): Control | Refusal {
  try {
    const control = read(value as ControlSnapshot)
    const { hash } = value as ControlSnapshot
    const found = fingerprintText(control.hash)
    return found === hash ? control : refuse('HIVE_STATE_DAMAGED', `the state's hash is ${found}, and it says ${String(hash)}`)
  } catch (error) {
    return refuse('HIVE_STATE_DAMAGED', `the state cannot be read: ${(error as Error).message}`)
  }
}

function read (value: ControlSnapshot): Control {
  if (value?.version !== 1) throw new Error(`version ${String(value?.version)}, expected 1`)
  for (const key of ['epoch', 'lineage', 'appliedIndex', 'appliedTerm', 'eventCount', 'unknownCount'] as const) {
    if (!Number.isSafeInteger(value[key]) || value[key] < 0) throw new Error(`${key} is ${String(value[key])}`)
  }
  const control = start()
  Object.assign(control, {
    cluster: value.cluster, epoch: epoch(value.epoch), lineage: value.lineage, appliedIndex: index(value.appliedIndex), appliedTerm: value.appliedTerm,
    voters: [...value.voters], learners: [...value.learners], eventCount: value.eventCount, unknownCount: value.unknownCount
  })
  for (const member of value.members) {
    control.members.set(member.id, member)
    control.names.set(member.name, member.id)
  }
  for (const tombstone of value.tombstones) control.tombstones.set(tombstone.id, tombstone)
  for (const token of value.tokens) control.tokens.set(token.id, token)
  for (const request of value.requests) control.requests.set(request.id, request)
  control.epochs.push(...value.epochs)
  for (const { name, lastIndex, floor, answers } of value.sessions) control.sessions.set(name, { lastIndex, floor, answers: new Map(answers) })
  Object.assign(control.hash, recomputeHash(control))
  return control
}

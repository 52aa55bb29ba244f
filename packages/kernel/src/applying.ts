/**
 * What is committed is applied, in order, once: the applied state moves on, waiters are answered, others are told.
 *
 * Pure. Raft 5.3, section 8.
 */
import type { Epoch, Index, Refusal } from '@hivemind/base'
import {
  type Change, type Envelope, type Outcome, stalePolicy, step as stepControl
} from '@hivemind/control'
import { type Entry, entriesBetween } from '@hivemind/raft'
import { goneRefusal, requestDecided } from './admitting.ts'
import { answeredByLog, refuseWaiting } from './asking.ts'
import { stateReached } from './comparing.ts'
import { note } from './consensus.ts'
import type { AppliedRow, Effect, Peer } from './effect.ts'
import { feedMembersChanged, topicsChanged } from './feeding.ts'
import { isCounted } from './following.ts'
import { rolesMoved } from './granting.ts'
import { envelopeOf, slotApplied } from './leading.ts'
import { backOf } from './observing.ts'
import { admitted, part, peersChanged, swim } from './peering.ts'
import { snapshotWhenDue } from './saving.ts'
import type { Kernel } from './state.ts'
import { forgetWhereabouts, tellAllWhereabouts } from './whereabouts.ts'

/** As many addresses as a newcomer is ever given by hand. */
const REJOIN_ADDRESSES_MAX = 16

/** Apply Raft's committed entries through an index. */
export function applyThrough (kernel: Kernel, through: Index, effects: Effect[]): void {
  if (through <= kernel.control.appliedIndex) return
  applyEntries(kernel, entriesBetween(kernel.raft, kernel.control.appliedIndex, through), effects)
}

/** Apply entries that are known to be committed and follow the applied index without a gap. */
export function applyEntries (kernel: Kernel, entries: readonly Entry[], effects: Effect[]): void {
  if (entries.length === 0) return
  const rows: AppliedRow[] = []
  for (const entry of entries) {
    const envelope = envelopeOf(kernel, entry)
    const outcome = stepControl(kernel.control, { index: entry.index, term: entry.term, kind: entry.kind, envelope })
    rows.push({ entry, envelope, outcome })
    if (kernel.joining !== null) stateReached(kernel, effects)
    slotApplied(kernel, entry, outcome, effects)
    for (const change of outcome.changes) changed(kernel, change, envelope, outcome, effects)
  }
  effects.push({ type: 'applied', lane: 'log', rows })
  const happened = (types: ReadonlySet<Change['type']>): boolean =>
    rows.some(({ outcome }) => outcome.changes.some(({ type }) => types.has(type)))
  const rolesChanged = happened(ROLES)
  // Once for all of them: a replay names every member there ever was.
  if (happened(DIRECTORY) || (rolesChanged && topicsChanged(kernel))) peersChanged(kernel, effects)
  else if (rolesChanged) feedMembersChanged(kernel, effects)
  fenceWhenGone(kernel, effects)
  snapshotWhenDue(kernel, effects)
}

/** Changes after which others are to be talked to. */
const DIRECTORY: ReadonlySet<Change['type']> =
  new Set([
    'cluster-created', 'member-joined', 'member-changed', 'member-gone', 'member-failed', 'member-returned',
    'voters-changed'
  ])

/** Changes after which other members may hold a topic, or say something on it. */
const ROLES: ReadonlySet<Change['type']> = new Set(['roles-changed'])

function changed (
  kernel: Kernel,
  change: Change,
  envelope: Envelope | null,
  outcome: Outcome,
  effects: Effect[]
): void {
  if (change.type === 'request-opened') kernel.unjudged = true
  if (change.type === 'request-decided') requestDecided(kernel, change.request, effects)
  if (change.type === 'member-gone' && change.how === 'left') {
    if (change.id !== kernel.self) part(kernel, change.id, change.name)
    else {
      answeredByLog(kernel, envelope?.txid ?? '', outcome, effects)
      swim(kernel, { type: 'leave' }, effects)
    }
  }
  if (change.type === 'member-failed' || change.type === 'member-returned') settled(kernel, change, effects)
  if (change.type === 'member-gone') forgetWhereabouts(kernel, change.id)
  if (change.type === 'roles-changed') rolesMoved(kernel)
  if (change.type === 'epoch-changed') epochChanged(kernel, change.epoch, effects)
}

/** Frames of our last epoch were not heard by whoever knew this one before us. */
function epochChanged (kernel: Kernel, epoch: Epoch, effects: Effect[]): void {
  effects.push(note('info', 'the epoch rose', { epoch }))
  tellAllWhereabouts(kernel, effects)
}

/** What the cluster believes of a member changed; from here on that is what is shown. */
function settled (
  kernel: Kernel, { type, failure }: Change & { type: 'member-failed' | 'member-returned' }, effects: Effect[]
): void {
  const failed = type === 'member-failed'
  kernel.observing.proposedAt.delete(failed ? failure.id : backOf(failure.id))
  kernel.conditions.set(failure.id, { condition: failed ? 'unreachable' : 'alive', since: kernel.tick })
  const fields = {
    member: failure.id, name: kernel.control.members.get(failure.id)?.name, observers: failure.observers,
    accusers: failure.accusers.map(({ id }) => kernel.control.members.get(id)?.name ?? id)
  }
  effects.push(note(failed ? 'warn' : 'info', `the cluster finds a member ${failed ? 'unreachable' : 'back'}`, fields))
}

/** The applied state says that this agent went: it stops. */
export function fenceWhenGone (kernel: Kernel, effects: Effect[]): void {
  const refusal = goneRefusal(kernel, kernel.self)
  if (refusal !== null) fence(kernel, refusal, effects)
}

/** This agent is no member any more: it says so, leaves nobody waiting, and stops. */
export function fence (kernel: Kernel, refusal: Refusal, effects: Effect[], laterBoot?: number): void {
  if (kernel.phase === 'fenced') return
  kernel.phase = 'fenced'
  refuseWaiting(kernel, refusal, effects)
  const rejoin = refusal.code === 'HIVE_EPOCH_STALE' ? whomToJoin(kernel) : []
  effects.push({
    type: 'fence', lane: 'early', refusal, ...(laterBoot === undefined ? {} : { laterBoot }),
    ...(rejoin.length === 0 ? {} : { rejoin })
  })
}

/**
 * Where a machine of an earlier epoch asks to be let in anew, voters first; nowhere when the cluster's policy is that
 * it stops. A voter stops whatever the policy is: no log that a promise may rest upon is put away but by a person.
 */
function whomToJoin (kernel: Kernel): readonly string[] {
  const { control } = kernel
  if (stalePolicy(control) === 'stop' || isCounted(kernel)) return []
  const votes = ({ id }: Peer): number => control.voters.includes(id) ? 0 : 1
  const peers = [...admitted(kernel)].sort((one, other) => votes(one) - votes(other))
  return peers.flatMap(({ addresses }) => addresses).slice(0, REJOIN_ADDRESSES_MAX)
}

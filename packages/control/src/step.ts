/**
 * The only door: one committed entry, and what it means. The only branching on entry types that changes anything.
 *
 * Pure and deterministic: equal entries give equal states on every replica.
 */
import { type Index, invariant, type Refusal } from '@hivemind/base'
import { taskBegun, taskReported } from './attempts.ts'
import { refusedNow } from './checks.ts'
import { cronAdded, cronPaused, cronRemoved, cronTicked } from './cron.ts'
import type { CronFacts } from './cron-facts.ts'
import { memberDrained } from './draining.ts'
import type { Change, Outcome } from './effect.ts'
import type { Envelope, KnownEnvelope } from './envelope.ts'
import { clusterCreated, epochBumped } from './epochs.ts'
import { refusalOf, refuse } from './errors.ts'
import { eventAppended } from './events.ts'
import { readFact } from './facts.ts'
import { memberFailed, memberReturned } from './failures.ts'
import { change } from './hashing.ts'
import type { Committed } from './input.ts'
import { type Decided, joinApproved, joinDenied, joinRequested } from './joining.ts'
import { keyClaimed, keyReleased } from './keys.ts'
import { kindDefined, kindRemoved } from './kinds.ts'
import { memberGone } from './members.ts'
import { memberMoved, memberRenamed, memberTagged } from './moving.ts'
import type { ProcessFacts } from './process-facts.ts'
import { processesAdded, processRemoved, processWanted } from './processes.ts'
import { clusterRecovered } from './recovered.ts'
import { resourceChanged, resourceCreated, resourceRemoved } from './registry.ts'
import { roleDisabled, roleEnabled, roleGranted, writtenBy } from './roles.ts'
import { answered, forgotten, remember } from './sessions.ts'
import { settingChanged } from './settings.ts'
import type { Control, SessionAnswer } from './state.ts'
import type { TaskFacts } from './task-facts.ts'
import { holdersMoved, movesHolders } from './task-holders.ts'
import { taskAdded, taskCancelled, taskRetried, tasksForgotten } from './tasks.ts'
import { tokenCreated, tokenRevoked } from './tokens.ts'
import { turnsMoved, updateBegun, updateDecided, updateReported } from './updating.ts'
import { replaced, votersChanged, wished } from './voters.ts'

interface Meaning extends Decided { readonly repeats: SessionAnswer | null }
const meant = (refusal: Refusal | null, changes: readonly Change[] = []): Meaning =>
  ({ refusal, changes, repeats: null })

/** Apply the entry after the last one. */
export function step (control: Control, committed: Committed): Outcome {
  const { index, term } = committed
  invariant(index === control.appliedIndex + 1, `entry ${index} is applied right after ${control.appliedIndex}`)
  control.appliedIndex = index
  control.appliedTerm = term
  const { refusal, changes, repeats } = meaning(control, committed)
  if (changes.some(movesHolders)) {
    holdersMoved(control, index)
    turnsMoved(control, index)
  }
  return { index, term, epoch: control.epoch, refusal, repeats, changes }
}

function meaning (control: Control, { kind, envelope }: Committed): Meaning {
  if (kind === 'noop') return meant(null)
  const fact = envelope === null ? 'unknown' : readFact(envelope)
  if (envelope === null || fact === 'unknown') {
    change(control, { unknownCount: control.unknownCount + 1 })
    return meant(null)
  }
  // What cannot be read changes nothing however often it comes, and its session may be what cannot be read.
  if ('code' in fact) return meant(fact)
  // Raft obeys a configuration as soon as it is in the log, so no session may hold back what it means here.
  if (kind === 'configuration' || fact.session === '') return decided(control, kind, fact)
  return once(control, fact, () => decided(control, kind, fact))
}

/** What a command of a session means: itself when it is new, and its first answer when it is not. Thesis 6.3. */
function once (control: Control, { session, sequence }: Envelope, apply: () => Meaning): Meaning {
  const before = answered(control, session, sequence)
  if (before !== null) {
    const first = 'the command was refused when it was first applied'
    return { refusal: before.code === '' ? null : refusalOf(before.code, first), changes: [], repeats: before }
  }
  const lost = forgotten(control, { session, sequence })
  if (lost !== null) return meant(lost)
  const first = apply()
  const { appliedIndex: index, appliedTerm: term, epoch } = control
  remember(control, session, sequence, { index, term, epoch, code: first.refusal?.code ?? '' })
  return first
}

function decided (control: Control, kind: Committed['kind'], fact: KnownEnvelope): Meaning {
  const refusal = misplaced(kind, fact) ?? refusedNow(control, fact)
  if (refusal !== null) return meant(refusal)
  if (fact.type !== 'join-approved') return meant(null, changesOf(control, fact))
  return { ...joinApproved(control, fact, control.appliedIndex), repeats: null }
}

/** The entry's kind is what Raft saw: voters change in entries of kind configuration, and nowhere else. */
function misplaced (kind: Committed['kind'], { type }: KnownEnvelope): Refusal | null {
  if (type === 'cluster-created' || (type === 'voters-changed') === (kind === 'configuration')) return null
  return refuse('HIVE_FACT_ORDER', `${type} in an entry of kind ${kind}`)
}

function changesOf (control: Control, fact: Exclude<KnownEnvelope, { type: 'join-approved' }>): readonly Change[] {
  const at = control.appliedIndex
  switch (fact.type) {
    case 'cluster-created': return clusterCreated(control, fact, at)
    case 'voters-changed': return votersChanged(control, fact.body)
    case 'voter-wanted': return wished(control, fact.body.member, 'voter')
    case 'voter-unwanted': return wished(control, fact.body.member, 'member')
    case 'voter-replaced': return replaced(control, fact.body)
    case 'token-created': return tokenCreated(control, fact, at)
    case 'token-revoked': return tokenRevoked(control, fact)
    case 'join-requested': return joinRequested(control, fact, at)
    case 'join-denied': return joinDenied(control, fact, at)
    case 'member-left': return memberGone(control, fact.body.member, 'left', fact.reason, at)
    case 'member-removed': return memberGone(control, fact.body.member, 'removed', fact.reason, at)
    case 'member-failed': return memberFailed(control, fact, at)
    case 'member-returned': return memberReturned(control, fact, at)
    case 'member-moved': return memberMoved(control, fact.body)
    case 'member-renamed': return memberRenamed(control, fact.body)
    case 'member-tagged': return memberTagged(control, fact.body)
    case 'setting-changed': return settingChanged(control, fact, at)
    case 'epoch-bumped': return epochBumped(control, fact, at)
    case 'cluster-recovered': return clusterRecovered(control, fact, at)
    case 'resource-created': return resourceCreated(control, fact, at)
    case 'resource-changed': return resourceChanged(control, fact, at)
    case 'resource-removed': return resourceRemoved(control, fact)
    case 'kind-defined': return kindDefined(control, fact, at)
    case 'kind-removed': return kindRemoved(control, fact)
    case 'key-claimed': return keyClaimed(control, fact, at)
    case 'key-released': return keyReleased(control, fact)
    case 'role-enabled': return roleEnabled(control, fact, at)
    case 'role-disabled': return roleDisabled(control, fact)
    case 'role-granted': return roleGranted(control, fact, at)
    case 'role-update-begun': return updateBegun(control, fact, at)
    case 'role-update-reported': return updateReported(control, fact, at)
    case 'role-update-decided': return updateDecided(control, fact, at)
    case 'role-wrote': return changesOf(control, writtenBy(fact))
    case 'event-appended': return eventAppended(control)
    default: return workChanged(control, fact, at)
  }
}

type Work = KnownEnvelope & { readonly type: keyof TaskFacts | keyof CronFacts | keyof ProcessFacts }

function workChanged (control: Control, fact: Work, at: Index): readonly Change[] {
  switch (fact.type) {
    case 'task-added': return taskAdded(control, fact, at)
    case 'task-begun': return taskBegun(control, fact, at)
    case 'task-reported': return taskReported(control, fact, at)
    case 'task-cancelled': return taskCancelled(control, fact, at)
    case 'task-retried': return taskRetried(control, fact, at)
    case 'tasks-forgotten': return tasksForgotten(control, fact)
    case 'cron-added': return cronAdded(control, fact, at)
    case 'cron-removed': return cronRemoved(control, fact)
    case 'cron-paused': return cronPaused(control, fact)
    case 'cron-ticked': return cronTicked(control, fact, at)
    case 'processes-added': return processesAdded(control, fact, at)
    case 'process-wanted': return processWanted(control, fact, at)
    case 'process-removed': return processRemoved(control, fact)
    case 'member-drained': return memberDrained(control, fact.body, at)
  }
}

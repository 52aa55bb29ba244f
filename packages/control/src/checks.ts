/**
 * Whether a fact fits the state: asked by the leader before it appends, and again of every entry when it is applied.
 *
 * Pure.
 */
import type { Refusal } from '@hivemind/base'
import { taskBegunRefused, taskReportedRefused } from './attempts.ts'
import { cronAddedRefused, cronKnown, cronTickedRefused } from './cron.ts'
import type { CronFacts } from './cron-facts.ts'
import { drainedRefused } from './draining.ts'
import type { Draft, KnownEnvelope } from './envelope.ts'
import { bumpRefused } from './epochs.ts'
import { refuse } from './errors.ts'
import { readDraft } from './facts.ts'
import { failedRefused, returnedRefused } from './failures.ts'
import { decisionRefused, joinRequestedRefused } from './joining.ts'
import { keyClaimedRefused, keyReleasedRefused } from './keys.ts'
import { kindDefinedRefused, kindRemovedRefused } from './kinds.ts'
import { goneRefused, removalRefused } from './members.ts'
import { movedRefused, renamedRefused, taggedRefused } from './moving.ts'
import type { ProcessFacts } from './process-facts.ts'
import {
  processesAddedRefused, processRemovedRefused, processWantedRefused, reservedRefused
} from './processes.ts'
import { recoveryRefused } from './recovered.ts'
import { resourceChangedRefused, resourceCreatedRefused, resourceRemovedRefused } from './registry.ts'
import { roleDisabledRefused, roleEnabledRefused, roleGrantedRefused, roleWroteRefused, writtenBy } from './roles.ts'
import { forgotten } from './sessions.ts'
import { settingRefused } from './settings.ts'
import type { Control } from './state.ts'
import type { TaskFacts } from './task-facts.ts'
import { taskAddedRefused, taskCancelledRefused, taskRetriedRefused } from './tasks.ts'
import { tokenCreatedRefused, tokenRevokedRefused } from './tokens.ts'
import { updateBegunRefused, updateDecidedRefused, updateReportedRefused } from './updating.ts'
import { replacementRefused, wishRefused } from './voters.ts'

/**
 * What the leader checks of a draft, so that hopeless commands cost no entry.
 *
 * An approval passes when its request waits; whether the token lets it in is decided when it is applied (`judge` tells
 * the leader before). A repeated command is the concern of `answered`, which is to be asked first.
 */
export function precheck (control: Control, draft: Draft): Refusal | null {
  const fact = readDraft(draft)
  if ('code' in fact) return fact
  return forgotten(control, draft) ?? reservedRefused(control, fact) ?? refusedNow(control, fact)
}

/** Why a fact does not fit the state now; null when it does. */
export function refusedNow (control: Control, fact: KnownEnvelope): Refusal | null {
  if ((control.cluster === null) !== (fact.type === 'cluster-created')) return disorder(control, fact)
  switch (fact.type) {
    case 'cluster-created':
    case 'voters-changed':
    case 'event-appended': return null
    case 'voter-wanted': return wishRefused(control, fact.body.member, 'voter')
    case 'voter-unwanted': return wishRefused(control, fact.body.member, 'member')
    case 'voter-replaced': return replacementRefused(control, fact.body)
    case 'token-created': return tokenCreatedRefused(control, fact.body)
    case 'token-revoked': return tokenRevokedRefused(control, fact.body)
    case 'join-requested': return joinRequestedRefused(control, fact.body)
    case 'join-approved':
    case 'join-denied': return decisionRefused(control, fact.body.request)
    case 'member-left': return goneRefused(control, fact.body.member)
    case 'member-removed': return removalRefused(control, fact.body)
    case 'member-failed': return failedRefused(control, fact.body.member)
    case 'member-returned': return returnedRefused(control, fact.body)
    case 'member-moved': return movedRefused(control, fact.body)
    case 'member-renamed': return renamedRefused(control, fact.body)
    case 'member-tagged': return taggedRefused(control, fact.body)
    case 'setting-changed': return settingRefused(fact.body)
    case 'epoch-bumped': return bumpRefused(control, fact.body)
    case 'cluster-recovered': return recoveryRefused(control, fact.body)
    case 'resource-created': return resourceCreatedRefused(control, fact.body)
    case 'resource-changed': return resourceChangedRefused(control, fact.body)
    case 'resource-removed': return resourceRemovedRefused(control, fact.body)
    case 'kind-defined': return kindDefinedRefused(control, fact.body)
    case 'kind-removed': return kindRemovedRefused(control, fact.body)
    case 'key-claimed': return keyClaimedRefused(control, fact.body)
    case 'key-released': return keyReleasedRefused(control, fact.body)
    case 'role-enabled': return roleEnabledRefused(control, fact.body)
    case 'role-disabled': return roleDisabledRefused(control, fact.body)
    case 'role-granted': return roleGrantedRefused(control, fact.body)
    case 'role-wrote': return roleWroteRefused(control, fact.body) ?? refusedNow(control, writtenBy(fact))
    default: return workRefused(control, fact)
  }
}

type Work = KnownEnvelope & {
  readonly type: keyof TaskFacts | keyof CronFacts | keyof ProcessFacts | `role-update-${string}`
}

function workRefused (control: Control, fact: Work): Refusal | null {
  switch (fact.type) {
    case 'role-update-begun': return updateBegunRefused(control, fact.body)
    case 'role-update-reported': return updateReportedRefused(control, fact.body)
    case 'role-update-decided': return updateDecidedRefused(control, fact.body)
    case 'task-added': return taskAddedRefused(control, fact.body)
    case 'task-begun': return taskBegunRefused(control, fact.body)
    case 'task-reported': return taskReportedRefused(control, fact.body)
    case 'task-cancelled': return taskCancelledRefused(control, fact.body)
    case 'task-retried': return taskRetriedRefused(control, fact.body)
    case 'tasks-forgotten': return null
    case 'cron-added': return cronAddedRefused(control, fact.body)
    case 'cron-removed':
    case 'cron-paused': return cronKnown(control, fact.body)
    case 'cron-ticked': return cronTickedRefused(control, fact.body)
    case 'processes-added': return processesAddedRefused(control, fact.body)
    case 'process-wanted': return processWantedRefused(control, fact.body)
    case 'process-removed': return processRemovedRefused(control, fact)
    case 'member-drained': return drainedRefused(control, fact.body)
  }
}

function disorder ({ cluster }: Control, { type }: KnownEnvelope): Refusal {
  const where = cluster === null ? 'a log without a cluster' : `the log of cluster "${cluster.name}"`
  return refuse('HIVE_FACT_ORDER', `${type} in ${where}; a log begins with cluster-created, and has one`)
}

/**
 * Whether a fact fits the state: asked by the leader before it appends, and again of every entry when it is applied.
 *
 * Pure.
 */
import type { Refusal } from '@hivemind/base'
import type { Draft, KnownEnvelope } from './envelope.ts'
import { bumpRefused } from './epochs.ts'
import { refuse } from './errors.ts'
import { readFact } from './facts.ts'
import { decisionRefused, joinRequestedRefused, tokenCreatedRefused, tokenRevokedRefused } from './joining.ts'
import { goneRefused, wishRefused } from './members.ts'
import { forgotten } from './sessions.ts'
import type { Control } from './state.ts'

/** What the leader checks of a valid draft, so that hopeless commands cost no entry. */
export function precheck (control: Control, draft: Draft): Refusal | null {
  const fact = readFact({ ...draft, at: 0 as KnownEnvelope['at'] })
  if (fact === 'unknown') return refuse('HIVE_FACT_MALFORMED', `"${draft.type}" is no entry type of this release`)
  return 'code' in fact ? fact : forgotten(control, draft) ?? refusedNow(control, fact)
}

/** Why a fact does not fit the state now; null when it does. */
export function refusedNow (control: Control, fact: KnownEnvelope): Refusal | null {
  if ((control.cluster === null) !== (fact.type === 'cluster-created')) return refuse('HIVE_FACT_ORDER', `${fact.type} at index ${control.appliedIndex + 1}: a log begins with cluster-created, and has one`)
  switch (fact.type) {
    case 'cluster-created':
    case 'voters-changed':
    case 'event-appended': return null
    case 'voter-wanted': return wishRefused(control, fact.body, 'voter')
    case 'voter-unwanted': return wishRefused(control, fact.body, 'member')
    case 'token-created': return tokenCreatedRefused(control, fact.body)
    case 'token-revoked': return tokenRevokedRefused(control, fact.body)
    case 'join-requested': return joinRequestedRefused(control, fact.body)
    case 'join-approved':
    case 'join-denied': return decisionRefused(control, fact.body)
    case 'member-left':
    case 'member-removed': return goneRefused(control, fact.body)
    case 'epoch-bumped': return bumpRefused(control, fact.body)
  }
}

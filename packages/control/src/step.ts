/**
 * The only door: one committed entry, and what it means. The only branching on entry types that changes anything.
 *
 * Pure and deterministic: equal entries give equal states on every replica.
 */
import { invariant, type Refusal } from '@hivemind/base'
import { refusedNow } from './checks.ts'
import type { Change, Outcome } from './effect.ts'
import type { Envelope, KnownEnvelope } from './envelope.ts'
import { clusterCreated, epochBumped } from './epochs.ts'
import { readFact } from './facts.ts'
import type { Committed } from './input.ts'
import { joinApproved, joinDenied, joinRequested, tokenCreated, tokenRevoked } from './joining.ts'
import { memberGone, votersChanged, wished } from './members.ts'
import { change, countEvent } from './records.ts'
import { answered, forgotten, remember } from './sessions.ts'
import type { Control, SessionAnswer } from './state.ts'

interface Meaning { readonly refusal: Refusal | null, readonly repeats?: SessionAnswer, readonly changes: readonly Change[] }
const nothing = (refusal: Refusal | null = null): Meaning => ({ refusal, changes: [] })

/** Apply the entry after the last one. */
export function step (control: Control, { index, term, kind, envelope }: Committed): Outcome {
  invariant(index === control.appliedIndex + 1, `entries are applied one after the other; ${index} after ${control.appliedIndex}`)
  control.appliedIndex = index
  control.appliedTerm = term
  const { refusal, repeats, changes } = kind === 'noop' ? nothing() : meaningOf(control, envelope)
  return { index, term, epoch: control.epoch, refusal, repeats: repeats ?? null, changes }
}

function meaningOf (control: Control, envelope: Envelope | null): Meaning {
  const fact = envelope === null ? 'unknown' : readFact(envelope)
  if (envelope === null || fact === 'unknown') {
    change(control, { unknownCount: control.unknownCount + 1 })
    return nothing()
  }
  const { session, sequence } = envelope
  const before = session === '' ? null : answered(control, session, sequence)
  if (before !== null) return { refusal: null, repeats: before, changes: [] }
  const lost = forgotten(control, envelope)
  if (lost !== null) return nothing(lost)
  const meaning = 'code' in fact ? nothing(fact) : applied(control, fact)
  if (session !== '') remember(control, session, sequence, { index: control.appliedIndex, term: control.appliedTerm, epoch: control.epoch, code: meaning.refusal?.code ?? '' })
  return meaning
}

function applied (control: Control, fact: KnownEnvelope): Meaning {
  const refusal = refusedNow(control, fact)
  if (refusal !== null) return nothing(refusal)
  return fact.type === 'join-approved' ? joinApproved(control, fact, control.appliedIndex) : { refusal: null, changes: changesOf(control, fact) }
}

function changesOf (control: Control, fact: Exclude<KnownEnvelope, { type: 'join-approved' }>): readonly Change[] {
  const at = control.appliedIndex
  switch (fact.type) {
    case 'cluster-created': return clusterCreated(control, fact, at)
    case 'voters-changed': return votersChanged(control, fact)
    case 'voter-wanted': return wished(control, fact.body.member, 'voter')
    case 'voter-unwanted': return wished(control, fact.body.member, 'member')
    case 'token-created': tokenCreated(control, fact, at); return []
    case 'token-revoked': tokenRevoked(control, fact); return []
    case 'join-requested': return joinRequested(control, fact, at)
    case 'join-denied': return joinDenied(control, fact, at)
    case 'member-left': return memberGone(control, fact.body.member, 'left', fact.reason, at)
    case 'member-removed': return memberGone(control, fact.body.member, 'removed', fact.reason, at)
    case 'epoch-bumped': return epochBumped(control, fact, at)
    case 'event-appended': countEvent(control); return []
  }
}

/**
 * The epoch: the first entry begins it, a bump fences what is old and collects what is over.
 *
 * Pure.
 */
import { epoch as toEpoch, type Index, type Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { addEpoch, change, drop, put } from './records.ts'
import type { Control } from './state.ts'

export function clusterCreated (control: Control, { body, at, reason, actor }: Envelope<'cluster-created', Facts['cluster-created']>, index: Index): readonly Change[] {
  const { cluster, name, founder } = body
  change(control, { cluster: { id: cluster, name, createdAt: at }, voters: [founder.id], learners: [] })
  addEpoch(control, { epoch: toEpoch(1), index, at, reason: reason || 'the cluster was created', actor })
  const member = { ...founder, wanted: 'voter' as const, role: '', joinedIndex: index, joinedEpoch: control.epoch, joinedAt: at }
  put(control, 'members', founder.id, member)
  control.names.set(founder.name, founder.id)
  return [{ type: 'cluster-created' }, { type: 'voters-changed', voters: control.voters, learners: control.learners }, { type: 'epoch-changed', epoch: control.epoch }]
}

export const bumpRefused = (control: Control, { from }: Facts['epoch-bumped']): Refusal | null =>
  from === control.epoch ? null : refuse('HIVE_EPOCH_MISMATCH', `the epoch is ${control.epoch}, and the command bumps ${from}`)

/** Tombstones stay for one epoch more than their own, so that a machine that returns is told why it may not. */
export function epochBumped (control: Control, { at, reason, actor }: Envelope<'epoch-bumped', Facts['epoch-bumped']>, index: Index): readonly Change[] {
  for (const { id, epoch } of [...control.tombstones.values()]) if (epoch < control.epoch) drop(control, 'tombstones', id)
  for (const { id, status } of [...control.requests.values()]) if (status !== 'waiting') drop(control, 'requests', id)
  for (const { id, usesLeft, expiresAt, revoked } of [...control.tokens.values()]) if (usesLeft < 1 || revoked || at >= expiresAt) drop(control, 'tokens', id)
  addEpoch(control, { epoch: toEpoch(control.epoch + 1), index, at, reason, actor })
  return [{ type: 'epoch-changed', epoch: control.epoch }]
}

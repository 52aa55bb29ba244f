/**
 * The epoch: the first entry begins it, a bump fences what is old and collects what is over.
 *
 * Pure.
 */
import { type Index, type Refusal, epoch as toEpoch } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { addEpoch, change, drop } from './hashing.ts'
import { claimOf } from './joining.ts'
import { memberAdded } from './members.ts'
import type { Control } from './state.ts'
import { spent } from './tokens.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

export function clusterCreated (control: Control, fact: Of<'cluster-created'>, index: Index): readonly Change[] {
  const { body: { cluster, name, founder }, at, reason, actor } = fact
  change(control, { cluster: { id: cluster, name, createdAt: at }, voters: [founder.id], learners: [] })
  addEpoch(control, { epoch: toEpoch(1), index, at, reason: reason || 'the cluster was created', actor })
  const { epoch, voters, learners } = control
  memberAdded(control, {
    ...claimOf(founder), wanted: 'voter', role: '', joinedIndex: index, joinedEpoch: epoch, joinedAt: at
  })
  return [{ type: 'cluster-created' }, { type: 'voters-changed', voters, learners }, { type: 'epoch-changed', epoch }]
}

/** A bump names the epoch it ends, so that two operators who bump at once bump once. */
export function bumpRefused ({ epoch }: Control, { from }: Facts['epoch-bumped']): Refusal | null {
  return from === epoch ? null : refuse('HIVE_EPOCH_MISMATCH', `the epoch is ${epoch}, and the command ends ${from}`)
}

/** Tombstones stay for one epoch more than their own, so that a machine that returns is told why it may not. */
export function epochBumped (control: Control, fact: Of<'epoch-bumped'>, index: Index): readonly Change[] {
  const { at, reason, actor } = fact
  for (const { id, epoch } of [...control.tombstones.values()]) {
    if (epoch < control.epoch) drop(control, 'tombstones', id)
  }
  for (const { id, status } of [...control.requests.values()]) {
    if (status !== 'waiting') drop(control, 'requests', id)
  }
  for (const token of [...control.tokens.values()]) if (spent(token, at)) drop(control, 'tokens', token.id)
  addEpoch(control, { epoch: toEpoch(control.epoch + 1), index, at, reason, actor })
  return [{ type: 'epoch-changed', epoch: control.epoch }]
}

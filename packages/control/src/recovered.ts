/**
 * A cluster that goes on by decree: after its quorum was lost for ever, or from a backup.
 *
 * Pure. The decree is an entry like any other, written with no quorum to ask, so it raises the lineage: whoever went on
 * without it is of another history from here on and is not heard by Raft. Who is lost does not come back.
 */
import { type Index, type NodeId, type Refusal, epoch as toEpoch } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { addEpoch, change, drop } from './hashing.ts'
import { memberAdded, memberGone, nameRefused } from './members.ts'
import type { Control } from './state.ts'
import { wished } from './voters.ts'

type Body = Facts['cluster-recovered']

/** A decree names the epoch that it ends and a later lineage, so none is obeyed twice or after a newer one. */
export function recoveryRefused (control: Control, { from, lineage, survivor, lost }: Body): Refusal | null {
  if (from !== control.epoch) {
    return refuse('HIVE_EPOCH_MISMATCH', `the epoch is ${control.epoch}, and the recovery ends ${from}`)
  }
  if (lineage <= control.lineage) {
    return refuse('HIVE_EPOCH_MISMATCH', `the lineage is ${control.lineage}, and the recovery begins ${lineage}`)
  }
  const holder = control.names.get(survivor.name)
  return holder !== undefined && lost.includes(holder) ? null : nameRefused(control, survivor.name, survivor.id)
}

export function clusterRecovered (
  control: Control,
  { body, at, reason, actor }: Envelope<'cluster-recovered', Body>,
  index: Index
): readonly Change[] {
  const { how, lineage, voters, lost } = body
  // What lets machines in was given out by the cluster that was, and a backup may have been in many hands.
  if (how === 'restore') forgetInvitations(control)
  change(control, { lineage })
  addEpoch(control, { epoch: toEpoch(control.epoch + 1), index, at, reason, actor })
  return [
    ...lost.flatMap(id => [...memberGone(control, id, 'removed', reason, index)]),
    ...survives(control, body, at, index),
    ...voters.flatMap(id => [...wished(control, id, 'voter')]),
    { type: 'epoch-changed', epoch: control.epoch }
  ]
}

function survives (control: Control, { survivor }: Body, at: Envelope['at'], index: Index): readonly Change[] {
  if (control.members.has(survivor.id)) return []
  const member = {
    ...survivor, addresses: [...survivor.addresses], wanted: 'voter' as const, role: '',
    joinedIndex: index, joinedEpoch: control.epoch, joinedAt: at
  }
  memberAdded(control, member)
  return [{ type: 'member-joined', member, request: '' }]
}

function forgetInvitations (control: Control): void {
  for (const id of [...control.tokens.keys()]) drop(control, 'tokens', id)
  for (const id of [...control.requests.keys()]) drop(control, 'requests', id)
}

/** The number of the next history: it rises, and two recoveries of one history get different ones. */
export const LINEAGE_STEP = 1_000_000_000

/**
 * The lineage that a recovery begins.
 *
 * @param mark - a number that follows from everything the recovery was decided by
 */
export const nextLineage = (lineage: number, mark: number): number =>
  (Math.floor(lineage / LINEAGE_STEP) + 1) * LINEAGE_STEP + (mark % LINEAGE_STEP)

/** Who is lost when only these go on: everybody else whom the configuration counts. */
export const lostOf = (
  { voters, learners }: Pick<Control, 'voters' | 'learners'>,
  named: readonly NodeId[]
): NodeId[] => [...voters, ...learners].filter(id => !named.includes(id)).sort()

/**
 * The two entries with which a cluster goes on without a quorum, and writing them: one write of one disk.
 *
 * Touches the log it is given. Both entries lie in one batch, so that either the new history begins or nothing
 * happened.
 */
import { randomBytes } from 'node:crypto'
import {
  type Epoch, HivemindError, type Index, type NodeId, type Term, index as toIndex, type WallMs
} from '@hivemind/base'
import { type Claim, type Control, type Envelope, exportState, type Facts, importState, step } from '@hivemind/control'
import type { Wal } from '@hivemind/wal'
import { encodeEnvelope } from '@hivemind/wire'

export interface Decree {
  readonly how: Facts['cluster-recovered']['how']
  /** SHA-256 of what was decided by, hexadecimal. */
  readonly plan: string
  readonly survivor: Claim
  /** Others that are to vote once they have caught up; members already. */
  readonly others: readonly NodeId[]
  readonly lost: readonly NodeId[]
  readonly lineage: number
  readonly term: Term
  readonly reason: string
  readonly actor: string
  readonly at: WallMs
}

export interface Written {
  readonly index: Index
  readonly term: Term
  readonly epoch: Epoch
  readonly lineage: number
  readonly txid: string
}

/**
 * Write the decree at the end of a log, as committed.
 *
 * @param control - the state with all of that log applied; it is not changed
 * @throws {HivemindError} HIVE_EPOCH_MISMATCH, HIVE_NAME_TAKEN, HIVE_WAL_*: nothing was written
 */
export async function writeDecree (wal: Wal, control: Control, decree: Decree): Promise<Written> {
  const { term, survivor } = decree
  const first = toIndex(wal.last().index + 1)
  const last = toIndex(first + 1)
  const txid = randomBytes(8).toString('hex')
  const envelopes = envelopesOf(control.epoch, decree, txid)
  const after = rehearsed(control, first, term, envelopes)
  const [configuration, recovered] = envelopes.map(encodeEnvelope)
  if (configuration === undefined || recovered === undefined) throw new Error('a decree is two entries')
  await wal.append({
    hard: { term, votedFor: survivor.id }, truncateFrom: null, commit: last,
    entries: [
      { index: first, term, kind: 'configuration', payload: configuration },
      { index: last, term, kind: 'command', payload: recovered }
    ]
  })
  return { index: last, term, epoch: after.epoch, lineage: after.lineage, txid }
}

function envelopesOf (from: Epoch, decree: Decree, txid: string): readonly [Envelope, Envelope] {
  const { how, plan, survivor, others, lost, lineage, reason, actor, at } = decree
  const around = { version: 1, txid, actor, cause: '', reason, trace: '', at, session: '', sequence: 0 }
  const voters = { voters: [survivor.id], learners: [...others].sort() }
  const recovered: Facts['cluster-recovered'] =
    { how, plan, from, lineage, survivor, voters: [survivor.id, ...others].sort(), lost }
  return [
    { ...around, type: 'voters-changed', body: voters },
    { ...around, type: 'cluster-recovered', body: recovered }
  ]
}

/** Apply both to a copy first: an entry that would be refused must not be the one that everything rests on. */
function rehearsed (control: Control, first: Index, term: Term, envelopes: readonly [Envelope, Envelope]): Control {
  const copy = importState(exportState(control))
  if ('code' in copy) throw new HivemindError(copy)
  for (const [at, envelope] of envelopes.entries()) {
    const kind = at === 0 ? 'configuration' as const : 'command' as const
    const { refusal } = step(copy, { index: toIndex(first + at), term, kind, envelope })
    if (refusal !== null) throw new HivemindError(refusal)
  }
  return copy
}

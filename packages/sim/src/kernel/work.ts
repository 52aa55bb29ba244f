/**
 * What members at work have in common: what they know, and how they write.
 *
 * Pure. It has a chance of its own, so that a world without it is the same as before.
 */
import { type Chance, type Index, type NodeId, prng, type Refusal } from '@hivemind/base'
import { type Envelope, grantsOf, type KnownEnvelope } from '@hivemind/control'
import type { Answer } from '@hivemind/kernel'
import { happened, see } from '../world.ts'
import { type Clockwork, everyMs } from './jobs.ts'
import { feed, type KernelNode } from './node.ts'
import type { Storage } from './storage.ts'
import type { Hand, Outcome } from './working.ts'
import type { KernelWorld } from './world.ts'

/** Longer than anybody waits for an answer. */
export const PATIENCE_TICKS = 150

export interface Work extends Chance {
  readonly hands: Map<NodeId, Hand>
  /** Outcomes on disks. */
  readonly kept: WeakMap<Storage, Map<string, Outcome>>
  readonly clockworks: Map<NodeId, Clockwork>
  /** Requests by which holders act. */
  readonly acts: Set<number>
  /** Whose clock was looked at last. */
  ticker: NodeId | null
  added: number
  /** Nothing new is wanted, and no job ticks. */
  over: boolean
}

export const work = (seed: number): Work => ({
  prng: prng(Math.imul(seed, 0x85ebca6b)), hands: new Map(), kept: new WeakMap(), clockworks: new Map(),
  acts: new Set(), ticker: null, added: 0, over: false
})

/** @returns the number of the request */
export function propose (
  world: KernelWorld, node: KernelNode, type: string, body: unknown, deadlineTicks = PATIENCE_TICKS
): number {
  const id = world.nextNumber++
  const draft = {
    type, version: 1, txid: `work-${id}`, actor: `node:${node.id}`, cause: '', reason: '', trace: '', session: '',
    sequence: 0, body
  }
  feed(world, node, { type: 'request', id, deadlineTicks, request: { type: 'propose', drafts: [draft] } })
  return id
}

/** What a request for one entry was refused with; null when the entry is applied. */
export function refusalIn (answer: Answer): Refusal | null {
  const [result] = answer.type === 'proposed' ? answer.results : []
  return result?.type === 'refused' ? result.refusal : answer.type === 'refused' ? answer.refusal : null
}

/** A node applied an entry that was not refused, for the first time. */
export function workApplied (world: KernelWorld, node: KernelNode, index: Index, envelope: Envelope): void {
  const { type, body } = envelope as KnownEnvelope
  const { id, kernel } = node
  if (type === 'role-granted' && kernel !== null) {
    const { role, member } = body
    happened(world, 'grants applied')
    // Of the state as it is now, which may be a later one: none has two.
    const holders = grantsOf(kernel.control, role).map(grant => grant.member)
    see(world, { type: 'granted', node: id, role, member, index, holders })
  }
  if (type === 'role-wrote') {
    const { role, member, fence } = body
    see(world, { type: 'acted', node: id, role, member, fence: fence as Index, index })
  }
  if (type === 'cron-ticked') {
    const { id: job, scheduled, after, missed, run } = body
    happened(world, run ? 'ticks applied' : 'ticks applied that pass over times')
    see(world, { type: 'ticked', node: id, job, everyMs: everyMs(job), scheduled, after, missed, run, index })
  }
}

/**
 * The holder of a role acts: it writes under the fence that it knew when it made up its mind, however long ago that
 * was, as a process does that was paused between the two.
 *
 * Pure.
 */
import { fenceOf } from '@hivemind/control'
import type { Answer } from '@hivemind/kernel'
import { between, percent } from '../chance.ts'
import { happened } from '../world.ts'
import type { KernelNode } from './node.ts'
import { propose, refusalIn, type Work } from './work.ts'
import { inTime, type KernelWorld } from './world.ts'

const ACT_PERCENT = 4
const MIND_TICKS_MAX = 150

export function act (world: KernelWorld, work: Work, node: KernelNode): void {
  const { kernel, life } = node
  if (kernel === null || !percent(work, ACT_PERCENT)) return
  const fence = fenceOf(kernel.control, 'lead', node.id)
  if (fence === null) return
  const body = {
    role: 'lead', member: node.id, fence, fact: { type: 'event-appended', body: { event: 'sim.led', payload: fence } }
  }
  inTime(world, between(work, 1, MIND_TICKS_MAX), () => {
    if (node.kernel !== null && node.life === life) work.acts.add(propose(world, node, 'role-wrote', body))
  })
}

export function actHeard (world: KernelWorld, { acts }: Work, id: number, answer: Answer): void {
  if (!acts.delete(id)) return
  const refusal = refusalIn(answer)
  if (refusal === null) happened(world, 'acts of holders')
  if (refusal?.code === 'HIVE_ROLE_FENCED') happened(world, 'acts refused for an old fence')
}

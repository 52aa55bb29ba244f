/**
 * A node keeps what it promises of time: in ticks that it promised to be quiet it does nothing, and half of the nodes
 * sleep through them as the agent's clock does (agent/src/clock.ts), so that all checkers judge that, too.
 *
 * Pure.
 */
import { type Effect, type Input, type Kernel, quietFor } from '@hivemind/kernel'
import { fail, happened } from '../world.ts'
import { timeOf } from './lives.ts'
import { feed, type KernelNode } from './node.ts'
import type { KernelWorld } from './world.ts'

/** A tick of the node's own time. */
export function ticked (world: KernelWorld, node: KernelNode): void {
  if (node.kernel === null) return
  if (sleeps(world, node) && node.slept < quietFor(node.kernel)) { node.slept++; return }
  feed(world, node, { type: 'tick', now: timeOf(world, node) })
}

/** Every second machine of every second world. */
const sleeps = ({ seed }: KernelWorld, { id }: KernelNode): boolean => (seed + (id.codePointAt(0) ?? 0)) % 2 === 0

/** Time that the node slept through comes before whatever wakes it; nothing when it did not sleep. */
export function lullOf (world: KernelWorld, node: KernelNode): readonly Input[] {
  const { slept } = node
  if (slept === 0) return []
  node.slept = 0
  happened(world, 'ticks slept through', slept)
  return [{ type: 'lull', ticks: slept, now: timeOf(world, node) }]
}

/** Hold a node that was given a tick to what it had promised before. */
export function keptQuiet (
  world: KernelWorld, { id }: KernelNode, kernel: Kernel, promised: number, effects: readonly Effect[]
): void {
  if (promised === 0) return
  happened(world, 'ticks promised to be quiet')
  const [first] = effects
  const left = quietFor(kernel)
  if (first === undefined && left >= promised - 1) return
  const broke = first === undefined ? `promises ${left} more` : `has an effect, ${first.type}`
  fail(world, 'quiet-is-kept', `a promised tick does nothing; ${id} promised ${promised} at tick ${kernel.tick - 1}, and ${broke}`)
}

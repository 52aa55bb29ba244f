/**
 * Whom states say to be removed: what a checker is told when a node has a state from elsewhere or from its disk.
 *
 * Pure.
 */
import type { Tombstone } from '@hivemind/control'
import type { Kernel } from '@hivemind/kernel'
import type { Gone } from '../history.ts'
import { see } from '../world.ts'
import type { KernelNode } from './node.ts'
import { inTurn } from './storage.ts'
import type { KernelWorld } from './world.ts'

/** What a state from elsewhere says of the removed is known before whatever follows from it is done. */
export function knowsGone (world: KernelWorld, { id, disk }: KernelNode, { control }: Kernel): void {
  const { tombstones, epoch } = control
  const members = [...tombstones.values()].map(goneFrom(epoch))
  inTurn(disk, () => { see(world, { type: 'all-gone', node: id, members }) })
}

/** As the checkers are told of tombstones in a state of an epoch. */
export const goneFrom = (now: number) => ({ id, epoch }: Pick<Tombstone, 'id' | 'epoch'>): Gone =>
  ({ member: id, epochsAgo: now - epoch })

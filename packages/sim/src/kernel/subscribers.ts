/**
 * Subscribers of events: each follows what a member has applied, and goes on at another one where it was.
 *
 * Pure. What the agent's event stream does (agent/http): entries from the log on disk, as far as they are applied.
 */
import type { NodeId } from '@hivemind/base'
import { percent, permille, pick } from '../chance.ts'
import { markOf } from '../marks.ts'
import { happened, see } from '../world.ts'
import { members } from './clients.ts'
import type { KernelWorld } from './world.ts'

export interface Subscriber {
  readonly name: string
  node: NodeId | null
  life: number
  /** The last entry that it was given. */
  at: number
}

export const subscriber = (name: string): Subscriber => ({ name, node: null, life: 0, at: 0 })

const BATCH = 20
const MOVES_PERMILLE = 5

export function subscribing (world: KernelWorld, one: Subscriber): void {
  const node = one.node === null ? undefined : world.nodes.get(one.node)
  if (node?.kernel == null || node.life !== one.life || permille(world, MOVES_PERMILLE)) return move(world, one)
  if (world.tick < node.disk.pausedUntil) return
  for (const entry of node.disk.log.slice(one.at, Math.min(node.served, one.at + BATCH))) {
    one.at = entry.index
    see(world, { type: 'notified', subscriber: one.name, mark: markOf(entry) })
  }
}

/** Its connection is gone: it resumes after the last entry that it has, at whoever answers. */
function move (world: KernelWorld, one: Subscriber): void {
  const up = members(world)
  if (up.length === 0 || !percent(world, 20)) return
  const node = pick(world, up)
  if (one.at > 0) happened(world, 'subscriptions resumed')
  one.node = node.id
  one.life = node.life
}

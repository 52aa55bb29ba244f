/**
 * Connections: they open between machines that admit each other, and close when a machine dies, is cut off or removed.
 *
 * Pure. Each end learns of a close in its own time; a new connection is never told before the close of the last one.
 */
import type { NodeId } from '@hivemind/base'
import { between, percent } from '../chance.ts'
import { isCut } from '../network.ts'
import { happened } from '../world.ts'
import { feed, type KernelNode } from './node.ts'
import type { KernelWorld } from './world.ts'

/** Of the closes that a crash brought about, so many prove that the machine is gone. */
const GONE_PERCENT = 50

interface End {
  readonly id: NodeId
  /** The life in which this end believes to be connected; 0 when it does not. */
  believes: number
  closesAt: number
}

export interface Link {
  readonly ends: readonly [End, End]
  /** Number of the connection, 0 when there is none. */
  connection: number
  opensAt: number
}

/** The link between two machines, whatever its state. */
export function linkFor (world: KernelWorld, one: NodeId, other: NodeId): Link {
  const [low, high] = one < other ? [one, other] : [other, one]
  const key = `${low}|${high}`
  const known = world.links.get(key)
  if (known !== undefined) return known
  const end = (id: NodeId): End => ({ id, believes: 0, closesAt: 0 })
  const link: Link = { ends: [end(low), end(high)], connection: 0, opensAt: 0 }
  world.links.set(key, link)
  return link
}

export const isOpen = (world: KernelWorld, one: NodeId, other: NodeId): boolean =>
  linkFor(world, one, other).connection > 0

export function linking (world: KernelWorld): void {
  const nodes = [...world.nodes.values()]
  for (const [at, low] of nodes.entries())
    for (const high of nodes.slice(at + 1)) look(world, linkFor(world, low.id, high.id), low, high)
}

function look (world: KernelWorld, link: Link, low: KernelNode, high: KernelNode): void {
  const [one, other] = link.ends
  const admitted = isWanted(low, high)
  const [there, back] = [isCut(world.net, low.id, high.id), isCut(world.net, high.id, low.id)]
  const usable = admitted && !(there && back) && ((!there && !back) || (world.halfOpen && link.connection > 0))
  const living = link.connection > 0 && one.believes === low.life && other.believes === high.life &&
    low.kernel !== null && high.kernel !== null
  if (link.connection > 0 && !living) link.connection = 0
  if (living && usable) {
    one.closesAt = other.closesAt = 0
    return
  }
  closing(world, link, one, low, admitted)
  closing(world, link, other, high, admitted)
  if (!usable || one.believes > 0 || other.believes > 0) {
    link.opensAt = 0
  } else if (link.opensAt === 0) {
    link.opensAt = world.tick + between(world, 1, 5)
  } else if (world.tick >= link.opensAt && !isPaused(world, low) && !isPaused(world, high)) {
    link.connection = world.nextNumber++
    one.believes = low.life
    other.believes = high.life
    feed(world, low, { type: 'opened', peer: high.id })
    feed(world, high, { type: 'opened', peer: low.id })
  }
}

const isPaused = ({ tick }: KernelWorld, { disk }: KernelNode): boolean => tick < disk.pausedUntil

/** A side that no longer admits the other cuts at once; the rest is noticed soon or late. */
function closing (world: KernelWorld, link: Link, end: End, node: KernelNode, admitted: boolean): void {
  if (end.believes === 0) return
  if (end.believes !== node.life || node.kernel === null) {
    end.believes = 0 // Nobody is left to be told.
    return
  }
  if (end.closesAt === 0) {
    const soon = !admitted || percent(world, world.faults.closeToldPercent)
    end.closesAt = world.tick + (soon ? between(world, 0, 2) : between(world, 20, 120))
  }
  if (world.tick < end.closesAt) return
  end.believes = 0
  end.closesAt = 0
  link.connection = 0
  happened(world, 'connections closed')
  const peer = link.ends.find(({ id }) => id !== end.id)?.id
  if (peer === undefined) return
  feed(world, node, { type: 'closed', peer })
  if (world.nodes.get(peer)?.kernel === null && percent(world, GONE_PERCENT)) feed(world, node, { type: 'gone', peer })
}

function isWanted (low: KernelNode, high: KernelNode): boolean {
  if (low.kernel === null || high.kernel === null) return false
  const to = low.peers.find(({ id }) => id === high.id)
  const back = high.peers.find(({ id }) => id === low.id)
  return to !== undefined && back !== undefined && (to.keep || back.keep)
}

/**
 * Connections: they open between machines that admit each other, and close when a machine dies, is cut off or removed.
 * A machine that the other does not admit, or no more, is connected for the length of a visit, and is not heard.
 *
 * Pure. Each end learns of a close in its own time; a new connection is never told before the close of the last one.
 */
import type { NodeId } from '@hivemind/base'
import type { Peer } from '@hivemind/kernel'
import { between, percent } from '../chance.ts'
import { isCut } from '../network.ts'
import { happened } from '../world.ts'
import { feed, type KernelNode } from './node.ts'
import type { KernelWorld } from './world.ts'

/** Of the closes that a crash brought about, so many prove that the machine is gone. */
const GONE_PERCENT = 50
/** A stranger may stay for so long, and comes back after a while; all that is heard of it is a request to join. */
const VISIT_TICKS = 250
const AWAY_TICKS = 5

interface End {
  readonly id: NodeId
  /** The life in which this end believes to be connected; 0 when it does not. */
  believes: number
  closesAt: number
  /** It is a stranger at the other side, which bears it until then; 0 when it is none. */
  visitEndsAt: number
  visitsAt: number
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
  const end = (id: NodeId): End => ({ id, believes: 0, closesAt: 0, visitEndsAt: 0, visitsAt: 0 })
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
  const [one, another] = link.ends
  const admission = admissionOf(low, high)
  const admitted = admission === 'both'
  const [there, back] = [isCut(world.net, low.id, high.id), isCut(world.net, high.id, low.id)]
  const reach = there || back ? 'none' : admission
  if (visits(world, link, one, low, reach) || visits(world, link, another, high, reach)) return
  const usable = admitted && !(there && back) && ((!there && !back) || (world.halfOpen && link.connection > 0))
  const living = link.connection > 0 && one.believes === low.life && another.believes === high.life &&
    low.kernel !== null && high.kernel !== null
  if (link.connection > 0 && !living) link.connection = 0
  if (living && usable) {
    one.closesAt = another.closesAt = 0
    return
  }
  closing(world, link, one, low, admitted)
  closing(world, link, another, high, admitted)
  if (!usable || one.believes > 0 || another.believes > 0) {
    link.opensAt = 0
  } else if (link.opensAt === 0) {
    link.opensAt = world.tick + between(world, 1, 5)
  } else if (world.tick >= link.opensAt && !isPaused(world, low) && !isPaused(world, high)) {
    link.connection = world.nextNumber++
    one.believes = low.life
    another.believes = high.life
    feed(world, low, { type: 'opened', peer: high.id })
    feed(world, high, { type: 'opened', peer: low.id })
  }
}

/** @returns whether the machine at an end is a stranger at the other one now */
function visits (world: KernelWorld, link: Link, end: End, node: KernelNode, reach: NodeId | 'both' | 'none'): boolean {
  if (end.visitEndsAt === 0) return reach === node.id && beginsVisit(world, link, end, node)
  if (reach === node.id && end.believes === node.life && world.tick < end.visitEndsAt) return true
  end.visitEndsAt = end.visitsAt = 0
  if (reach === 'both' && end.believes === node.life) becomePeers(world, link, end)
  return false
}

function beginsVisit (world: KernelWorld, link: Link, end: End, node: KernelNode): boolean {
  if (link.connection > 0 || link.ends.some(({ believes }) => believes > 0)) return false
  if (end.visitsAt === 0) end.visitsAt = world.tick + AWAY_TICKS
  if (world.tick < end.visitsAt || isPaused(world, node)) return false
  end.believes = node.life
  end.visitEndsAt = world.tick + VISIT_TICKS
  happened(world, 'visits of strangers')
  feed(world, node, { type: 'opened', peer: other(link, end).id })
  return true
}

/** The host admits its visitor: what it was connected by is a connection of both from now on. */
function becomePeers (world: KernelWorld, link: Link, visitor: End): void {
  const host = world.nodes.get(other(link, visitor).id)
  if (host === undefined) return
  link.connection = world.nextNumber++
  other(link, visitor).believes = host.life
  happened(world, 'visitors that became peers')
  feed(world, host, { type: 'opened', peer: visitor.id })
}

const other = ({ ends: [one, another] }: Link, end: End): End => end === one ? another : one

const admits = ({ peers }: KernelNode, { id }: KernelNode): Peer | undefined => peers.find(peer => peer.id === id)

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
  const peer = other(link, end).id
  feed(world, node, { type: 'closed', peer })
  if (world.nodes.get(peer)?.kernel === null && percent(world, GONE_PERCENT)) feed(world, node, { type: 'gone', peer })
}

/** Whether both machines are up and want to be connected, or only one, which the other does not admit. */
function admissionOf (low: KernelNode, high: KernelNode): NodeId | 'both' | 'none' {
  if (low.kernel === null || high.kernel === null) return 'none'
  const [to, back] = [admits(low, high), admits(high, low)]
  if (to !== undefined && back !== undefined) return to.keep || back.keep ? 'both' : 'none'
  if (to?.keep === true) return low.id
  return back?.keep === true ? high.id : 'none'
}

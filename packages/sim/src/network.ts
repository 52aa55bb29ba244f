/**
 * A network that loses, repeats, delays and overtakes, remembers old messages, and is cut one way or both.
 *
 * Pure.
 */
import { draw, type NodeId } from '@hivemind/base'
import { percent, permille, pick } from './chance.ts'
import { happened, say, type World } from './world.ts'

interface Packet<Message> {
  readonly from: NodeId
  readonly to: NodeId
  readonly message: Message
  readonly number: number
}

export interface Network<Message> {
  /** Packets by the tick they arrive in. */
  readonly flying: Map<number, Array<Packet<Message>>>
  /** Directed links that carry nothing, `from>to`. */
  readonly cuts: Set<string>
  /** Newest packets, for those that come back from the past. */
  readonly past: Array<Packet<Message>>
  nextNumber: number
  /** The next message of this type is lost, whatever the weather. */
  loses: string | null
  /** Newest packet that arrived on each link. */
  readonly arrived: Map<string, number>
}

const PAST_MAX = 400

export const network = <Message>(): Network<Message> =>
  ({ flying: new Map(), cuts: new Set(), past: [], nextNumber: 1, loses: null, arrived: new Map() })

export const linkOf = (from: NodeId, to: NodeId): string => `${from}>${to}`

export const isCut = (net: Network<unknown>, from: NodeId, to: NodeId): boolean => net.cuts.has(linkOf(from, to))

/** Send a message into the weather. */
export function post<Message extends object> (
  world: World, net: Network<Message>, from: NodeId, to: NodeId, message: Message
): void {
  if (isCut(net, from, to)) return happened(world, 'messages cut off')
  if (net.loses !== null && 'type' in message && message.type === net.loses) {
    net.loses = null
    return happened(world, 'messages lost')
  }
  if (percent(world, world.faults.lossPercent)) return happened(world, 'messages lost')
  const packet = { from, to, message, number: net.nextNumber++ }
  fly(world, net, packet)
  if (percent(world, world.faults.duplicatePercent)) {
    happened(world, 'messages doubled')
    fly(world, net, packet)
  }
  if (world.faults.replayPermille === 0) return
  net.past.push(packet)
  if (net.past.length > PAST_MAX) net.past.splice(0, PAST_MAX / 2)
}

function fly<Message> (world: World, net: Network<Message>, packet: Packet<Message>): void {
  const at = world.tick + 1 + draw(world, world.faults.delayTicksMax)
  const due = net.flying.get(at)
  if (due === undefined) net.flying.set(at, [packet])
  else due.push(packet)
}

/** Give out what arrives in this tick. */
export function arrivals<Message> (
  world: World, net: Network<Message>, give: (from: NodeId, to: NodeId, message: Message) => void
): void {
  if (net.past.length > 0 && permille(world, world.faults.replayPermille)) {
    fly(world, net, pick(world, net.past))
    happened(world, 'messages replayed')
  }
  const due = net.flying.get(world.tick)
  net.flying.delete(world.tick)
  for (const { from, to, message, number } of due ?? []) {
    const link = linkOf(from, to)
    const newest = net.arrived.get(link) ?? 0
    if (number < newest) happened(world, 'messages overtaken')
    else net.arrived.set(link, number)
    give(from, to, message)
  }
}

/** A directed link that is to carry nothing. */
export type Link = readonly [from: NodeId, to: NodeId]

/**
 * Which links a bad day cuts: those between two halves, of one node (the leader, when there is one), or any at all;
 * of each only one direction, when it is one way.
 */
export function drawCuts (
  world: World, ids: readonly NodeId[], leader: NodeId | undefined, oneWay: boolean
): readonly Link[] {
  const links = ids.flatMap(from => ids.filter(to => to !== from).map((to): Link => [from, to]))
  const how = draw(world, 4)
  if (how === 3 && oneWay) return links.filter(() => draw(world, 2) === 0)
  const whole = ids.filter(() => draw(world, 2) === 0)
  const side = how === 0 ? whole : [how === 1 && leader !== undefined ? leader : pick(world, ids)]
  const back = draw(world, 2) === 0
  return links.filter(
    ([from, to]) => side.includes(from) !== side.includes(to) && (!oneWay || side.includes(to) === back)
  )
}

/** Links carry nothing from here on. */
export function cut (world: World, net: Network<unknown>, links: readonly Link[]): void {
  for (const [from, to] of links) net.cuts.add(linkOf(from, to))
  say(world, `the network is cut: ${links.map(link => link.join('>')).join(' ')}`)
}

export function heal (world: World, net: Network<unknown>): void {
  if (net.cuts.size > 0) say(world, 'the network heals')
  net.cuts.clear()
}

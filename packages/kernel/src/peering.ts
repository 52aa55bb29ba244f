/**
 * Whom this node talks to: the admitted peers, their connections, and the fence around every frame.
 *
 * Pure. No member that the control plane did not admit is ever heard (docs/architecture.md).
 */
import { type NodeId, ticks } from '@hivemind/base'
import type { Member } from '@hivemind/control'
import { leaderOf, membersOf } from '@hivemind/raft'
import { isStopped, observersOf, type Input as SwimInput, step as stepSwim } from '@hivemind/swim'
import { appliedConfiguration } from './counting.ts'
import type { Effect, Peer } from './effect.ts'
import { feedMembersChanged, topicsChanged } from './feeding.ts'
import type { Framed, Stamp } from './message.ts'
import { slicesChanged } from './observing.ts'
import type { Kernel } from './state.ts'

export const stamp = (kernel: Kernel): Stamp => ({
  cluster:
    kernel.control.cluster?.id ??
    kernel.joining?.digest?.cluster ??
    kernel.acquainted?.cluster ??
    ('' as Stamp['cluster']),
  lineage: kernel.control.lineage,
  epoch: kernel.control.epoch
})

/**
 * Everybody whom the log, or before it the digest of our own approval, admits; without this node. While a damaged log
 * is under repair also those whom it admitted when it was whole: only they can give back what names them.
 */
export function admitted (kernel: Kernel): readonly Peer[] {
  const counted = new Set(membersOf(appliedConfiguration(kernel.control)))
  const { rings, slice: observed } = kernel.observing
  const slice = new Set(observed)
  const observers = new Set(rings.places.has(kernel.self) ? observersOf(rings, kernel.self) : [])
  const peers = new Map<NodeId, Peer>()
  for (const peer of kernel.joining?.digest?.peers ?? []) peers.set(peer.id, { ...peer, keep: true })
  if (kernel.control.members.size > 0 && kernel.control.appliedIndex >= (kernel.joining?.digest?.index ?? 0))
    peers.clear()
  for (const peer of kernel.acquainted?.peers ?? [])
    if (!kernel.control.tombstones.has(peer.id)) peers.set(peer.id, { ...peer, keep: true })
  for (const member of kernel.control.members.values()) {
    const { id, name } = member
    // Members keep to the voters, the voters to everyone, and all to those whom they observe or tell what roles say.
    const keep = counted.has(id) || counted.has(kernel.self) || slice.has(id) || kernel.topicPeers.has(id)
    // What else the others may want one for, they use.
    const kept = counted.has(id) || counted.has(kernel.self) || observers.has(id)
    peers.set(id, { id, name, addresses: placeOf(kernel, member), keep, kept })
  }
  for (const [id, { name }] of kernel.parting) peers.set(id, { id, name, addresses: [], keep: false })
  peers.delete(kernel.self)
  return [...peers.values()]
}

/** Where a member is reached: by its own last word, which the log may not have yet. */
function placeOf ({ whereabouts }: Kernel, { id, addresses, boot = 0 }: Member): readonly string[] {
  const said = whereabouts.get(id)?.whereabouts
  return said !== undefined && said.boot > boot ? said.addresses : addresses
}

export function isAdmitted (kernel: Kernel, id: NodeId): boolean {
  if (kernel.control.members.has(id)) return true
  if (kernel.control.tombstones.has(id)) return false
  if (kernel.acquainted?.peers.some(peer => peer.id === id)) return true
  const digest = kernel.joining?.digest
  return digest != null && kernel.control.appliedIndex < digest.index && digest.peers.some(peer => peer.id === id)
}

/** The directory changed: tell SWIM whom to watch, and the net whom to admit. */
export function peersChanged (kernel: Kernel, effects: Effect[]): void {
  kernel.name = kernel.control.members.get(kernel.self)?.name ?? kernel.name
  slicesChanged(kernel, effects)
  topicsChanged(kernel)
  const peers = admitted(kernel)
  effects.push({ type: 'peers', lane: 'early', peers })
  feedMembersChanged(kernel, effects)
}

/** The log is whole again, and names its members itself. */
export function forgetAcquainted (kernel: Kernel, effects: Effect[]): void {
  if (kernel.acquainted === null) return
  kernel.acquainted = null
  peersChanged(kernel, effects)
}

/** So long the connection to one who left stays up: the answer to its own request is on its way. */
const PART_TICKS = 15

/** A machine left of its own will. From here on it is not heard; its connection is cut a little later. */
export function part (kernel: Kernel, id: NodeId, name: string): void {
  if (kernel.open.has(id)) kernel.parting.set(id, { name, until: ticks(kernel.tick + PART_TICKS) })
}

/** Time goes by: whoever left long enough ago is cut. */
export function partTick (kernel: Kernel, effects: Effect[]): void {
  const late = [...kernel.parting].filter(([, { until }]) => kernel.tick >= until)
  if (late.length === 0) return
  for (const [id] of late) kernel.parting.delete(id)
  peersChanged(kernel, effects)
}

/** Hand an input to the SWIM machine. What it suspects is shown; only the log decides. */
export function swim (kernel: Kernel, input: SwimInput, effects: Effect[]): void {
  for (const effect of stepSwim(kernel.swim, input)) {
    if (effect.type === 'send') {
      effects.push({
        type: 'send',
        lane: 'early',
        to: effect.to,
        framed: { protocol: 'swim', message: effect.message }
      })
      continue
    }
    if (effect.type === 'refuted') {
      const { by, incarnation } = effect
      const name = kernel.control.members.get(by)?.name
      effects.push({
        type: 'note', lane: 'early', level: 'info', message: 'somebody doubted this node, and was answered',
        fields: { by, name, incarnation }
      })
      continue
    }
    kernel.observing.stale = true
    kernel.conditions.set(effect.peer, { condition: effect.condition, since: kernel.tick })
    const watched = kernel.swim.watched.get(effect.peer)
    const stopped = watched !== undefined && isStopped(kernel.swim, watched)
    effects.push({
      type: 'note',
      lane: 'early',
      level: effect.condition === 'unreachable' && !stopped ? 'warn' : 'info',
      message: `peer ${stopped ? 'stops' : `is ${effect.condition}`}`,
      fields: { peer: effect.peer, name: kernel.control.members.get(effect.peer)?.name, ...effect.evidence }
    })
  }
}

/**
 * Whether a frame may be heard: from an admitted peer, of this cluster; Raft of this lineage, the rest of this epoch or
 * a later one.
 *
 * @returns null when it may, otherwise the reason to count it under
 */
export function frameRefused (
  kernel: Kernel,
  from: NodeId,
  stamped: Stamp,
  protocol: Framed['protocol']
): string | null {
  const own = stamp(kernel)
  if (!isAdmitted(kernel, from)) return 'not-member'
  if (stamped.cluster !== own.cluster) return 'wrong-cluster'
  if (protocol === 'raft') return stamped.lineage === own.lineage ? null : 'wrong-lineage'
  return protocol !== 'ask' && stamped.epoch < own.epoch ? 'old-epoch' : null
}

export function countRefused (kernel: Kernel, reason: string): void {
  kernel.refusedFrames[reason] = (kernel.refusedFrames[reason] ?? 0) + 1
}

/** The leader as this node knows it; null when none. */
export function leaderView (kernel: Kernel): NodeId | null {
  return kernel.mode === 'raft' ? leaderOf(kernel.raft) : kernel.followed.leader
}

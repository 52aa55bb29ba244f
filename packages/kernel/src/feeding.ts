/**
 * What machines say of themselves: hands the feed its inputs, and the world what it asks for.
 *
 * Pure. One feed so far, of host facts; those who hold them for all are the voters and learners. A topic that a role
 * consumes becomes a feed beside it, whose holders are the role's (docs/adr/0022-feeds-without-gossipsub.md).
 */
import type { NodeId } from '@hivemind/base'
import { type Input as FeedInput, type FeedMessage, step } from '@hivemind/feed'
import { membersOf } from '@hivemind/raft'
import { note } from './consensus.ts'
import { appliedConfiguration } from './counting.ts'
import type { Effect } from './effect.ts'
import { countRefused } from './peering.ts'
import type { Kernel } from './state.ts'

/** The topic of what each machine is: its name, system, processors, memory, disks and networks. */
export const HOST_FACTS = 'host'

export function feed (kernel: Kernel, input: FeedInput, effects: Effect[]): void {
  const { topic } = kernel.feed
  for (const effect of step(kernel.feed, input)) {
    switch (effect.type) {
      case 'send':
        effects.push({
          type: 'send', lane: 'early', to: effect.to, framed: { protocol: 'feed', topic, message: effect.message }
        })
        break
      case 'unheard':
        countRefused(kernel, `feed-${effect.reason}`)
        break
      case 'refused': {
        const { code, message } = effect.refusal
        effects.push(note('warn', 'what this machine says of itself cannot be published', { code, reason: message }))
        break
      }
      case 'outbid': {
        const fields = { boot: effect.boot }
        effects.push(note('warn', 'another life of this machine has published; is its disk a copy, or restored?', fields))
        break
      }
      case 'changed': // Whoever looks is told by the world that something changed.
    }
  }
}

/** Frames of topics that this release does not know are left alone. */
export function hearFeed (kernel: Kernel, from: NodeId, topic: string, message: FeedMessage, effects: Effect[]): void {
  if (topic !== kernel.feed.topic) return countRefused(kernel, 'feed-topic')
  feed(kernel, { type: 'message', from, message }, effects)
}

/** The directory changed. Before it is a member this node has nobody to tell. */
export function feedMembersChanged (kernel: Kernel, effects: Effect[]): void {
  const { cluster, members } = kernel.control
  if (cluster === null || !members.has(kernel.self)) return
  const holders = new Set(membersOf(appliedConfiguration(kernel.control)))
  feed(kernel, { type: 'members', cluster: cluster.id, members: new Set(members.keys()), holders }, effects)
}

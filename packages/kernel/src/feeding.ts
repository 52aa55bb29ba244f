/**
 * What machines say of themselves, and what their roles say: hands each feed its inputs, and the world what it asks
 * for.
 *
 * Pure. Host facts are held by the voters and learners. A topic that roles publish is a feed beside it, held by those
 * who hold a role that watches it (docs/adr/0022-feeds-without-gossipsub.md).
 */
import { fingerprint, type NodeId, prng } from '@hivemind/base'
import { fenceOf, type Role } from '@hivemind/control'
import { type Feed, type Input as FeedInput, type FeedMessage, type Publication, start, step } from '@hivemind/feed'
import { membersOf } from '@hivemind/raft'
import { note } from './consensus.ts'
import { appliedConfiguration } from './counting.ts'
import type { Effect } from './effect.ts'
import { countRefused } from './peering.ts'
import type { Kernel } from './state.ts'

/** The topic of what each machine is: its name, system, processors, memory, disks and networks. */
export const HOST_FACTS = 'host'

/** Holders of its topics that a publisher keeps a connection to: what reaches one of them reaches all. */
const TOPIC_PEERS = 3

export const noTopics = (): Pick<Kernel, 'topics' | 'topicPeers' | 'topicsRevision'> =>
  ({ topics: new Map(), topicPeers: new Set(), topicsRevision: 0 })

export function feed (kernel: Kernel, one: Feed, input: FeedInput, effects: Effect[]): void {
  const { topic } = one
  for (const effect of step(one, input)) {
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
        effects.push(note('warn', 'what this machine says cannot be published', { topic, code, reason: message }))
        break
      }
      case 'outbid': {
        const fields = { topic, boot: effect.boot }
        effects.push(note('warn', 'another life of this machine has published; is its disk a copy, or restored?', fields))
        break
      }
      case 'changed': // Whoever looks is told by the world that something changed.
        if (topic !== HOST_FACTS) kernel.topicsRevision++
    }
  }
}

/** Hand an input to the feeds of all topics. */
export function feedAll (kernel: Kernel, input: FeedInput, effects: Effect[]): void {
  feed(kernel, kernel.feed, input, effects)
  for (const one of kernel.topics.values()) feed(kernel, one, input, effects)
}

/** Frames of topics that this node has no part in are left alone: there is a moment before it hears of its part. */
export function hearFeed (kernel: Kernel, from: NodeId, topic: string, message: FeedMessage, effects: Effect[]): void {
  const one = topic === kernel.feed.topic ? kernel.feed : kernel.topics.get(topic)
  if (one === undefined) return countRefused(kernel, 'feed-topic')
  feed(kernel, one, { type: 'message', from, message }, effects)
}

/** This node says something on a topic; before the log gives it a part in it nobody would hear. */
export function publish (kernel: Kernel, topic: string, facts: readonly Publication[], effects: Effect[]): void {
  const one = topic === kernel.feed.topic ? kernel.feed : kernel.topics.get(topic)
  if (one === undefined) return countRefused(kernel, 'feed-topic')
  feed(kernel, one, { type: 'publish', facts, at: kernel.now }, effects)
}

/** The directory changed. Before it is a member this node has nobody to tell. */
export function feedMembersChanged (kernel: Kernel, effects: Effect[]): void {
  const { cluster, members } = kernel.control
  if (cluster === null || !members.has(kernel.self)) return
  const holders = new Set(membersOf(appliedConfiguration(kernel.control)))
  feed(
    kernel,
    kernel.feed,
    { type: 'members', cluster: cluster.id, members: new Set(members.keys()), holders },
    effects
  )
  for (const [topic, parts] of partsOf(kernel)) {
    const one = kernel.topics.get(topic)
    if (one === undefined) continue
    // A holder may be asked as well as an origin, so both are heard.
    const heard = new Set([...parts.holders, ...parts.origins])
    feed(kernel, one, { type: 'members', cluster: cluster.id, members: heard, holders: parts.holders }, effects)
  }
}

/** Who has which part in a topic. */
interface Parts { readonly origins: ReadonlySet<NodeId>, readonly holders: ReadonlySet<NodeId> }

/** Topics of enabled roles, and of those that were: nobody has a part in these any more. */
function partsOf ({ control, topics }: Kernel): ReadonlyMap<string, Parts> {
  const roles = [...control.roles.values()]
  const named = new Set([
    ...topics.keys(), ...roles.flatMap(({ watches, publishes }) => [...watches.feeds ?? [], ...publishes ?? []])
  ])
  const holding = (of: (role: Role) => boolean): ReadonlySet<NodeId> => {
    const wanted = roles.filter(of)
    return new Set(
      [...control.members.keys()].filter(id => wanted.some(role => fenceOf(control, role.id, id) !== null))
    )
  }
  return new Map([...named].map(topic => [topic, {
    origins: holding(({ publishes }) => publishes?.includes(topic) === true),
    holders: holding(({ watches }) => watches.feeds?.includes(topic) === true)
  }]))
}

/**
 * Roles or members changed: begin the feeds that this node has a part in, and choose the holders that it keeps to.
 * A feed that has begun stays for this life, so that its numbers go on rising.
 *
 * @returns whether it keeps to others than before
 */
export function topicsChanged (kernel: Kernel): boolean {
  const { self, boot, topics, tools, topicPeers } = kernel
  const kept = new Set<NodeId>()
  for (const [topic, { origins, holders }] of partsOf(kernel)) {
    if (!origins.has(self) && !holders.has(self)) continue
    if (!topics.has(topic)) {
      const seed = prng(kernel.prng ^ fingerprint(topic).low)
      const begun = start({ self, topic, boot, seed, tools: tools.feed })
      for (const peer of kernel.open) begun.open.add(peer)
      topics.set(topic, begun)
    }
    const others = [...holders].filter(id => id !== self)
    for (const id of holders.has(self) ? others : chosen(self, others)) kept.add(id)
  }
  kernel.topicPeers = kept
  return kept.size !== topicPeers.size || [...kept].some(id => !topicPeers.has(id))
}

/** A few holders by rendezvous: they differ from origin to origin, and stay when others come or go. */
const chosen = (self: NodeId, holders: readonly NodeId[]): readonly NodeId[] =>
  holders.map(id => ({ id, weight: fingerprint([self, id]).low })).sort((one, other) => other.weight - one.weight)
    .slice(0, TOPIC_PEERS).map(({ id }) => id)

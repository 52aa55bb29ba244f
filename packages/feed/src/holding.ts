/**
 * What a node holds of others and of itself: whose facts it wants, taking newer ones, and letting go.
 *
 * Pure. Every change of `held` goes through this file, so that the sums are right.
 */
import { type NodeId, ticks } from '@hivemind/base'
import { FEED } from './bounds.ts'
import { isWellFormed, reborn } from './contents.ts'
import type { Effect } from './effect.ts'
import { bucketOf, headOf, laterOf, NO_HEAD, sum } from './heads.ts'
import type { Feed, Head, Held, Signed } from './state.ts'

export const isHolder = (feed: Feed): boolean => feed.holders.has(feed.self)

/** Whether this node is to have the facts of an origin. */
export const wants = (feed: Feed, origin: NodeId): boolean =>
  feed.members.has(origin) && (isHolder(feed) || origin === feed.self || feed.looked.has(origin))

export const headHeld = (feed: Feed, origin: NodeId): Head => feed.held.get(origin)?.head ?? NO_HEAD

/**
 * Take the contents of an origin if they are newer than what is held, and the origin signed them.
 *
 * @returns false when they are forged; older ones and those of nobody's interest are left alone
 */
export function take (feed: Feed, signed: Signed, effects: Effect[]): boolean {
  const { self, cluster, topic, tools, held } = feed
  const { origin } = signed.contents
  const found = heldOf(signed)
  if (cluster === null || !wants(feed, origin)) return true
  const before = held.get(origin)
  if (before !== undefined && laterOf(before, found) === before) return true
  if (!isWellFormed(signed.contents) || !tools.verify({ cluster, topic }, signed)) return false
  if (origin === self) outbid(feed, found.head, effects)
  else hold(feed, found, effects)
  return true
}

/** Sign what this node says, once it has said anything to anybody. */
export function holdOwn (feed: Feed, effects: Effect[]): void {
  const { cluster, topic, own, tools } = feed
  if (cluster === null || own.seq === 0 || !feed.members.has(feed.self)) return
  const signed: Signed = { contents: own, signature: tools.sign({ cluster, topic }, own) }
  hold(feed, heldOf(signed), effects)
}

const heldOf = (signed: Signed): Held =>
  ({ ...signed, head: headOf(signed), bucket: bucketOf(signed.contents.origin) })

function hold (feed: Feed, found: Held, effects: Effect[]): void {
  const { origin } = found.contents
  letGo(feed, origin)
  feed.held.set(origin, found)
  sum(feed.sums, found, 1)
  feed.news.add(origin)
  effects.push({ type: 'changed', origin })
}

/**
 * Our own signature under something newer than we ever said in this life: of a disk that was older than we thought, or
 * of a copy of this machine that runs as well. What we say now is true, so it is said again in a later life; a copy
 * would do the same, so not at once again.
 */
function outbid (feed: Feed, { boot }: Head, effects: Effect[]): void {
  if (feed.now < feed.outbidAt) return
  feed.outbidAt = ticks(feed.now + FEED.outbidTicks)
  feed.own = reborn(feed.own, boot + 1)
  effects.push({ type: 'outbid', boot: boot + 1 })
  holdOwn(feed, effects)
}

function letGo (feed: Feed, origin: NodeId): void {
  const held = feed.held.get(origin)
  if (held === undefined) return
  sum(feed.sums, held, -1)
  feed.held.delete(origin)
  feed.news.delete(origin)
}

/** Let go of all that this node is not to have any more. */
export function dropUnwanted (feed: Feed, effects: Effect[]): void {
  for (const origin of feed.held.keys()) {
    if (wants(feed, origin)) continue
    letGo(feed, origin)
    effects.push({ type: 'changed', origin })
  }
}

/** Somebody here looks at an origin: the one that was looked at longest ago makes room. */
export function look (feed: Feed, origin: NodeId): void {
  feed.looked.delete(origin)
  const [oldest] = feed.looked.keys()
  if (feed.looked.size >= FEED.lookedMax && oldest !== undefined) feed.looked.delete(oldest)
  feed.looked.set(origin, ticks(feed.now + FEED.lookTicks))
}

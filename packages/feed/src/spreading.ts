/**
 * Who is told which heads, and when: news at once to a few, everything now and then to one.
 *
 * Pure. Source: Demers et al. 1987, rumour mongering backed up by anti-entropy. Divergence: only heads are pushed, and
 * facts move when they are pulled, so that nobody has to take more than it asked for.
 */
import { draw, type NodeId, ticks } from '@hivemind/base'
import { FEED } from './bounds.ts'
import type { Effect } from './effect.ts'
import { compareHeads } from './heads.ts'
import { headHeld, isHolder, wants } from './holding.ts'
import type { FeedMessage, OriginHead } from './input.ts'
import { pull, sendDigest } from './pulling.ts'
import type { Feed } from './state.ts'

/** Something changed: the next round comes soon. */
export function hasten (feed: Feed): void {
  feed.gap = FEED.roundTicksMin
  feed.nextRoundAt = ticks(Math.min(feed.nextRoundAt, feed.now + FEED.roundTicksMin))
}

/** Tell a few holders of what is new since the last tick. */
export function tellNews (feed: Feed, effects: Effect[]): void {
  if (feed.news.size === 0) return
  const news = [...feed.news].slice(0, FEED.headsMax)
  for (const origin of news) feed.news.delete(origin)
  // Whoever is no holder has facts of others to look at them, not to pass them on.
  const told = isHolder(feed) ? news : news.filter(origin => origin === feed.self)
  if (told.length === 0) return
  const others = connectedHolders(feed)
  for (let count = Math.min(FEED.fanout, others.length); count > 0; count--) {
    const [to] = others.splice(draw(feed, others.length), 1)
    if (to !== undefined) sendHeads(feed, to, told, [], effects)
  }
}

/** Anti-entropy with one holder; what a lost message kept apart is found here. */
export function round (feed: Feed, effects: Effect[]): void {
  if (feed.now < feed.nextRoundAt) return
  feed.nextRoundAt = ticks(feed.now + feed.gap)
  feed.gap = ticks(Math.min(2 * feed.gap, FEED.roundTicksMax))
  feed.given.clear()
  const others = connectedHolders(feed)
  const to = others.length === 0 ? undefined : others[draw(feed, others.length)]
  if (to !== undefined) greet(feed, to, effects)
  lookAround(feed, others, effects)
}

/** Begin anti-entropy with a holder: a holder compares everything, others show what they say themselves. */
export function greet (feed: Feed, to: NodeId, effects: Effect[]): void {
  if (isHolder(feed)) sendDigest(feed, to, effects)
  else if (feed.held.has(feed.self)) sendHeads(feed, to, [feed.self], [], effects)
}

/** What is looked at is asked for anew, in case it has changed. */
function lookAround (feed: Feed, holders: readonly NodeId[], effects: Effect[]): void {
  if (isHolder(feed) || holders.length === 0) return
  const looked = [...feed.looked.keys()].slice(0, FEED.pullMax)
  const from = holders[draw(feed, holders.length)]
  if (from !== undefined) pull(feed, from, looked, false, effects)
}

/** A holder's sums: of the buckets that differ it is shown what is held here, as many as fit. */
export function hearDigest (
  feed: Feed, from: NodeId, { sums }: FeedMessage & { type: 'digest' }, effects: Effect[]
): void {
  if (!isHolder(feed) || !feed.holders.has(from)) {
    effects.push({ type: 'unheard', from, reason: 'no-holder' })
    return
  }
  const differing = feed.sums.flatMap((own, bucket) => own === sums[bucket] ? [] : [bucket])
  if (differing.length === 0) return
  const contents = new Map<number, NodeId[]>(differing.map(bucket => [bucket, []]))
  for (const [origin, { bucket }] of feed.held) contents.get(bucket)?.push(origin)
  // From a drawn one on, so that all of them have their turn when they do not fit.
  const first = draw(feed, differing.length)
  const shown: number[] = []
  const heads: NodeId[] = []
  for (const bucket of [...differing.slice(first), ...differing.slice(0, first)]) {
    const origins = contents.get(bucket) ?? []
    if (shown.length > 0 && heads.length + origins.length > FEED.headsMax) break
    shown.push(bucket)
    heads.push(...origins)
  }
  // A single bucket that does not fit is shown in part, and nothing is said about the rest.
  sendHeads(feed, from, heads.slice(0, FEED.headsMax), heads.length > FEED.headsMax ? [] : shown, effects)
}

/** Heads of somebody: pull what is newer there, show what is newer here. */
export function hearHeads (
  feed: Feed, from: NodeId, { heads, buckets }: FeedMessage & { type: 'heads' }, effects: Effect[]
): void {
  if (feed.shunned.has(from)) return
  const fromHolder = feed.holders.has(from)
  // Whoever is no holder speaks for itself.
  const said = fromHolder ? heads : heads.filter(({ origin }) => origin === from)
  const newer = said.filter(head => wants(feed, head.origin) && isNewer(feed, head)).map(({ origin }) => origin)
  pull(feed, from, newer, true, effects)
  if (newer.length > FEED.pullMax || (newer.length > 0 && buckets.length > 0)) feed.more.add(from)
  const older = said.filter(head => isOlder(feed, head)).map(({ origin }) => origin)
  const missing = fromHolder && isHolder(feed) ? missingThere(feed, heads, buckets) : []
  const shown = [...older, ...missing].slice(0, FEED.headsMax)
  if (shown.length > 0) sendHeads(feed, from, shown, [], effects)
}

const isOlder = (feed: Feed, head: OriginHead): boolean =>
  feed.held.has(head.origin) && compareHeads(head, headHeld(feed, head.origin)) < 0

const isNewer = (feed: Feed, head: OriginHead): boolean => compareHeads(head, headHeld(feed, head.origin)) > 0

function missingThere (feed: Feed, heads: readonly OriginHead[], buckets: readonly number[]): NodeId[] {
  if (buckets.length === 0) return []
  const [whole, there] = [new Set(buckets), new Set(heads.map(({ origin }) => origin))]
  const absent = [...feed.held].filter(([origin, { bucket }]) => whole.has(bucket) && !there.has(origin))
  return absent.map(([origin]) => origin)
}

function sendHeads (
  feed: Feed, to: NodeId, origins: readonly NodeId[], buckets: readonly number[], effects: Effect[]
): void {
  const heads = origins.map(origin => ({ origin, ...headHeld(feed, origin) }))
  effects.push({ type: 'send', to, message: { type: 'heads', heads, buckets } })
}

function connectedHolders (feed: Feed): NodeId[] {
  return [...feed.holders].filter(id => id !== feed.self && feed.open.has(id))
}

/**
 * The only door of a feed: every input is branched on here.
 *
 * Pure.
 */
import { type NodeId, ticks } from '@hivemind/base'
import { publish } from './contents.ts'
import type { Effect } from './effect.ts'
import { dropUnwanted, holdOwn, isHolder, look } from './holding.ts'
import type { FeedMessage, Input } from './input.ts'
import { expire, forgetAsked, hearGive, hearPull, pull } from './pulling.ts'
import { greet, hasten, hearDigest, hearHeads, round, tellNews } from './spreading.ts'
import type { Feed } from './state.ts'

/**
 * Take one input.
 *
 * @param feed - mutated in place
 */
export function step (feed: Feed, input: Input): readonly Effect[] {
  const effects: Effect[] = []
  switch (input.type) {
    case 'tick': tick(feed, effects); break
    case 'message': hear(feed, input.from, input.message, effects); break
    case 'opened': opened(feed, input.peer, effects); break
    case 'closed': closed(feed, input.peer); break
    case 'members': membersChanged(feed, input, effects); break
    case 'publish': publishOwn(feed, input, effects); break
    case 'look': lookAt(feed, input.origin, effects)
  }
  return effects
}

function tick (feed: Feed, effects: Effect[]): void {
  feed.now = ticks(feed.now + 1)
  expire(feed)
  stopLooking(feed, effects)
  tellNews(feed, effects)
  round(feed, effects)
}

function hear (feed: Feed, from: NodeId, message: FeedMessage, effects: Effect[]): void {
  if (!feed.members.has(from)) return // Whoever was removed a moment ago.
  switch (message.type) {
    case 'digest': return hearDigest(feed, from, message, effects)
    case 'heads': return hearHeads(feed, from, message, effects)
    case 'pull': return hearPull(feed, from, message, effects)
    case 'give': return hearGive(feed, from, message, effects)
  }
}

function opened (feed: Feed, peer: NodeId, effects: Effect[]): void {
  feed.open.add(peer)
  if (!feed.holders.has(peer)) return
  greet(feed, peer, effects)
  hasten(feed)
}

function closed (feed: Feed, peer: NodeId): void {
  feed.open.delete(peer)
  forgetAsked(feed, peer)
}

function membersChanged (
  feed: Feed, { cluster, members, holders }: Input & { type: 'members' }, effects: Effect[]
): void {
  const others = holders.size !== feed.holders.size || [...holders].some(id => !feed.holders.has(id))
  const unsigned = !feed.held.has(feed.self)
  Object.assign(feed, { cluster, members, holders })
  dropUnwanted(feed, effects)
  if (unsigned) holdOwn(feed, effects)
  if (others) hasten(feed)
}

function publishOwn (feed: Feed, { facts, at }: Input & { type: 'publish' }, effects: Effect[]): void {
  const said = publish(feed.own, facts, at)
  if ('code' in said) return void effects.push({ type: 'refused', refusal: said })
  if (said === feed.own) return
  feed.own = said
  holdOwn(feed, effects)
  hasten(feed)
}

function lookAt (feed: Feed, origin: NodeId, effects: Effect[]): void {
  if (isHolder(feed) || !feed.members.has(origin) || origin === feed.self) return
  look(feed, origin)
  // Whoever looks again waits for a change: it is asked for at once, unless it is asked for already.
  const from = [...feed.holders].find(id => feed.open.has(id))
  if (from !== undefined) pull(feed, from, [origin], false, effects)
}

function stopLooking (feed: Feed, effects: Effect[]): void {
  let stopped = false
  for (const [origin, until] of feed.looked) {
    if (feed.now < until) continue
    feed.looked.delete(origin)
    stopped = true
  }
  if (stopped) dropUnwanted(feed, effects)
}

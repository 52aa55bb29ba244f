/**
 * Facts on their way: asking one peer at a time for them, giving what is asked, and taking what was asked for.
 *
 * Pure. A pull is a promise to believe: who gives nothing in time, or what nobody signed, is not asked for a while.
 */
import { type NodeId, ticks } from '@hivemind/base'
import { FEED } from './bounds.ts'
import { assembled, bytesOf } from './contents.ts'
import type { Effect } from './effect.ts'
import { compareHeads, continues, NO_HEAD } from './heads.ts'
import { headHeld, isHolder, take, wants } from './holding.ts'
import type { FeedMessage, Given, OriginHead } from './input.ts'
import type { Feed, Held } from './state.ts'

/**
 * Ask a peer for facts that are not on their way already, as many as may be at once.
 *
 * @param promised - whether the peer said that it has something newer
 */
export function pull (
  feed: Feed, from: NodeId, origins: readonly NodeId[], promised: boolean, effects: Effect[]
): void {
  const room = FEED.pullMax - [...feed.asked.values()].filter(({ peer }) => peer === from).length
  const asked = origins.filter(origin => wants(feed, origin) && !feed.asked.has(origin)).slice(0, room)
  if (asked.length === 0) return
  for (const origin of asked) expect(feed, from, origin, promised)
  const message: FeedMessage = { type: 'pull', wants: asked.map(origin => ({ origin, ...headHeld(feed, origin) })) }
  effects.push({ type: 'send', to: from, message })
}

function expect (feed: Feed, peer: NodeId, origin: NodeId, promised: boolean): void {
  feed.asked.set(origin, { peer, until: ticks(feed.now + FEED.askTicks), promised })
}

/** Give what is held and newer, in as few messages as its size allows. */
export function hearPull (
  feed: Feed, from: NodeId, { wants: wanted }: FeedMessage & { type: 'pull' }, effects: Effect[]
): void {
  let feeds: Given[] = []
  let bytes = 0
  let facts = 0
  const give = (): void => {
    if (feeds.length > 0) effects.push({ type: 'send', to: from, message: { type: 'give', feeds } })
    feeds = []
    bytes = 0
    facts = 0
  }
  for (const want of wanted.slice(0, FEED.pullMax)) {
    const held = feed.held.get(want.origin)
    if (held === undefined || compareHeads(held.head, want) <= 0) continue
    const given = after(held, want)
    const size = bytesOf(given.facts)
    const total = (feed.given.get(from) ?? 0) + size
    if (total > FEED.givenBytesMax) {
      effects.push({ type: 'unheard', from, reason: 'over-budget' })
      break
    }
    feed.given.set(from, total)
    if (bytes + size > FEED.giveBytes || facts + given.facts.length > FEED.giveFactsMax) give()
    feeds.push(given)
    bytes += size
    facts += given.facts.length
  }
  give()
}

/** What somebody lacks who has the contents of a head; all of it when that is of another life, or too long ago. */
function after ({ contents, signature }: Held, want: OriginHead): Given {
  if (!continues(contents, want)) return { ...contents, after: 0, signature }
  return { ...contents, facts: contents.facts.filter(({ seq }) => seq > want.seq), after: want.seq, signature }
}

/** Take facts that were asked for. */
export function hearGive (
  feed: Feed, from: NodeId, { feeds }: FeedMessage & { type: 'give' }, effects: Effect[]
): void {
  for (const given of feeds) {
    const { origin, signature } = given
    if (feed.asked.get(origin)?.peer !== from) {
      effects.push({ type: 'unheard', from, reason: 'unasked' })
      continue
    }
    feed.asked.delete(origin)
    const contents = assembled(feed.held.get(origin)?.contents, given)
    if (contents !== null && take(feed, { contents, signature }, effects)) continue
    // What continues something else than what is held may be true: then the whole is.
    if (given.after > 0) {
      expect(feed, from, origin, true)
      effects.push({ type: 'send', to: from, message: { type: 'pull', wants: [{ origin, ...NO_HEAD }] } })
      continue
    }
    effects.push({ type: 'unheard', from, reason: 'forged' })
    return shun(feed, from)
  }
  const waits = [...feed.asked.values()].some(({ peer }) => peer === from)
  if (!waits && feed.more.delete(from) && isHolder(feed)) sendDigest(feed, from, effects)
}

/** Show a holder the sums of all that is held here. */
export function sendDigest (feed: Feed, to: NodeId, effects: Effect[]): void {
  effects.push({ type: 'send', to, message: { type: 'digest', sums: [...feed.sums] } })
}

/** Do not believe a peer for a while, and let others be asked for what it was asked for. */
export function shun (feed: Feed, peer: NodeId): void {
  feed.shunned.set(peer, ticks(feed.now + FEED.shunTicks))
  forgetAsked(feed, peer)
}

/** The peer will not give any more. */
export function forgetAsked (feed: Feed, peer: NodeId): void {
  for (const [origin, asked] of feed.asked) if (asked.peer === peer) feed.asked.delete(origin)
  feed.more.delete(peer)
}

/** Time goes by: what was asked for in vain, what is looked at no more, who is believed again. */
export function expire (feed: Feed): void {
  for (const [origin, { peer, until, promised }] of [...feed.asked]) {
    if (feed.now < until) continue
    feed.asked.delete(origin)
    if (promised) shun(feed, peer)
  }
  for (const [peer, until] of feed.shunned) if (feed.now >= until) feed.shunned.delete(peer)
}

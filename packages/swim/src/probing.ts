/**
 * Whom to probe next: everyone in turn, in an order that chance renews after each round; and the set that is probed.
 *
 * Pure. Source: SWIM 3.1 (probe and ack), 4.3 (round-robin, so that detection time is bounded).
 */
import { draw, type NodeId, ticks } from '@hivemind/base'
import type { Effect } from './effect.ts'
import { better, stretched } from './health.ts'
import type { Swim, Watched } from './state.ts'
import { say } from './telling.ts'

/** One probe of the round is sent every second: a ping and an ack an agent, whatever the size of the cluster. */
export const PROBE_PERIOD_TICKS = ticks(50)

/** An ack is late after 300 ms: a round trip around the world, and a long garbage collection. Shorter than a period. */
export const ACK_TIMEOUT_TICKS = ticks(15)

/** Who was heard within half a period needs no probe in this one. */
const FRESH_TICKS = PROBE_PERIOD_TICKS / 2

/** Ask a peer whether it lives. A probe that still waits is given up for the new one, and is not a miss. */
export function probe (swim: Swim, watched: Watched, effects: Effect[]): void {
  watched.awaiting = ++swim.sequence
  watched.probedAt = swim.now
  watched.heardSince = false
  watched.missAt = ticks(swim.now + stretched(swim, ACK_TIMEOUT_TICKS))
  // It goes to the end, so that all who wait have their turn.
  swim.timed.delete(watched.id)
  swim.timed.add(watched.id)
  say(swim, watched.id, { type: 'ping', sequence: swim.sequence }, effects)
}

/** Once a period, probe the next of the round. Suspects are skipped: they are probed all the time anyway. */
export function probeInTurn (swim: Swim, effects: Effect[]): void {
  if (swim.now < swim.nextProbeAt) return
  swim.nextProbeAt = ticks(swim.now + stretched(swim, PROBE_PERIOD_TICKS))
  let fresh = 0
  for (let tried = 0; tried < swim.order.length; tried++) {
    const next = swim.watched.get(nextInOrder(swim))
    if (next === undefined || next.awaiting !== 0 || next.condition === 'suspect') continue
    if (!isFresh(swim, next)) return probe(swim, next, effects)
    if (++fresh === 1) better(swim) // As good as an ack, once a period.
  }
}

const isFresh = ({ now }: Swim, { condition, heardAt, since }: Watched): boolean =>
  condition === 'alive' && heardAt > since && now - heardAt < FRESH_TICKS

function nextInOrder (swim: Swim): NodeId {
  if (swim.at >= swim.order.length) {
    shuffle(swim)
    swim.at = 0
  }
  return swim.order[swim.at++] as NodeId
}

/** Fisher and Yates, in place. */
function shuffle (swim: Swim): void {
  const { order } = swim
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw(swim, last + 1)
    const moved = order[last] as NodeId
    order[last] = order[other] as NodeId
    order[other] = moved
  }
}

/** Watch exactly these peers from now on. What is believed of those that stay is kept. */
export function watch (swim: Swim, peers: readonly NodeId[]): void {
  const wanted = new Set(peers)
  wanted.delete(swim.self)
  for (const id of swim.watched.keys()) {
    if (wanted.has(id)) continue
    swim.watched.delete(id)
    swim.timed.delete(id)
    swim.news.delete(id)
  }
  // The part of the round that was probed already stays in front of the place in it.
  const kept = (id: NodeId): boolean => wanted.has(id)
  const probed = swim.order.slice(0, swim.at).filter(kept)
  swim.order = [...probed, ...swim.order.slice(swim.at).filter(kept)]
  swim.at = probed.length
  for (const id of wanted) if (!swim.watched.has(id)) add(swim, id)
}

/** A newcomer enters the rest of the round at a random place (SWIM 4.3), believed to live until a probe is missed. */
function add (swim: Swim, id: NodeId): void {
  const { now } = swim
  swim.watched.set(id, {
    id, condition: 'alive', standing: { word: 'alive', incarnation: 0 }, accusers: new Set(), awaiting: 0,
    probedAt: now, heardSince: false, missAt: now, missed: 0, asking: 0, asked: new Set(), denied: 0, gone: false,
    heardAt: now, since: now, notBefore: now
  })
  swim.order.splice(swim.at + draw(swim, swim.order.length - swim.at + 1), 0, id)
}

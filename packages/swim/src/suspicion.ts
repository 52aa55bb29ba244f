/**
 * From a missed probe to a verdict, and back: a peer is doubted for a while, in which any word of it ends the doubt.
 *
 * How long depends on what else is known: with others that doubt it too the verdict comes sooner, with a closed
 * connection much sooner, and while we are slow ourselves later.
 *
 * Pure. Sources: SWIM 4.2 (suspicion before a verdict); Lifeguard IV-B (dynamic time-out, logarithmic in the group).
 */
import { type Ticks, ticks } from '@hivemind/base'
import type { Effect, Evidence } from './effect.ts'
import { stretched, worse } from './health.ts'
import { PROBE_PERIOD_TICKS, probe } from './probing.ts'
import { askScouts, silentScouts } from './relaying.ts'
import { joined } from './standing.ts'
import type { Condition, Swim, Watched } from './state.ts'
import { isStopped } from './stopping.ts'
import { spread } from './telling.ts'

/** A suspect has so long to speak when nobody else doubts it: three periods, in which it is asked ten times. */
export const SUSPICION_TICKS = 3 * PROBE_PERIOD_TICKS
/** And so long when enough others do: two probes more are missed, by each of them. */
const CONFIRMED_TICKS = 30

/** With a closed connection: two missed probes and a half when nobody else says so, one when enough do. */
const CLOSED_TICKS = 40
const CLOSED_CONFIRMED_TICKS = 15

/**
 * With a closed connection and a refused knock: 100 ms, in which whoever has lost a mere connection is back. No probe
 * could be answered, so none is waited for, and our own slowness is no excuse for its machine's word.
 */
export const GONE_TICKS = 5

/** Enough others: a fourth would add nothing. Lifeguard's K. */
const CONFIRMATIONS = 3

/** How far each of three confirmations goes toward the shortest time: log(c + 1) / log(3 + 1), Lifeguard IV-B. */
const SHARES = [0, 0.5, 0.7925, 1] as const

/** Suspects probed again in one tick at most: when our own network fails, thousands may be suspect at once. */
export const SUSPECT_PROBES_PER_TICK = 8

/**
 * How long a suspect has to speak.
 *
 * @param peers - how many are watched: a larger group is busier
 * @param share - how far others confirm the doubt, 0 to 1
 */
export function suspicionTicks (peers: number, connected: boolean, share: number): Ticks {
  const most = connected ? SUSPICION_TICKS : CLOSED_TICKS
  const least = connected ? CONFIRMED_TICKS : CLOSED_CONFIRMED_TICKS
  return ticks(Math.ceil((most - (most - least) * share) * Math.max(1, decades(peers + 1))))
}

/** About the decimal logarithm: exact at powers of ten, straight between them, and alike on every machine. */
function decades (size: number): number {
  let whole = 0
  let rest = size
  for (; rest >= 10; rest /= 10) whole++
  return whole + (rest - 1) / 9
}

/** How far others confirm a doubt; in a small cluster fewer of them are all there are. */
function confirmed (swim: Swim, { accusers }: Watched): number {
  const wanted = Math.min(CONFIRMATIONS, swim.confirmers)
  if (wanted === 0) return 0
  return accusers.size >= wanted ? 1 : SHARES[accusers.size] ?? 1
}

function verdictAt (swim: Swim, watched: Watched): number {
  if (watched.gone) return watched.since + GONE_TICKS
  const span = suspicionTicks(swim.watched.size, swim.open.has(watched.id), confirmed(swim, watched))
  return Math.max(watched.notBefore, watched.since + stretched(swim, span))
}

/** The peer lives: bytes came from it. A probe that waits will be no miss, though only its own ack answers it. */
export function heard (swim: Swim, watched: Watched, effects: Effect[]): void {
  // What was on its way when it stopped is no sign of life.
  if (watched.condition !== 'alive' && !isStopped(swim, watched)) {
    become(swim, watched, 'alive', effects)
    if (swim.news.get(watched.id)?.update.witness === swim.self) swim.news.delete(watched.id)
  }
  watched.heardAt = swim.now
  watched.heardSince = true
  watched.missed = 0
  watched.denied = 0
  watched.gone = false
  watched.asked.clear()
  rest(swim, watched)
}

/** Nobody listens where the peer did: what was doubt is as good as a missed probe, and needs no other one. */
export function gone (swim: Swim, watched: Watched): void {
  if (watched.condition !== 'suspect' || watched.gone || swim.open.has(watched.id)) return
  watched.gone = true
  watched.missed++
}

/** Doubt the peer, ask it at once, and ask others; nothing happens when it is doubted already or said good-bye. */
export function suspect (swim: Swim, watched: Watched, effects: Effect[]): void {
  if (watched.condition !== 'alive' || watched.standing.word === 'left') return
  become(swim, watched, 'suspect', effects)
  accuse(swim, watched, 'suspect')
  if (watched.denied === 0 && watched.asked.size === 0) askScouts(swim, watched, effects)
  probe(swim, watched, effects)
}

function accuse (swim: Swim, watched: Watched, word: 'suspect' | 'dead'): void {
  const { id: subject, standing } = watched
  watched.standing = joined(standing, { word, incarnation: standing.incarnation })
  spread(swim, { subject, word, incarnation: standing.incarnation, witness: swim.self })
}

/** The peer says itself that it stops: there is nothing to find out. */
export function stopped (swim: Swim, watched: Watched, effects: Effect[]): void {
  watched.awaiting = 0
  watched.accusers.clear()
  swim.news.delete(watched.id)
  if (watched.condition === 'unreachable') watched.since = swim.now
  else become(swim, watched, 'unreachable', effects)
  rest(swim, watched)
}

/** Let the clocks of all that wait run for one tick. */
export function runClocks (swim: Swim, effects: Effect[]): void {
  let probesLeft = SUSPECT_PROBES_PER_TICK
  for (const id of swim.timed) {
    const watched = swim.watched.get(id) as Watched
    if (watched.awaiting !== 0 && swim.now >= watched.missAt) miss(swim, watched, effects)
    if (watched.condition === 'suspect') {
      if (watched.missed > 0 && swim.now >= verdictAt(swim, watched)) condemn(swim, watched, effects)
      else if (watched.awaiting === 0 && probesLeft-- > 0) probe(swim, watched, effects)
    }
    rest(swim, watched)
  }
}

function condemn (swim: Swim, watched: Watched, effects: Effect[]): void {
  become(swim, watched, 'unreachable', effects)
  accuse(swim, watched, 'dead')
}

/** First others are asked, and the peer once more; only when that is in vain, too, is it doubted. SWIM 3.1, 4.2. */
function miss (swim: Swim, watched: Watched, effects: Effect[]): void {
  watched.awaiting = 0
  if (watched.heardSince) return
  watched.missed++
  if (watched.missed === 3) worse(swim, silentScouts(swim, watched))
  if (watched.condition !== 'alive') return
  if (watched.missed === 1) {
    askScouts(swim, watched, effects)
    return probe(swim, watched, effects)
  }
  suspect(swim, watched, effects)
}

/** Nothing is due any more for a peer that is not asked and not doubted. */
function rest (swim: Swim, { id, awaiting, condition }: Watched): void {
  if (awaiting === 0 && condition !== 'suspect') swim.timed.delete(id)
}

function become (swim: Swim, watched: Watched, condition: Condition, effects: Effect[]): void {
  watched.condition = condition
  watched.since = swim.now
  effects.push({ type: 'condition', peer: watched.id, condition, evidence: evidenceOf(swim, watched) })
}

/** What speaks against a peer now. */
export const evidenceOf = (swim: Swim, { id, missed, denied, heardAt }: Watched): Evidence =>
  ({ missed, denied, silentTicks: swim.now - heardAt, connected: swim.open.has(id) })

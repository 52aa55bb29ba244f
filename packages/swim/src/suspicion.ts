/**
 * From a missed probe to a verdict, and back: a peer is doubted for a while, in which any word of it ends the doubt.
 *
 * Pure. Sources: SWIM 4.2 (suspicion before a verdict); Lifeguard IV-B (time-outs grow with the group's logarithm).
 */
import { type Ticks, ticks } from '@hivemind/base'
import type { Effect } from './effect.ts'
import { PROBE_PERIOD_TICKS, probe } from './probing.ts'
import type { Condition, Swim, Watched } from './state.ts'

/** Periods that a suspect has to speak, in a small group: it gets three probes, so that losing two costs nothing. */
export const SUSPICION_PERIODS = 3

/** Suspects probed again in one tick at most: when our own network fails, thousands may be suspect at once. */
export const SUSPECT_PROBES_PER_TICK = 8

/** @returns how long a suspect has to speak, in ticks: longer in a larger group, whose members are busier */
export const suspicionTicks = (peers: number): Ticks =>
  ticks(Math.ceil(SUSPICION_PERIODS * PROBE_PERIOD_TICKS * Math.max(1, decades(peers + 1))))

/** About the decimal logarithm: exact at powers of ten, straight between them, and alike on every machine. */
function decades (size: number): number {
  let whole = 0
  let rest = size
  for (; rest >= 10; rest /= 10) whole++
  return whole + (rest - 1) / 9
}

/** The peer lives: bytes came from it. A probe that waits will be no miss, though only its own ack answers it. */
export function heard (swim: Swim, watched: Watched, effects: Effect[]): void {
  if (watched.condition !== 'alive') become(swim, watched, 'alive', effects)
  watched.heardAt = swim.now
  watched.heardSince = true
  watched.missed = 0
  rest(swim, watched)
}

/** Doubt the peer and ask it at once; nothing happens when it is doubted already. */
export function suspect (swim: Swim, watched: Watched, effects: Effect[]): void {
  if (watched.condition !== 'alive') return
  become(swim, watched, 'suspect', effects)
  watched.verdictAt = ticks(swim.now + suspicionTicks(swim.watched.size))
  probe(swim, watched, effects)
}

/** Let the clocks of all that wait run for one tick. */
export function runClocks (swim: Swim, effects: Effect[]): void {
  let probesLeft = SUSPECT_PROBES_PER_TICK
  for (const id of swim.timed) {
    const watched = swim.watched.get(id) as Watched
    if (watched.awaiting !== 0 && swim.now >= watched.missAt) miss(swim, watched, effects)
    if (watched.condition === 'suspect' && watched.awaiting === 0) {
      if (swim.now >= watched.verdictAt) become(swim, watched, 'unreachable', effects)
      else if (probesLeft > 0 && swim.now >= watched.probedAt + PROBE_PERIOD_TICKS) {
        probesLeft--
        probe(swim, watched, effects)
      }
    }
    rest(swim, watched)
  }
}

function miss (swim: Swim, watched: Watched, effects: Effect[]): void {
  watched.awaiting = 0
  if (watched.heardSince) return
  watched.missed++
  suspect(swim, watched, effects)
}

/** Nothing is due any more for a peer that is not asked and not doubted. */
function rest (swim: Swim, { id, awaiting, condition }: Watched): void {
  if (awaiting === 0 && condition !== 'suspect') swim.timed.delete(id)
}

function become (swim: Swim, watched: Watched, condition: Condition, effects: Effect[]): void {
  watched.condition = condition
  watched.since = swim.now
  const { id, missed, heardAt, connected } = watched
  const evidence = { missed, silentTicks: swim.now - heardAt, connected }
  effects.push({ type: 'condition', peer: id, condition, evidence })
}

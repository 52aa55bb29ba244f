/**
 * For how long a SWIM member does nothing unless it is given something else than time.
 *
 * Pure. The promise may be shorter than the truth and never longer.
 */
import { ticks } from '@hivemind/base'
import type { Swim } from './state.ts'

/** @returns how many ticks from now on have no effect; 0 when the next one may have */
export function quietFor (swim: Swim): number {
  let until: number = swim.nextProbeAt
  for (const relay of swim.relays) until = Math.min(until, relay.until)
  for (const id of swim.timed) {
    const watched = swim.watched.get(id)
    if (watched === undefined || watched.awaiting === 0 || watched.condition === 'suspect') return 0
    until = Math.min(until, watched.missAt)
  }
  return Math.max(0, until - swim.now - 1)
}

/** So many of the ticks that were promised to be quiet go by. */
export function pass (swim: Swim, count: number): void { swim.now = ticks(swim.now + count) }

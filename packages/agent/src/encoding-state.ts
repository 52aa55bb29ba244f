/**
 * An applied state to bytes while everything else goes on: a state of a hundred thousand records takes a second.
 *
 * Touches the clock and the event loop's turns.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { ControlSnapshot } from '@hivemind/control'
import { encodeStateSlices, joinState } from '@hivemind/wire'

/** Longest time in which nothing else is done; a heartbeat is due every few tens of milliseconds. */
const SLICE_MS = 4

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export async function encodeStateInTurns (snapshot: ControlSnapshot): Promise<Uint8Array> {
  const slices: Uint8Array[] = []
  let sinceMs = performance.now()
  for (const slice of encodeStateSlices(snapshot)) {
    slices.push(slice)
    if (performance.now() - sinceMs < SLICE_MS) continue
    await turn()
    sinceMs = performance.now()
  }
  return joinState(slices)
}

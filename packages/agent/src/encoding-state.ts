/**
 * An applied state to bytes while everything else goes on: a state of a hundred thousand records takes a second.
 *
 * Touches the clock and the event loop's turns.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { ControlSnapshot } from '@hivemind/control'
import { encodeStateSlices, joinStateSteps } from '@hivemind/wire'

/** Longest time in which nothing else is done; a heartbeat is due every few tens of milliseconds. */
const SLICE_MS = 4

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export async function encodeStateInTurns (snapshot: ControlSnapshot): Promise<Uint8Array> {
  const slices: Uint8Array[] = []
  await inTurns(encodeStateSlices(snapshot), slice => { slices.push(slice) })
  return await inTurns(joinStateSteps(slices))
}

/** Go through all steps, and let others have their turn between them. @returns what they came to */
async function inTurns<Step, End> (
  steps: Generator<Step, End, void>, take: (step: Step) => void = () => {}
): Promise<End> {
  let sinceMs = performance.now()
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    take(value)
    if (performance.now() - sinceMs < SLICE_MS) continue
    await turn()
    sinceMs = performance.now()
  }
}

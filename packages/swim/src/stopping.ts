/**
 * A stop that is said: whoever stops tells those who watch it, and they wait a while before they make much of it.
 *
 * So an agent that is started again, or a package that is renewed, is seen at once and no failure; a process that was
 * killed said nothing, and is one after half a second. docs/adr/0021-a-stop-that-is-said.md.
 *
 * Pure. Divergence: SWIM and Lifeguard know members that leave and members that fail, and none that come back.
 */
import { ticks } from '@hivemind/base'
import type { Effect } from './effect.ts'
import type { Swim, Watched } from './state.ts'

/** How long a stop lasts before it is a failure: 10 s, longer than a restart and shorter than a reboot. */
export const STOPPED_TICKS = ticks(500)

/** Tell all whom we are connected to that we go; nobody else would wonder. */
export function farewell (swim: Swim, word: 'left' | 'stopped', effects: Effect[]): void {
  const { self, incarnation } = swim
  for (const to of swim.open) {
    const updates = [{ subject: self, word, incarnation, witness: self } as const]
    effects.push({ type: 'send', to, message: { type: 'ping', sequence: 0, incarnation, updates } })
  }
}

/** Whether a peer said that it stops, not long ago, and nothing of a later life. */
export const isStopped = ({ now }: Pick<Swim, 'now'>, { condition, standing, since }: Watched): boolean =>
  condition === 'unreachable' && standing.word === 'stopped' && now - since < STOPPED_TICKS

/** Whether a peer is to be held for failed: unreachable, and not by a stop that may be over any moment. */
export const hasFailed = (swim: Pick<Swim, 'now'>, watched: Watched): boolean =>
  watched.condition === 'unreachable' && watched.missed > 0 && !isStopped(swim, watched)

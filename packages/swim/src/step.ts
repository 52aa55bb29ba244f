/**
 * The only door of a SWIM member: every input is branched on here.
 *
 * Pure. Source: SWIM 3.1. Divergence: probes go over kept connections, so a closed one is suspicion at once, and bytes
 * of any kind are as good as an ack.
 */
import { type NodeId, ticks } from '@hivemind/base'
import type { Effect } from './effect.ts'
import type { Input, SwimMessage } from './input.ts'
import { probe, probeInTurn, watch } from './probing.ts'
import type { Swim } from './state.ts'
import { heard, runClocks, suspect } from './suspicion.ts'

/**
 * Take one input.
 *
 * @param swim - mutated in place
 * @returns what the world must do; at most one message for any input but a tick, and for a tick one for the round, one
 *   for each miss and SUSPECT_PROBES_PER_TICK for suspects
 */
export function step (swim: Swim, input: Input): Effect[] {
  const effects: Effect[] = []
  switch (input.type) {
    case 'tick':
      swim.now = ticks(swim.now + 1)
      runClocks(swim, effects)
      probeInTurn(swim, effects)
      break
    case 'message': listen(swim, input.from, input.message, effects); break
    case 'heard': hear(swim, input.peer, effects); break
    case 'closed': setConnected(swim, input.peer, false, effects); break
    case 'opened': setConnected(swim, input.peer, true, effects); break
    case 'watch': watch(swim, input.peers)
  }
  return effects
}

/**
 * A ping is answered whoever of the admitted sends it: who watches whom may differ for a moment while the directory
 * changes, and silence would look like death. Otherwise a sender that is not watched is ignored.
 */
function listen (swim: Swim, from: NodeId, message: SwimMessage, effects: Effect[]): void {
  const watched = swim.watched.get(from)
  const { type, sequence } = message
  if (type === 'ping') effects.push({ type: 'send', to: from, message: { type: 'ack', sequence } })
  // An ack that is late or forged answers no probe; it is a word like any other.
  else if (watched !== undefined && watched.awaiting === sequence) watched.awaiting = 0
  hear(swim, from, effects)
}

function hear (swim: Swim, peer: NodeId, effects: Effect[]): void {
  const watched = swim.watched.get(peer)
  if (watched !== undefined) heard(swim, watched, effects)
}

/** A closed connection is doubt; an open one is a reason to ask again, and no word of the peer yet. */
function setConnected (swim: Swim, peer: NodeId, connected: boolean, effects: Effect[]): void {
  const watched = swim.watched.get(peer)
  if (watched === undefined) return
  watched.connected = connected
  if (!connected) suspect(swim, watched, effects)
  // A probe that waits is not renewed: a connection that flaps would put off the verdict for ever.
  else if (watched.condition !== 'alive' && watched.awaiting === 0) probe(swim, watched, effects)
}

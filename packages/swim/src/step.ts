/**
 * The only door of a SWIM member: every input is branched on here.
 *
 * Pure. Source: SWIM 3.1, 4. Divergence: probes go over kept connections, so a closed one is suspicion at once, and
 * bytes of any kind are as good as an ack.
 */
import { type NodeId, ticks } from '@hivemind/base'
import type { Effect } from './effect.ts'
import { better, stepsOf, stretched, worse } from './health.ts'
import type { Input, SwimMessage } from './input.ts'
import { ACK_TIMEOUT_TICKS, probe, probeInTurn, watch } from './probing.ts'
import { relay, relayed, relayTick } from './relaying.ts'
import type { Swim } from './state.ts'
import { farewell } from './stopping.ts'
import { gone, heard, runClocks, suspect } from './suspicion.ts'
import { say } from './telling.ts'
import { accused, introduce, learn } from './updates.ts'

/**
 * Take one input.
 *
 * @param swim - mutated in place
 * @returns what the world must do; messages for a tick: one for the round, one to each missed peer and its scouts, and
 *   SUSPECT_PROBES_PER_TICK to suspects; for a message: an answer, and a probe of each that it brings doubt about
 */
export function step (swim: Swim, input: Input): Effect[] {
  const effects: Effect[] = []
  switch (input.type) {
    case 'tick': tick(swim, effects); break
    case 'message': listen(swim, input.from, input.message, effects); break
    case 'heard': hear(swim, input.peer, effects); break
    case 'closed': closed(swim, input.peer, effects); break
    case 'opened': opened(swim, input.peer, effects); break
    case 'gone': nobodyThere(swim, input.peer); break
    case 'watch':
      swim.scouts = input.scouts
      swim.confirmers = input.confirmers
      watch(swim, input.peers)
      break
    case 'stalled': stalled(swim, input.ticks); break
    case 'doubted':
      for (const update of input.updates) learn(swim, swim.self, update, effects)
      break
    case 'accused': accused(swim, input.incarnation); break
    case 'leave': farewell(swim, 'left', effects); break
    case 'stop': farewell(swim, 'stopped', effects)
  }
  return effects
}

function tick (swim: Swim, effects: Effect[]): void {
  swim.now = ticks(swim.now + 1)
  runClocks(swim, effects)
  relayTick(swim, effects)
  probeInTurn(swim, effects)
}

/**
 * A ping is answered whoever of the admitted sends it: who watches whom may differ for a moment while the directory
 * changes, and silence would look like death. What the sender says comes first, so that the answer answers that, too.
 */
function listen (swim: Swim, from: NodeId, message: SwimMessage, effects: Effect[]): void {
  introduce(swim, from, message.incarnation)
  for (const update of message.updates) learn(swim, from, update, effects)
  reply(swim, from, message, effects)
  hear(swim, from, effects)
}

function reply (swim: Swim, from: NodeId, message: SwimMessage, effects: Effect[]): void {
  const { type, sequence } = message
  switch (type) {
    case 'ping': return say(swim, from, { type: 'ack', sequence }, effects)
    case 'ack': return acked(swim, from, sequence)
    case 'ping-request': return relay(swim, from, message, effects)
    case 'ping-answer': return helped(swim, from, message, effects)
  }
}

/** An ack that is late or forged answers no probe; it is a word like any other. */
function acked (swim: Swim, from: NodeId, sequence: number): void {
  const watched = swim.watched.get(from)
  if (watched === undefined || watched.awaiting === 0 || watched.awaiting !== sequence) return
  watched.awaiting = 0
  better(swim)
}

/** A scout that was asked tells what it heard. */
function helped (swim: Swim, from: NodeId, answer: SwimMessage & { type: 'ping-answer' }, effects: Effect[]): void {
  const watched = swim.watched.get(answer.target)
  if (watched === undefined || watched.asking !== answer.sequence || !watched.asked.delete(from)) return
  if (answer.heard) heard(swim, watched, effects)
  else watched.denied++
}

function hear (swim: Swim, peer: NodeId, effects: Effect[]): void {
  const watched = swim.watched.get(peer)
  if (watched !== undefined) heard(swim, watched, effects)
  relayed(swim, peer, effects)
}

/** A closed connection is doubt. */
function closed (swim: Swim, peer: NodeId, effects: Effect[]): void {
  swim.open.delete(peer)
  const watched = swim.watched.get(peer)
  if (watched !== undefined) suspect(swim, watched, effects)
}

function nobodyThere (swim: Swim, peer: NodeId): void {
  const watched = swim.watched.get(peer)
  if (watched !== undefined) gone(swim, watched)
}

/** An open connection is a reason to ask again, and no word of the peer yet. */
function opened (swim: Swim, peer: NodeId, effects: Effect[]): void {
  swim.open.add(peer)
  const watched = swim.watched.get(peer)
  if (watched === undefined || watched.condition === 'alive') return
  watched.gone = false
  if (watched.awaiting === 0) return probe(swim, watched, effects)
  // A probe that waits was lost with the connection: it is sent again, and has no more time than before, or a
  // connection that flaps would put off the verdict for ever.
  say(swim, peer, { type: 'ping', sequence: watched.awaiting }, effects)
}

/** We were not ourselves: what waits gets its whole time again, and no verdict falls before that. */
function stalled (swim: Swim, delay: number): void {
  worse(swim, stepsOf(delay))
  const again = ticks(swim.now + stretched(swim, ACK_TIMEOUT_TICKS))
  for (const id of swim.timed) {
    const watched = swim.watched.get(id)
    if (watched === undefined) continue
    watched.missAt = again
    watched.notBefore = again
  }
}

/**
 * Probes through others: asked for when our own went unanswered, and made for whoever asks us.
 *
 * Pure. Source: SWIM 3.1 (ping-req); Lifeguard IV-A: a scout answers either way, so that its silence tells of us.
 */
import { draw, type NodeId, ticks } from '@hivemind/base'
import type { Effect } from './effect.ts'
import type { SwimMessage } from './input.ts'
import { ACK_TIMEOUT_TICKS, probe } from './probing.ts'
import type { Relay, Swim, Watched } from './state.ts'
import { say } from './telling.ts'

/** Scouts asked about one peer. With three of them one lost message in ten misleads about once in two thousand. */
export const SCOUTS = 3

/** Probes under way for others: a slice and all who might ask about it at once. More are answered with no. */
export const RELAYS_MAX = 64

/** A scout answers a little before the one who asked gives up. */
const RELAY_TICKS = ACK_TIMEOUT_TICKS - 2

/** Ask a few scouts about a peer, chosen by chance among those that we believe to live. */
export function askScouts (swim: Swim, watched: Watched, effects: Effect[]): void {
  const able = swim.scouts.filter(id => id !== watched.id && id !== swim.self && isWell(swim, id))
  watched.asked.clear()
  watched.denied = 0
  watched.asking = ++swim.sequence
  for (let left = SCOUTS; left > 0 && able.length > 0; left--) {
    const [scout] = able.splice(draw(swim, able.length), 1) as [NodeId]
    watched.asked.add(scout)
    say(swim, scout, { type: 'ping-request', sequence: watched.asking, target: watched.id }, effects)
  }
}

const isWell = (swim: Swim, id: NodeId): boolean =>
  swim.open.has(id) && (swim.watched.get(id)?.condition ?? 'alive') === 'alive'

/**
 * Scouts that did not answer and have no other reason for it: they always answer, so it tells of us. Lifeguard IV-A.
 * To be looked at in the time of two probes: theirs, and the way there and back.
 */
export const silentScouts = (swim: Swim, { asked }: Watched): number =>
  [...asked].filter(id => isWell(swim, id)).length

/** Somebody wants to know of a target. Whom we watch we probe for ourselves, too. */
export function relay (
  swim: Swim, from: NodeId, request: SwimMessage & { type: 'ping-request' }, effects: Effect[]
): void {
  const { sequence, target } = request
  const asked = swim.relays.some(one => one.from === from && one.target === target)
  if (target === swim.self || (!asked && swim.relays.length >= RELAYS_MAX))
    return answerRelay(swim, { from, sequence, target }, target === swim.self, effects)
  // The same question again takes the place of the one before.
  swim.relays = swim.relays.filter(one => one.from !== from || one.target !== target)
  swim.relays.push({ from, sequence, target, until: ticks(swim.now + RELAY_TICKS) })
  const watched = swim.watched.get(target)
  if (watched === undefined) return say(swim, target, { type: 'ping', sequence: 0 }, effects)
  if (watched.awaiting === 0) probe(swim, watched, effects)
}

type Question = Pick<Relay, 'from' | 'sequence' | 'target'>

function answerRelay (swim: Swim, { from, sequence, target }: Question, heard: boolean, effects: Effect[]): void {
  say(swim, from, { type: 'ping-answer', sequence, target, heard }, effects)
}

/** A target was heard: whoever asked for it is told. */
export function relayed (swim: Swim, target: NodeId, effects: Effect[]): void {
  if (swim.relays.length === 0) return
  const done = swim.relays.filter(one => one.target === target)
  if (done.length === 0) return
  swim.relays = swim.relays.filter(one => one.target !== target)
  for (const one of done) answerRelay(swim, one, true, effects)
}

/** Time goes by: who asked in vain is told so. */
export function relayTick (swim: Swim, effects: Effect[]): void {
  if (swim.relays.length === 0) return
  const late = swim.relays.filter(({ until }) => swim.now >= until)
  if (late.length === 0) return
  swim.relays = swim.relays.filter(({ until }) => swim.now < until)
  for (const one of late) answerRelay(swim, one, false, effects)
}

/**
 * Bad weather for any network room: frames lost, late, doubled, replayed, or cut off in one direction.
 *
 * Touches timers for what is late. A weather decides each frame's fate as a list of deliveries, each a delay in
 * milliseconds: `[]` lost, `[0]` as sent, `[40]` late, `[0, 0]` doubled, `[0, 900]` replayed later.
 */
import { draw, type NodeId, prng } from '@hivemind/base'
import type { FrameProtocol, MakeNet } from './port.ts'

export type Fate = readonly number[]
export type Weather = (from: NodeId, to: NodeId, protocol: FrameProtocol) => Fate

export const fair: Weather = () => [0]

/** Wrap a maker: its rooms send through the weather. Join requests and bulk are left alone. */
export const faultyNet = (make: MakeNet, weather: Weather): MakeNet => choices => events => {
  const net = make(choices)(events)
  const timers = new Set<NodeJS.Timeout>()
  const later = (delayMs: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, delayMs)
    timers.add(timer)
  }
  return {
    self: net.self,
    start: async () => await net.start(),
    async stop () {
      timers.forEach(clearTimeout)
      await net.stop()
    },
    addresses: () => net.addresses(),
    setPeers: peers => net.setPeers(peers),
    requestJoin: async (...request) => await net.requestJoin(...request),
    pull: (...request) => net.pull(...request),
    peers: () => net.peers(),
    strangers: () => net.strangers(),
    send (to, protocol, frame) {
      let sent = true // A frame that the weather takes was sent, as far as the sender can know.
      for (const delayMs of weather(net.self, to, protocol)) {
        if (delayMs === 0) sent = net.send(to, protocol, new Uint8Array(frame)) && sent
        else later(delayMs, () => net.send(to, protocol, new Uint8Array(frame)))
      }
      return sent
    }
  }
}

/** Chances in percent, delays in milliseconds. */
export interface Odds {
  readonly lossPercent?: number
  readonly duplicatePercent?: number
  readonly replayPercent?: number
  readonly replayMsMax?: number
  readonly delayPercent?: number
  readonly delayMsMax?: number
}

/** Weather drawn from a seed: the same seed and the same frames have the same fates. */
export function seededWeather (seed: number, odds: Odds): Weather {
  const chance = { prng: prng(seed) }
  const happens = (percent = 0): boolean => draw(chance, 100) < percent
  return () => {
    const lost = happens(odds.lossPercent)
    const late = happens(odds.delayPercent) ? 1 + draw(chance, odds.delayMsMax ?? 100) : 0
    const doubled = happens(odds.duplicatePercent)
    const replayed = happens(odds.replayPercent) ? [1 + draw(chance, odds.replayMsMax ?? 1_000)] : []
    return [...(lost ? [] : [late]), ...(doubled ? [late] : []), ...replayed]
  }
}

/** Fates in the order given, then another weather. */
export function scriptedWeather (fates: readonly Fate[], then: Weather = fair): Weather {
  let at = 0
  return (...frame) => fates[at++] ?? then(...frame)
}

/** One-way cuts that come and go. */
export interface Cuts {
  readonly weather: Weather
  cut (from: NodeId, to: NodeId): void
  heal (from: NodeId, to: NodeId): void
}

/** A weather in which directions can be cut; the rest is another weather. */
export function cuts (rest: Weather = fair): Cuts {
  const cut = new Set<string>()
  return {
    weather: (from, to, protocol) => cut.has(`${from} ${to}`) ? [] : rest(from, to, protocol),
    cut: (from, to) => { cut.add(`${from} ${to}`) },
    heal: (from, to) => { cut.delete(`${from} ${to}`) }
  }
}

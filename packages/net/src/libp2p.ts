/**
 * The network room over libp2p: joins the parts, and lives from `start` to `stop`.
 *
 * Touches the network.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { HivemindError, LIMITS, type NodeId, nodeId } from '@hivemind/base'
import type { Connection, StreamHandler } from '@libp2p/interface'
import type { Libp2p } from 'libp2p'
import { toText } from './addresses.ts'
import { BEAT, Beating } from './beating.ts'
import { notConnected, pulling, serving } from './bulk.ts'
import { noCounts } from './counters.ts'
import { refuse } from './errors.ts'
import { checkLength } from './framing.ts'
import { connectionGate } from './gate.ts'
import { answering, asking } from './joining.ts'
import { nobodyListens } from './knocking.ts'
import { Lines } from './lines.ts'
import { Links, type Wanted } from './links.ts'
import type { BypassFound } from './native-tls.ts'
import { createNode } from './node.ts'
import { PACE } from './pace.ts'
import {
  FRAME_PROTOCOLS, type FrameProtocol, type JoinAnswer, type MakeNet, type Net, type NetChoices, type NetEvents,
  type PeerChoice, type PeerCounters, type PeerStatus
} from './port.ts'
import { bypassEars, receiving } from './receiving.ts'
import { Reconnecting } from './reconnecting.ts'
import { protocolText } from './streams.ts'

/** Make a network room over libp2p. */
export const libp2pNet: MakeNet = choices => events => new Libp2pNet(choices, events)

class Libp2pNet implements Net {
  readonly self: NodeId
  readonly #choices: NetChoices
  readonly #events: NetEvents
  readonly #links: Links
  readonly #reconnecting: Reconnecting
  readonly #beating: Beating
  readonly #lines: Lines
  #node: Libp2p | undefined

  constructor (choices: NetChoices, events: NetEvents) {
    this.self = choices.identity.id
    this.#choices = choices
    this.#events = events
    this.#reconnecting = new Reconnecting(this.self, events)
    const wanted: Wanted = (link, isNewcomer) => this.#reconnecting.want(link, isNewcomer)
    this.#links = new Links(events, choices.visitMs ?? PACE.visitMs, wanted)
    this.#beating = new Beating(this.#links, events)
    this.#lines = new Lines(this.#links)
  }

  async start (): Promise<void> {
    const found: BypassFound = (connection, bypass) => this.#links.found(connection, bypass)
    const node = await createNode(this.#choices, connectionGate(() => this.#links), found)
    node.addEventListener('connection:open', ({ detail }) => this.#connected(detail))
    node.addEventListener('connection:close', ({ detail }) => this.#disconnected(node, detail))
    await this.#register(node)
    try {
      await node.start()
    } catch (error) {
      await node.stop()
      const { message } = error as Error
      const why = /Error: ([^\n]+)/.exec(message)?.[1] ?? message // libp2p puts whole stacks into it.
      const refusal = refuse('HIVE_NET_LISTEN', `cannot listen on ${this.#choices.listen.join(', ')}: ${why}`)
      throw new HivemindError(refusal, { cause: error })
    }
    this.#node = node
    this.#beating.start(this.#choices.beatMs ?? PACE.beatMs)
    this.#reconnecting.start(node, this.#links)
  }

  async stop (): Promise<void> {
    const node = this.#node
    this.#node = undefined
    this.#reconnecting.stop()
    this.#beating.stop()
    this.#links.stop()
    await node?.stop()
  }

  addresses (): readonly string[] {
    return [...new Set(this.#node?.getMultiaddrs().map(toText) ?? [])]
  }

  setPeers (peers: readonly PeerChoice[]): void {
    this.#links.choose(peers.filter(peer => peer.id !== this.self))
    this.#reconnecting.prune()
  }

  send (to: NodeId, protocol: FrameProtocol, frame: Uint8Array): boolean {
    return this.#links.find(to)?.sendings[protocol].send(frame) ?? false
  }

  async requestJoin (address: string, frame: Uint8Array, deadlineMs: number): Promise<JoinAnswer> {
    return await asking(this.#running(), this.#links, address, frame, deadlineMs)
  }

  async * pull (from: NodeId, frame: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array> {
    checkLength(frame.byteLength, LIMITS.frameBytesMax)
    signal.throwIfAborted()
    const link = this.#links.find(from)
    if (link?.open !== true) throw notConnected(from)
    const { connection, done } = await this.#lines.lend(this.#running(), link, signal)
    try {
      if (connection === undefined) throw notConnected(from)
      yield * pulling(connection, frame, signal, link.counters)
    } finally {
      done()
    }
  }

  peers (): readonly PeerStatus[] {
    return [...this.#links.all()].map(({ id, choice, open, rttMs, dialError, counters }) => {
      const address = open ? this.#links.connections(id)[0]?.remoteAddr : undefined
      return {
        id,
        admitted: choice.admitted,
        connected: open,
        ...(address === undefined ? {} : { remoteAddress: toText(address) }),
        ...(rttMs === undefined ? {} : { rttMs }),
        ...(dialError === undefined ? {} : { dialError }),
        counters: { ...counters }
      }
    })
  }

  strangers (): Readonly<PeerCounters> { return { ...noCounts(), ...this.#links.strangers } }

  async #register (node: Libp2p): Promise<void> {
    const { streamsMax: maxOutboundStreams, replacingMax: maxInboundStreams } = PACE
    for (const protocol of FRAME_PROTOCOLS) {
      const handler = receiving(protocol, this.#links, this.#events)
      await node.handle(protocolText(protocol), handler, { maxInboundStreams, maxOutboundStreams })
    }
    await node.handle(protocolText('join'), answering(this.#links, this.#events), { maxInboundStreams: 1 })
    const pulls = { maxInboundStreams: PACE.pullsMax, maxOutboundStreams }
    await node.handle(protocolText('log'), serving(this.#links, this.#events), pulls)
    const echo: StreamHandler = (stream, connection) => this.#beating.echo(stream, connection)
    await node.handle(protocolText(BEAT), echo, { maxInboundStreams, maxOutboundStreams })
  }

  #connected (connection: Connection): void {
    this.#links.connected(connection)
    this.#links.bypass(connection)?.listen(bypassEars(connection, this.#links, this.#events))
  }

  /** libp2p remembers every peer it met, strangers too; we do not want to be filled by them. */
  #disconnected (node: Libp2p, connection: Connection): void {
    if (!this.#links.disconnected(connection)) return
    void this.#knock(nodeId(connection.remotePeer.toString()))
    node.peerStore.delete(connection.remotePeer).catch(() => undefined) // It does not matter when it is gone already.
  }

  /** The close alone may be the network's doing; and of a process that is killed, its door may be closed last. */
  async #knock (id: NodeId): Promise<void> {
    for (let knocks = 1; !await nobodyListens(this.#addresses(id)); knocks++) {
      if (knocks === PACE.knocksMax || this.#addresses(id).length === 0) return
      await delay(PACE.knockAgainMs, undefined, { ref: false })
    }
    const link = this.#links.find(id)
    if (link !== undefined) link.deserted = !link.open
    if (this.#node !== undefined && this.#addresses(id).length > 0) this.#events.onGone(id)
  }

  /** Where a peer is that is admitted and not connected. */
  #addresses (id: NodeId): readonly string[] {
    const link = this.#links.find(id)
    return link?.open === false && this.#links.admits(id) ? link.choice.addresses : []
  }

  #running (): Libp2p {
    if (this.#node !== undefined) return this.#node
    throw new HivemindError(refuse('HIVE_NET_STOPPED', 'the network room is not running, expected start() before'))
  }
}

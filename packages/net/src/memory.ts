/**
 * The network room without a network: rooms on one hub reach each other with the same contract as over libp2p.
 *
 * Touches nothing but the turn of the event loop, and a timer for each join request.
 */
import { HivemindError, LIMITS, type NodeId } from '@hivemind/base'
import { notConnected } from './bulk.ts'
import { noCounts } from './counters.ts'
import { refuse } from './errors.ts'
import { checkLength, HEADER_BYTES } from './framing.ts'
import { type Attached, addressOf, Hub, type Pipe, type Wire } from './hub.ts'
import { PACE } from './pace.ts'
import { newPipe, pipeWriter, reading } from './pipe.ts'
import type {
  FrameProtocol, JoinAnswer, MakeNet, Net, NetChoices, NetEvents, PeerChoice, PeerCounters, PeerStatus
} from './port.ts'

export const createHub = (): Hub => new Hub()

/** Make a network room on a hub; rooms on the same hub can reach each other. */
export const memoryNet = (hub: Hub): MakeNet => choices => events => new MemoryNet(hub, choices, events)

interface Peer {
  choice: PeerChoice
  open: boolean
  /** It closed since it was open last, and nobody was told that it is gone. */
  missed: boolean
  dialError: string | undefined
  readonly counters: PeerCounters
  /** Bytes sent in this turn. */
  waiting: Record<FrameProtocol, number>
}
interface Parcel { readonly wire: Wire, readonly protocol: FrameProtocol, readonly frame: Uint8Array }

const nothingWaiting = (): Record<FrameProtocol, number> => ({ raft: 0, ask: 0, swim: 0, feed: 0 })

class MemoryNet implements Net, Attached {
  readonly self: NodeId
  listening: readonly string[] = []
  readonly #hub: Hub
  readonly #choices: NetChoices
  readonly #events: NetEvents
  readonly #strangers = noCounts()
  #peers = new Map<NodeId, Peer>()
  #pipes = new Set<{ readonly wire: Wire, readonly pipe: Pipe }>()
  #parcels: Parcel[] = []

  constructor (hub: Hub, choices: NetChoices, events: NetEvents) {
    this.self = choices.identity.id
    this.#hub = hub
    this.#choices = choices
    this.#events = events
  }

  async start (): Promise<void> {
    this.listening = this.#choices.listen.map(text => {
      const address = this.#hub.reserve(text)
      if (address !== undefined) return address
      throw new HivemindError(refuse('HIVE_NET_LISTEN', `cannot listen on ${text}: another room does`))
    })
    this.#hub.attach(this)
  }

  async stop (): Promise<void> {
    this.#hub.detach(this)
    this.listening = []
  }

  addresses (): readonly string[] { return this.listening }

  setPeers (choices: readonly PeerChoice[]): void {
    const before = this.#peers
    this.#peers = new Map(choices.filter(choice => choice.id !== this.self).map(choice => {
      const peer = before.get(choice.id)
      return [choice.id, peer === undefined ? newPeer(choice) : Object.assign(peer, { choice })]
    }))
    for (const [id, peer] of before) if (peer.open && this.#admitted(id) === undefined) this.#cut(id, peer)
    for (const id of this.#peers.keys()) this.#refresh(id)
    this.#hub.settle()
  }

  send (to: NodeId, protocol: FrameProtocol, frame: Uint8Array): boolean {
    const peer = this.#peers.get(to)
    if (peer === undefined) return false
    const wire = peer.open ? this.#wire(to) : undefined
    const waiting = peer.waiting[protocol]
    if (wire === undefined || frame.byteLength === 0 || frame.byteLength > LIMITS.frameBytesMax ||
      waiting + frame.byteLength > LIMITS.sendQueueBytesMax) {
      peer.counters.framesDropped++
      return false
    }
    peer.counters.framesSent++
    peer.counters.bytesSent += frame.byteLength + HEADER_BYTES
    peer.waiting[protocol] += frame.byteLength
    if (this.#parcels.push({ wire, protocol, frame: new Uint8Array(frame) }) === 1) setImmediate(() => this.#carry())
    return true
  }

  async requestJoin (address: string, frame: Uint8Array, deadlineMs: number): Promise<JoinAnswer> {
    checkLength(frame.byteLength, LIMITS.joinFrameBytesMax)
    const other = this.#hub.at(address)
    if (other === undefined) {
      throw new HivemindError(refuse('HIVE_NET_UNREACHABLE', `cannot reach ${address}: nobody listens`))
    }
    if (other === this) throw new HivemindError(refuse('HIVE_NET_HANDSHAKE', `${address} is this machine itself`))
    const reply = await answerInTime(other.join(this.self, new Uint8Array(frame), addressOf(this)), address, deadlineMs)
    return { from: other.self, reply: new Uint8Array(reply) }
  }

  async * pull (from: NodeId, frame: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array> {
    checkLength(frame.byteLength, LIMITS.frameBytesMax)
    signal.throwIfAborted()
    const wire = this.#wire(from)
    const peer = this.#peers.get(from)
    if (wire === undefined || peer?.open !== true) throw notConnected(from)
    const one = { wire, pipe: newPipe() }
    this.#pipes.add(one)
    try {
      otherEnd(wire, this).serve(this.self, new Uint8Array(frame), one.pipe)
      yield * reading(one.pipe, signal, peer.counters)
    } finally {
      this.#pipes.delete(one)
    }
  }

  peers (): readonly PeerStatus[] {
    return [...this.#peers].map(([id, { choice, open, dialError, counters }]) => {
      const wire = open ? this.#wire(id) : undefined
      return {
        id,
        admitted: choice.admitted,
        connected: open,
        ...(wire === undefined ? {} : { remoteAddress: addressOf(otherEnd(wire, this)) }),
        ...(dialError === undefined ? {} : { dialError }),
        counters: { ...counters }
      }
    })
  }

  strangers (): Readonly<PeerCounters> { return { ...this.#strangers } }

  wanted (): PeerChoice[] {
    return [...this.#peers.values()].map(({ choice }) => choice).filter(({ keep, admitted }) => keep && admitted)
  }

  connected (wire: Wire): void { this.#refresh(otherEnd(wire, this).self) }

  disconnected (wire: Wire): void {
    this.#refresh(otherEnd(wire, this).self)
    for (const one of this.#pipes) {
      if (one.wire !== wire) continue
      one.pipe.error ??= new HivemindError(refuse('HIVE_NET_CUT', 'the connection was lost'))
      one.pipe.gone.abort(one.pipe.error)
      one.pipe.wake()
    }
  }

  notFound (id: NodeId, why: string): void {
    const peer = this.#peers.get(id)
    if (peer === undefined) return
    peer.counters.dialsFailed++
    if (peer.missed && peer.choice.addresses.every(address => this.#hub.at(address) === undefined)) {
      peer.missed = false
      this.#events.onGone(id)
    }
    if (peer.dialError === why) return
    peer.dialError = why
    this.#events.onNote('info', 'a peer cannot be reached', { peer: id, why })
  }

  deliver (from: NodeId, protocol: FrameProtocol, frame: Uint8Array): void {
    const peer = this.#admitted(from)
    if (peer?.open !== true) return this.#refuse(from, protocol)
    peer.counters.framesReceived++
    peer.counters.bytesReceived += frame.byteLength + HEADER_BYTES
    this.#events.onFrame(from, protocol, frame)
  }

  async join (from: NodeId, frame: Uint8Array, remoteAddress: string): Promise<Uint8Array> {
    const reply = await this.#events.onJoinRequest(from, frame, remoteAddress)
    checkLength(reply.byteLength, LIMITS.joinFrameBytesMax)
    return reply
  }

  serve (from: NodeId, frame: Uint8Array, pipe: Pipe): void {
    const peer = this.#admitted(from)
    if (peer === undefined) {
      this.#refuse(from, 'log')
      pipe.error = new HivemindError(refuse('HIVE_NET_CUT', 'the stream was reset'))
      return pipe.wake()
    }
    this.#events.onPull(from, frame, pipeWriter(pipe, peer.counters)).then(() => { pipe.ended = true }, error => {
      this.#events.onNote('debug', 'a pull ended early', { peer: from, why: (error as Error).message })
      pipe.error ??= new HivemindError(refuse('HIVE_NET_CUT', 'the stream was reset'))
    }).finally(() => pipe.wake())
  }

  /** Hand over what was sent in this turn. */
  #carry (): void {
    const parcels = this.#parcels
    this.#parcels = []
    for (const peer of this.#peers.values()) peer.waiting = nothingWaiting()
    for (const { wire, protocol, frame } of parcels) {
      if (wire.open) otherEnd(wire, this).deliver(this.self, protocol, frame)
    }
  }

  #refuse (from: NodeId, protocol: string): void {
    const counters = this.#peers.get(from)?.counters ?? this.#strangers
    counters.streamsRefused++
    this.#events.onNote('debug', 'a stream of a peer that is not admitted was reset', { peer: from, protocol })
  }

  #admitted (id: NodeId): Peer | undefined {
    const peer = this.#peers.get(id)
    return peer?.choice.admitted === true ? peer : undefined
  }

  #wire (id: NodeId): Wire | undefined { return this.#hub.between(this.self, id) }

  #refresh (id: NodeId): void {
    const peer = this.#peers.get(id)
    if (peer === undefined) return
    const open = peer.choice.admitted && this.#wire(id) !== undefined
    if (open === peer.open) return
    peer.open = open
    peer.missed = !open
    if (open) peer.dialError = undefined
    if (open) this.#events.onOpened(id)
    else this.#events.onClosed(id)
  }

  #cut (id: NodeId, peer: Peer): void {
    peer.open = false
    this.#events.onClosed(id)
    const wire = this.#wire(id)
    if (wire !== undefined) this.#hub.cut(wire)
  }
}

const newPeer = (choice: PeerChoice): Peer =>
  ({ choice, open: false, missed: false, dialError: undefined, counters: noCounts(), waiting: nothingWaiting() })

const otherEnd = (wire: Wire, end: Attached): Attached => wire.ends[0] === end ? wire.ends[1] : wire.ends[0]

/** The asked room has its five seconds, the asking one its deadline. */
async function answerInTime (answer: Promise<Uint8Array>, address: string, deadlineMs: number): Promise<Uint8Array> {
  const late = `${address} did not answer the join request within ${deadlineMs} ms`
  const deadline = new HivemindError(refuse('HIVE_NET_TIMEOUT', late))
  const visit = new HivemindError(refuse('HIVE_NET_REFUSED', `${address} closed without an answer`))
  return await new Promise((resolve, reject) => {
    const [error, ms] = deadlineMs < PACE.visitMs ? [deadline, deadlineMs] : [visit, PACE.visitMs]
    const timer = setTimeout(() => reject(error), ms)
    answer.then(resolve, () => reject(visit)).finally(() => clearTimeout(timer))
  })
}

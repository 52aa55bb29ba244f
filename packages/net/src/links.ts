/**
 * Who is connected, who is admitted, and the one truth about both: a link is open while its peer is admitted and has a
 * connection.
 *
 * Touches connections. Strangers' connections are kept apart: they carry `join` and end with the visit.
 */
import { type NodeId, nodeId } from '@hivemind/base'
import type { Connection } from '@libp2p/interface'
import type { Bypass } from './bypass.ts'
import { noCounts } from './counters.ts'
import { PACE } from './pace.ts'
import { FRAME_PROTOCOLS, type FrameProtocol, type NetEvents, type PeerChoice, type PeerCounters } from './port.ts'
import { Sending } from './sending.ts'

/** Where frames of one protocol come from: a stream, or a bypass. */
export interface Source {
  /** The peer gave it up for a newer one: nothing of it may be heard after what is new. */
  replaced (): void
}

/** One peer of the set. */
export interface Link {
  readonly id: NodeId
  choice: PeerChoice
  /** Told by `onOpened`, not yet taken back by `onClosed`. */
  open: boolean
  readonly counters: PeerCounters
  readonly sendings: Readonly<Record<FrameProtocol, Sending>>
  /** Where each protocol comes from; a newer source replaces it. */
  readonly inbound: Map<FrameProtocol, Source>
  rttMs: number | undefined
  /** Nobody listened where the peer was when we looked last. */
  deserted: boolean
  dialError: string | undefined
}

/** A link went down, or came into the set without a connection: as a newcomer, when others were there before it. */
export type Wanted = (link: Link, isNewcomer: boolean) => void

export class Links {
  readonly strangers: PeerCounters = noCounts()
  readonly #events: NetEvents
  readonly #links = new Map<NodeId, Link>()
  readonly #connections = new Map<NodeId, Set<Connection>>()
  readonly #wanted: Wanted
  readonly #visitMs: number
  /** Connections are known by their timelines, which they share with the streams below them from the first byte on. */
  readonly #bypasses = new WeakMap<Connection['timeline'], Bypass>()
  #stopped = false

  /** @param visitMs - how long a stranger may stay */
  constructor (events: NetEvents, visitMs: number, wanted: Wanted) {
    this.#events = events
    this.#visitMs = visitMs
    this.#wanted = wanted
  }

  all (): IterableIterator<Link> { return this.#links.values() }
  find (id: NodeId): Link | undefined { return this.#links.get(id) }
  admits (id: NodeId): boolean { return this.#links.get(id)?.choice.admitted === true }
  counters (id: NodeId): PeerCounters { return this.#links.get(id)?.counters ?? this.strangers }

  /** Open connections of a peer, oldest first. */
  connections (id: NodeId): Connection[] {
    return [...this.#connections.get(id) ?? []].filter(connection => connection.status === 'open')
  }

  /** The connection that frames to a peer take: the oldest that is open. */
  first (id: NodeId): Connection | undefined {
    for (const connection of this.#connections.get(id) ?? []) if (connection.status === 'open') return connection
    return undefined
  }

  /** A connection that is being made has a bypass. */
  found ({ timeline }: Pick<Connection, 'timeline'>, bypass: Bypass): void { this.#bypasses.set(timeline, bypass) }
  /** The bypass of a connection; who does not know bypasses, or offers noise, has none. */
  bypass ({ timeline }: Connection): Bypass | undefined { return this.#bypasses.get(timeline) }

  /** How many peers are connected that are not admitted. */
  strangersConnected (): number {
    let count = 0
    for (const id of this.#connections.keys()) if (!this.admits(id)) count++
    return count
  }

  /** Take a whole new set of peers; the order of the set is kept. */
  choose (choices: readonly PeerChoice[]): void {
    const before = new Map(this.#links)
    this.#links.clear()
    for (const choice of choices) this.#links.set(choice.id, this.#renewed(before.get(choice.id), choice))
    for (const link of before.values()) if (link.choice.admitted && !this.admits(link.id)) this.#cut(link)
    for (const link of this.#links.values()) {
      this.#refresh(link)
      if (!link.open) this.#wanted(link, before.size > 0 && !before.has(link.id))
    }
  }

  /** A handshake is done. */
  connected (connection: Connection): void {
    if (this.#stopped) return connection.abort(new Error('the room stops'))
    const id = nodeId(connection.remotePeer.toString())
    const set = this.#connections.get(id) ?? new Set()
    this.#connections.set(id, set.add(connection))
    if (set.size > PACE.connectionsPerPeerMax) return connection.abort(new Error('too many connections of one peer'))
    const link = this.#links.get(id)
    if (link?.choice.admitted === true) this.#refresh(link)
    else this.#endVisit(id, connection)
  }

  /** @returns whether it was the last connection of the peer */
  disconnected (connection: Connection): boolean {
    const id = nodeId(connection.remotePeer.toString())
    const set = this.#connections.get(id)
    set?.delete(connection)
    if (set !== undefined && set.size > 0) return false
    this.#connections.delete(id)
    const link = this.#links.get(id)
    if (link !== undefined) {
      this.#refresh(link)
      this.#wanted(link, false)
    }
    return true
  }

  /** Cut every connection for good, telling `onClosed` for each open link. */
  stop (): void {
    this.#stopped = true
    for (const link of this.#links.values()) this.#cut(link)
    for (const id of [...this.#connections.keys()]) this.abort(id, 'the agent stops')
  }

  abort (id: NodeId, why: string): void {
    for (const connection of [...this.#connections.get(id) ?? []]) connection.abort(new Error(why))
  }

  #renewed (link: Link | undefined, choice: PeerChoice): Link {
    if (link !== undefined) {
      link.choice = choice
      return link
    }
    const counters = noCounts()
    const connection = (): Connection | undefined => this.admits(choice.id) ? this.first(choice.id) : undefined
    const needs = { connection, bypass: (connection: Connection) => this.bypass(connection), counters }
    const sendings = Object.fromEntries(FRAME_PROTOCOLS.map(name => [name, new Sending(name, needs)]))
    return {
      id: choice.id,
      choice,
      open: false,
      counters,
      sendings: sendings as Record<FrameProtocol, Sending>,
      inbound: new Map(),
      rttMs: undefined,
      deserted: false,
      dialError: undefined
    }
  }

  /** Make `open` true to the facts, and tell the owner of a change. */
  #refresh (link: Link): void {
    const open = link.choice.admitted && this.first(link.id) !== undefined
    if (open === link.open) return
    if (!open) return this.#close(link)
    link.open = true
    link.deserted = false
    link.dialError = undefined
    this.#events.onOpened(link.id)
  }

  #close (link: Link): void {
    link.open = false
    link.rttMs = undefined
    link.inbound.clear()
    for (const sending of Object.values(link.sendings)) sending.cut()
    this.#events.onClosed(link.id)
  }

  /** The peer is admitted no more: tell first, so that nothing of it is heard after. */
  #cut (link: Link): void {
    if (link.open) this.#close(link)
    this.abort(link.id, 'the peer is not admitted any more')
  }

  #endVisit (id: NodeId, connection: Connection): void {
    const ms = connection.direction === 'inbound' ? this.#visitMs : PACE.requestMsMax + PACE.lingerMs
    setTimeout(() => {
      if (!this.admits(id)) connection.abort(new Error('the visit of a stranger is over'))
    }, ms).unref()
  }
}

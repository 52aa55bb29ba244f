/**
 * The world of the in-memory room: who listens where, and which two are wired together.
 *
 * Touches nothing but the turn of the event loop. A hub has no clock: whoever should be connected is, one turn after
 * anything changed, so "dials for ever" costs no timer here.
 */
import type { NodeId } from '@hivemind/base'
import type { FrameProtocol } from './port.ts'

/** What the hub sees of a room on it. */
export interface Attached {
  readonly self: NodeId
  readonly listening: readonly string[]
  /** Peers to keep a connection to, with their addresses. */
  wanted (): ReadonlyArray<{ readonly id: NodeId, readonly addresses: readonly string[] }>
  connected (wire: Wire): void
  disconnected (wire: Wire): void
  /** Nobody, or somebody else, is at the peer's addresses. */
  notFound (id: NodeId, why: string): void
  deliver (from: NodeId, protocol: FrameProtocol, frame: Uint8Array): void
  join (from: NodeId, frame: Uint8Array, remoteAddress: string): Promise<Uint8Array>
  serve (from: NodeId, frame: Uint8Array, pipe: Pipe): void
}

/** Two rooms that are connected. */
export interface Wire { readonly ends: readonly [Attached, Attached], open: boolean }

/** One bulk stream: frames on their way, and who waits for whom. */
export interface Pipe {
  readonly frames: Uint8Array[]
  bytes: number
  ended: boolean
  error: Error | undefined
  readonly gone: AbortController
  /** Wakes the reader. */
  wake: () => void
  /** Wakes the writer. */
  room: () => void
}

export class Hub {
  readonly #rooms = new Map<string, Attached>()
  readonly #wires = new Set<Wire>()
  #port = 1
  #settling = false

  /** @returns the address to listen on, a free port in place of 0; undefined when it is taken */
  reserve (text: string): string | undefined {
    const address = text.replace(/:0$/, () => `:${this.#port++}`)
    return this.#rooms.has(address) ? undefined : address
  }

  at (address: string): Attached | undefined { return this.#rooms.get(address) }

  attach (room: Attached): void {
    for (const address of room.listening) this.#rooms.set(address, room)
    this.settle()
  }

  detach (room: Attached): void {
    for (const address of room.listening) this.#rooms.delete(address)
    for (const wire of [...this.#wires]) if (wire.ends.includes(room)) this.cut(wire)
  }

  between (a: NodeId, b: NodeId): Wire | undefined {
    for (const wire of this.#wires) {
      const [one, other] = wire.ends
      if ((one.self === a && other.self === b) || (one.self === b && other.self === a)) return wire
    }
    return undefined
  }

  cut (wire: Wire): void {
    wire.open = false
    this.#wires.delete(wire)
    for (const end of wire.ends) end.disconnected(wire)
    this.settle()
  }

  /** Connect whoever wants to be, soon. */
  settle (): void {
    if (this.#settling) return
    this.#settling = true
    setImmediate(() => {
      this.#settling = false
      for (const room of new Set(this.#rooms.values())) this.#dialFor(room)
    })
  }

  #dialFor (room: Attached): void {
    for (const { id, addresses } of room.wanted()) {
      if (this.between(room.self, id) !== undefined) continue
      const found = addresses.map(address => this.#rooms.get(address)).filter(other => other !== undefined)
      const other = found.find(one => one.self === id)
      if (other === undefined) {
        const who = found.length > 0 ? `${found.map(one => one.self).join(', ')} answers` : 'nobody answers'
        room.notFound(id, `${who} at ${addresses.join(', ')}, expected ${id}`)
        continue
      }
      const wire: Wire = { ends: [room, other], open: true }
      this.#wires.add(wire)
      for (const end of wire.ends) end.connected(wire)
    }
  }
}

/** The address that one room knows another by. */
export const addressOf = (room: Attached): string => room.listening[0] ?? 'nowhere:0'

/**
 * A bypass: one TLS socket between two agents that carries frames of the small protocols past the muxer, and the
 * muxer's bytes between them (docs/adr/0033-a-bypass-beside-the-muxer.md).
 *
 * Touches the socket it is given. To libp2p it looks like the socket itself, so that everything else about the
 * connection is libp2p's as before: who it is with, its streams, and its end.
 */
import { EventEmitter } from 'node:events'
import type { TLSSocket } from 'node:tls'
import { type BypassTaker, bypassFrames, bypassMuxed, bypassReader, readBypass } from './bypass-framing.ts'
import type { FrameProtocol } from './port.ts'

/** What the two ends agree on by ALPN; who does not know it gets the muxer alone. */
export const BYPASS_PROTOCOL = '/hivemind/bypass/1'

/** Who hears the frames of a bypass. */
export type BypassEars = Omit<BypassTaker, 'muxed'> & {
  /** What came is no bypass: the socket is destroyed already. */
  refused (error: Error): void
}

export class Bypass extends EventEmitter {
  readonly #socket: TLSSocket
  readonly #reader = bypassReader()

  constructor (socket: TLSSocket) {
    super()
    this.#socket = socket
    for (const event of ['error', 'close', 'drain']) socket.on(event, (...words) => this.emit(event, ...words))
  }

  /** Begin to read: nothing is, before somebody hears it. */
  listen (ears: BypassEars): void {
    const taker: BypassTaker = {
      muxed: bytes => this.emit('data', bytes),
      wants: protocol => ears.wants(protocol),
      frame: (protocol, bytes) => ears.frame(protocol, bytes)
    }
    this.#socket.on('data', (chunk: Buffer) => {
      if (this.#socket.destroyed) return
      try {
        readBypass(this.#reader, chunk, taker)
      } catch (error) {
        this.#socket.destroy(error as Error)
        ears.refused(error as Error)
      }
    })
  }

  /** Bytes that the socket holds because the peer does not take them yet. */
  get bufferedBytes (): number { return this.#socket.writableLength }

  get usable (): boolean { return this.#socket.writable }

  /** Send frames, each whole and in order. @throws {HivemindError} HIVE_NET_FRAME_SIZE */
  send (protocol: FrameProtocol, frames: readonly Uint8Array[]): void {
    this.#socket.write(bypassFrames(protocol, frames))
  }

  // From here on it is what libp2p takes for a socket.

  get closed (): boolean { return this.#socket.closed }
  pause (): void { this.#socket.pause() }
  resume (): void { this.#socket.resume() }
  destroy (): void { this.#socket.destroy() }
  destroySoon (): void { this.#socket.destroySoon() }

  /** @returns false when the socket is full; its `drain` follows */
  write (bytes: Uint8Array): boolean {
    return bypassMuxed(bytes).map(piece => this.#socket.write(piece)).at(-1) ?? true
  }
}

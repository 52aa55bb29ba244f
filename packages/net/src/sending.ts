/**
 * Frames of one protocol to one peer: over the bypass of the connection, or over a stream that is opened when needed;
 * frames of one turn are sent together.
 *
 * Touches streams and bypasses. Handing libp2p one frame at a time starves the event loop, and libp2p buffers without
 * bound, so frames wait here until the stream has room (`writeBufferLength`), and are dropped beyond a budget. The
 * first frame of a turn of the event loop does not wait for its end: when it is the only one, somebody waits for it.
 */
import { LIMITS } from '@hivemind/base'
import type { Connection, Stream } from '@libp2p/interface'
import type { Bypass } from './bypass.ts'
import { enframe, HEADER_BYTES } from './framing.ts'
import { PACE } from './pace.ts'
import type { FrameProtocol, PeerCounters } from './port.ts'
import { onClose, protocolText, sendOn, writable } from './streams.ts'

export interface SendingNeeds {
  /** The connection to open the stream on, if any is usable. */
  readonly connection: () => Connection | undefined
  /** The bypass of a connection, if it has one. */
  readonly bypass: (connection: Connection) => Bypass | undefined
  readonly counters: PeerCounters
}

export class Sending {
  readonly #protocol: FrameProtocol
  readonly #needs: SendingNeeds
  #queue: Uint8Array[] = []
  #queuedBytes = 0
  #stream: Stream | undefined
  /** A bypass that is full: frames wait for its `drain`. */
  #full: Bypass | undefined
  #opening = false
  #scheduled = false
  #pumping = false
  #notBefore = 0
  #pauseMs: number = PACE.retryMsMin

  constructor (protocol: FrameProtocol, needs: SendingNeeds) {
    this.#protocol = protocol
    this.#needs = needs
  }

  /** @returns false when the frame was dropped */
  send (frame: Uint8Array): boolean {
    const size = frame.byteLength + HEADER_BYTES
    const waiting = this.#queuedBytes + (this.#stream?.writeBufferLength ?? 0)
    const sizeFits = frame.byteLength > 0 && frame.byteLength <= LIMITS.frameBytesMax
    if (!sizeFits || waiting + size > LIMITS.sendQueueBytesMax || this.#needs.connection() === undefined) {
      this.#needs.counters.framesDropped++
      return false
    }
    this.#queue.push(frame)
    this.#queuedBytes += size
    this.#schedule()
    return true
  }

  /** Forget everything; the link is down. */
  cut (): void {
    this.#drop()
    this.#stream?.abort(new Error('the link is cut'))
    this.#stream = undefined
    this.#full = undefined
    this.#notBefore = 0
    this.#pauseMs = PACE.retryMsMin
  }

  #schedule (): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => this.#pump())
    setImmediate(() => {
      this.#scheduled = false
      if (this.#queue.length > 0) this.#pump()
    })
  }

  /** Send while the stream has room; its `drain` and `idle` events call again. */
  #pump (): void {
    const connection = this.#needs.connection()
    const bypass = connection === undefined ? undefined : this.#needs.bypass(connection)
    if (bypass !== undefined) return this.#pumpBypass(bypass)
    const stream = this.#stream
    if (stream === undefined || !writable(stream)) return void this.#open()
    if (this.#pumping) return // `idle` is told from inside `send`.
    this.#pumping = true
    while (this.#queue.length > 0 && stream.writeBufferLength < PACE.writeAheadBytes) {
      if (!sendOn(stream, enframe(this.#takeBatch(), LIMITS.frameBytesMax))) break
    }
    this.#pumping = false
  }

  #pumpBypass (bypass: Bypass): void {
    while (this.#queue.length > 0 && bypass.usable && bypass.bufferedBytes < PACE.writeAheadBytes)
      bypass.send(this.#protocol, this.#takeBatch())
    if (this.#queue.length === 0 || this.#full === bypass) return
    if (!bypass.usable) return this.#drop() // It closes: what was on its way is lost with it.
    this.#full = bypass
    bypass.once('drain', () => {
      if (this.#full !== bypass) return
      this.#full = undefined
      this.#pump()
    })
  }

  #takeBatch (): readonly Uint8Array[] {
    let bytes = 0
    let count = 0
    while (count < this.#queue.length && (count === 0 || bytes < PACE.batchBytes)) {
      bytes += (this.#queue[count]?.byteLength ?? 0) + HEADER_BYTES
      count++
    }
    const frames = this.#queue.splice(0, count)
    this.#queuedBytes -= bytes
    this.#needs.counters.framesSent += count
    this.#needs.counters.bytesSent += bytes
    return frames
  }

  async #open (): Promise<void> {
    if (this.#opening || this.#queue.length === 0) return
    const connection = this.#needs.connection()
    if (connection === undefined || performance.now() < this.#notBefore) return this.#drop()
    this.#opening = true
    try {
      const signal = AbortSignal.timeout(PACE.openMs)
      const stream = await connection.newStream(protocolText(this.#protocol), { signal })
      if (this.#needs.connection() === undefined) stream.abort(new Error('the link was cut meanwhile'))
      else this.#adopt(stream)
    } catch {
      this.#lost() // The peer reset it (it does not know us yet) or the connection went: whoever sent will send again.
    } finally {
      this.#opening = false
    }
    if (this.#stream !== undefined) this.#pump()
  }

  #adopt (stream: Stream): void {
    this.#stream = stream
    const again = (): void => queueMicrotask(() => { if (this.#stream === stream) this.#pump() })
    const openedAt = performance.now()
    stream.addEventListener('drain', again)
    stream.addEventListener('idle', again)
    onClose(stream, () => {
      if (this.#stream !== stream) return
      this.#stream = undefined
      if (performance.now() - openedAt > PACE.settledMs) this.#pauseMs = PACE.retryMsMin
      this.#lost()
    })
  }

  /** Frames of a lost stream are lost; the next one is opened after a pause, when there is something to send. */
  #lost (): void {
    this.#drop()
    this.#notBefore = performance.now() + this.#pauseMs
    this.#pauseMs = Math.min(this.#pauseMs * 2, PACE.reopenMsMax)
  }

  #drop (): void {
    this.#needs.counters.framesDropped += this.#queue.length
    this.#queue = []
    this.#queuedBytes = 0
  }
}

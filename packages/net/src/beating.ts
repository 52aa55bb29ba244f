/**
 * The beat: finds connections that are dead without being closed (a cable pulled, one direction lost).
 *
 * Touches streams and one timer. The dialling end sends a small frame every few seconds and the other end echoes it;
 * both count beats since they heard one. Counting firings of a timer instead of milliseconds makes a process that was
 * stopped or busy doubt nobody: its own pause is one missed beat. yamux's keepalive pings too, but acts on no answer.
 */
import type { Connection, Stream } from '@libp2p/interface'
import { enframe } from './framing.ts'
import { admit, peerOf } from './gate.ts'
import type { Links } from './links.ts'
import { PACE } from './pace.ts'
import type { NetEvents } from './port.ts'
import { Retiring } from './retiring.ts'
import { onClose, protocolText, readFrames, sendOn } from './streams.ts'

export const BEAT = 'beat'
/** One float: the round trip that the dialling end measured last, so that both ends know it. */
const BEAT_BYTES = 8
const RTT_MS_MAX = 60_000

/** One connection's beat. Once there is one it is expected to go on, on this stream or on the next. */
interface Pulse { stream: Stream | undefined, opening: boolean, missed: number, sentAt: number, rttMs: number }

/** Errors of opening a stream that only a living peer can cause. */
const ANSWERS = new Set(['StreamResetError', 'UnsupportedProtocolError'])

export class Beating {
  readonly #links: Links
  readonly #events: NetEvents
  readonly #retiring: Retiring
  readonly #pulses = new WeakMap<Connection, Pulse>()
  #timer: NodeJS.Timeout | undefined

  constructor (links: Links, events: NetEvents) {
    this.#links = links
    this.#events = events
    this.#retiring = new Retiring(links)
  }

  start (beatMs: number): void { this.#timer = setInterval(() => this.#beat(), beatMs).unref() }
  stop (): void { clearInterval(this.#timer) }

  /** The echoing end: a stream of beats from the peer that dialled. */
  echo (stream: Stream, connection: Connection): void {
    const link = admit(stream, connection, this.#links, this.#events)
    if (link === undefined) return
    this.#listen(stream, connection, frame => {
      const rttMs = new DataView(frame.buffer, frame.byteOffset).getFloat64(0, true)
      if (rttMs > 0 && rttMs < RTT_MS_MAX) link.rttMs = rttMs
      sendOn(stream, enframe([frame], BEAT_BYTES))
    })
  }

  #beat (): void {
    this.#retiring.look()
    for (const link of this.#links.all()) {
      for (const connection of link.open ? this.#links.connections(link.id) : []) this.#beatOn(connection)
    }
  }

  #beatOn (connection: Connection): void {
    const dialled = connection.direction === 'outbound'
    const pulse = this.#pulses.get(connection) ?? (dialled ? this.#pulse(connection) : undefined)
    if (pulse === undefined) return
    if (pulse.missed >= PACE.beatsMissedMax) {
      this.#events.onNote('warn', 'a connection is dead, it is cut', { peer: peerOf(connection), missed: pulse.missed })
      return connection.abort(new Error(`${pulse.missed} beats missed`))
    }
    pulse.missed++
    if (!dialled) return
    if (pulse.stream !== undefined) this.#send(pulse, pulse.stream)
    else if (!pulse.opening) void this.#open(connection, pulse)
  }

  #send (pulse: Pulse, stream: Stream): void {
    const frame = new Uint8Array(BEAT_BYTES)
    new DataView(frame.buffer).setFloat64(0, pulse.rttMs, true)
    if (pulse.missed === 1) pulse.sentAt = performance.now() // Else the answer could be to an earlier one.
    sendOn(stream, enframe([frame], BEAT_BYTES))
  }

  async #open (connection: Connection, pulse: Pulse): Promise<void> {
    pulse.opening = true
    try {
      const stream = await connection.newStream(protocolText(BEAT), { signal: AbortSignal.timeout(PACE.openMs) })
      pulse.missed = 1
      this.#send(pulse, stream)
      this.#listen(stream, connection, () => {
        pulse.rttMs = performance.now() - pulse.sentAt
        const link = this.#links.find(peerOf(connection))
        if (link !== undefined) link.rttMs = pulse.rttMs
      })
    } catch (error) {
      if (ANSWERS.has((error as Error).name)) pulse.missed = 0
    } finally {
      pulse.opening = false
    }
  }

  #listen (stream: Stream, connection: Connection, heard: (frame: Uint8Array) => void): void {
    const pulse = this.#pulse(connection)
    pulse.stream = stream
    onClose(stream, () => {
      if (pulse.stream === stream) pulse.stream = undefined
      if (stream.status === 'reset') pulse.missed = 0 // A peer that does not admit us (yet) is alive.
    })
    readFrames(stream, BEAT_BYTES, frame => {
      if (frame.byteLength !== BEAT_BYTES) return stream.abort(new Error('a beat has 8 bytes'))
      pulse.missed = 0
      heard(frame)
    }, error => this.#events.onNote('warn', 'a peer beats wrongly', { peer: peerOf(connection), why: error.message }))
  }

  #pulse (connection: Connection): Pulse {
    const pulse = this.#pulses.get(connection) ?? { stream: undefined, opening: false, missed: 0, sentAt: 0, rttMs: 0 }
    this.#pulses.set(connection, pulse)
    return pulse
  }
}

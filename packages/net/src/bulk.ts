/**
 * Bulk: one request, then frames for as long as it takes, at the pace of the reader.
 *
 * Touches streams it is given. The writer waits while the stream holds too much (libp2p alone would buffer without
 * bound); the reader pauses the stream, which stops yamux from opening the window.
 */
import { HivemindError, LIMITS, type NodeId } from '@hivemind/base'
import type { Connection, Stream } from '@libp2p/interface'
import { refuse } from './errors.ts'
import { checkLength, enframe, HEADER_BYTES } from './framing.ts'
import { admit } from './gate.ts'
import type { Links } from './links.ts'
import { PACE } from './pace.ts'
import type { BulkWriter, NetEvents, PeerCounters } from './port.ts'
import { firstFrame, onClose, protocolText, readFrames, sendOn, writable } from './streams.ts'

/** Serve one pull. */
export const serving = (links: Links, events: NetEvents) =>
  async (stream: Stream, connection: Connection): Promise<void> => {
    const link = admit(stream, connection, links, events)
    if (link === undefined) return
    let request: Uint8Array | undefined
    try {
      request = await firstFrame(stream, LIMITS.frameBytesMax, AbortSignal.timeout(PACE.visitMs))
      if (!link.open) return
      await events.onPull(link.id, request, bulkWriter(stream, link.counters))
      await stream.close()
    } catch (error) {
      const why = (error as Error).message
      const { code } = error as { code?: string }
      if (request === undefined && code === 'HIVE_NET_FRAME_SIZE') link.counters.framesRefused++
      events.onNote('debug', 'a pull ended early', { peer: link.id, why })
      stream.abort(error as Error)
    }
  }

function bulkWriter (stream: Stream, counters: PeerCounters): BulkWriter {
  const gone = new AbortController()
  onClose(stream, () => gone.abort(cut('the reader went away')))
  return {
    signal: gone.signal,
    async write (frame) {
      checkLength(frame.byteLength, LIMITS.frameBytesMax)
      const sent = writable(stream) && sendOn(stream, enframe([frame], LIMITS.frameBytesMax))
      if (!sent) throw cut('the reader went away')
      counters.framesSent++
      counters.bytesSent += frame.byteLength + HEADER_BYTES
      while (stream.writeBufferLength > PACE.writeAheadBytes) await room(stream)
    }
  }
}

/** Wait until the stream wrote something on. */
async function room (stream: Stream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer)
      stream.removeEventListener('drain', drained)
      stream.removeEventListener('idle', drained)
      stream.removeEventListener('close', closed)
      if (error === undefined) resolve()
      else reject(error)
    }
    const drained = (): void => queueMicrotask(settle) // After libp2p's own listener, which writes on.
    const closed = (): void => settle(cut('the reader went away'))
    const timer = setTimeout(() => {
      stream.abort(new Error('the reader stalled'))
    }, PACE.stalledMs)
    stream.addEventListener('drain', drained)
    stream.addEventListener('idle', drained)
    stream.addEventListener('close', closed)
    if (stream.status !== 'open') closed()
  })
}

/** What the reading end holds between the stream and the loop. */
interface Reading {
  readonly frames: Uint8Array[]
  bytes: number
  paused: boolean
  ended: boolean
  error: Error | undefined
  wake: () => void
}

/** Pull from a peer. @throws {HivemindError} HIVE_NET_CUT; the reason of `signal` */
export async function * pulling (
  connection: Connection, request: Uint8Array, signal: AbortSignal, counters: PeerCounters
): AsyncGenerator<Uint8Array, void, void> {
  signal.throwIfAborted()
  const bytes = enframe([request], LIMITS.frameBytesMax)
  const stream = await opened(connection, signal)
  const aborted = (): void => stream.abort(signal.reason as Error)
  signal.addEventListener('abort', aborted)
  try {
    const reading = read(stream, counters)
    sendOn(stream, bytes)
    while (true) {
      const frame = reading.frames.shift()
      if (frame !== undefined) {
        reading.bytes -= frame.byteLength
        resume(stream, reading)
        yield frame
        signal.throwIfAborted()
      } else if (reading.error !== undefined) {
        signal.throwIfAborted()
        throw reading.error
      } else if (reading.ended) return
      else await new Promise<void>(resolve => { reading.wake = resolve })
    }
  } finally {
    signal.removeEventListener('abort', aborted)
    stream.abort(new Error('the pull is over'))
  }
}

/** A pull that has nobody to pull from. */
export const notConnected = (id: NodeId): HivemindError =>
  new HivemindError(refuse('HIVE_NET_NOT_CONNECTED', `no connection to ${id}, expected one of an admitted peer`))

async function opened (connection: Connection, signal: AbortSignal): Promise<Stream> {
  try {
    const either = AbortSignal.any([signal, AbortSignal.timeout(PACE.openMs)])
    return await connection.newStream(protocolText('log'), { signal: either })
  } catch (error) {
    signal.throwIfAborted()
    throw cut(`the stream did not open: ${(error as Error).message}`)
  }
}

function read (stream: Stream, counters: PeerCounters): Reading {
  const wake = (): void => undefined
  const reading: Reading = { frames: [], bytes: 0, paused: false, ended: false, error: undefined, wake }
  const finish = (error?: Error): void => {
    if (!reading.ended) reading.error = error
    reading.ended = true
    reading.wake()
  }
  const state = readFrames(stream, LIMITS.frameBytesMax, frame => {
    reading.frames.push(frame)
    reading.bytes += frame.byteLength
    counters.framesReceived++
    counters.bytesReceived += frame.byteLength + HEADER_BYTES
    pauseIfAhead(stream, reading)
    reading.wake()
  }, error => {
    counters.framesRefused++
    finish(error)
  })
  stream.addEventListener('end', () => {
    // A reset tells `end` too; only a stream that is still open was ended by its writer.
    if (stream.status !== 'open') finish(cut(`the stream was ${stream.status}`))
    else finish(state.pendingBytes > 0 ? cut('the stream ended within a frame') : undefined)
  })
  onClose(stream, error => finish(cut(`the stream closed: ${error?.message ?? 'connection lost'}`)))
  return reading
}

function pauseIfAhead (stream: Stream, reading: Reading): void {
  if (reading.paused || reading.bytes <= PACE.readAheadBytes || stream.readStatus !== 'readable') return
  reading.paused = true
  stream.pause()
}

/** A stream that resumes tells what it held, then opens its window, even if it was paused in between: pause after. */
function resume (stream: Stream, reading: Reading): void {
  if (!reading.paused || reading.bytes > PACE.readAheadBytes / 2) return
  if (stream.status === 'open' && stream.readStatus === 'paused') stream.resume()
  reading.paused = false
  pauseIfAhead(stream, reading)
}

const cut = (why: string): HivemindError => new HivemindError(refuse('HIVE_NET_CUT', why))

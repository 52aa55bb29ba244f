/**
 * A bulk stream of the in-memory room: a queue with room for little, so that the writer goes at the pace of the reader.
 *
 * Touches nothing.
 */
import { HivemindError, LIMITS } from '@hivemind/base'
import { refuse } from './errors.ts'
import { checkLength, HEADER_BYTES } from './framing.ts'
import type { Pipe } from './hub.ts'
import { PACE } from './pace.ts'
import type { BulkWriter, PeerCounters } from './port.ts'

export const newPipe = (): Pipe => ({
  frames: [],
  bytes: 0,
  ended: false,
  error: undefined,
  gone: new AbortController(),
  wake: () => undefined,
  room: () => undefined
})

/** The writing end. */
export const pipeWriter = (pipe: Pipe, counters: PeerCounters): BulkWriter => ({
  signal: pipe.gone.signal,
  async write (frame) {
    checkLength(frame.byteLength, LIMITS.frameBytesMax)
    if (pipe.gone.signal.aborted) throw gone()
    pipe.frames.push(new Uint8Array(frame))
    pipe.bytes += frame.byteLength
    counters.framesSent++
    counters.bytesSent += frame.byteLength + HEADER_BYTES
    pipe.wake()
    while (pipe.bytes > PACE.writeAheadBytes) {
      await new Promise<void>(resolve => {
        pipe.room = resolve
        pipe.gone.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      if (pipe.gone.signal.aborted) throw gone()
    }
  }
})

/** The reading end. @throws the pipe's error; the reason of `signal` */
export async function * reading (
  pipe: Pipe, signal: AbortSignal, counters: PeerCounters
): AsyncGenerator<Uint8Array, void, void> {
  const aborted = (): void => pipe.wake()
  signal.addEventListener('abort', aborted)
  try {
    while (true) {
      signal.throwIfAborted()
      const frame = pipe.frames.shift()
      if (frame !== undefined) {
        pipe.bytes -= frame.byteLength
        counters.framesReceived++
        counters.bytesReceived += frame.byteLength + HEADER_BYTES
        pipe.room()
        yield frame
      } else if (pipe.error !== undefined) throw pipe.error
      else if (pipe.ended) return
      else await new Promise<void>(resolve => { pipe.wake = resolve })
    }
  } finally {
    signal.removeEventListener('abort', aborted)
    pipe.gone.abort(gone())
  }
}

const gone = (): HivemindError => new HivemindError(refuse('HIVE_NET_CUT', 'the reader went away'))

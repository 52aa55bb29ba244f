/**
 * Frames on a libp2p stream, and how a stream is ended.
 *
 * Touches streams it is given, nothing else.
 */
import type { Stream } from '@libp2p/interface'
import { type Deframer, deframe, deframer } from './framing.ts'

export const protocolText = (name: string): string => `/hivemind/${name}/1`

/**
 * Read frames from now on.
 *
 * @param take - gets each frame in order; it owns the bytes
 * @param refused - called once when the stream held a frame of a wrong size; the stream is reset already
 * @returns the reading state: what is pending when the stream ends is an unfinished frame
 */
export function readFrames (
  stream: Stream, frameBytesMax: number, take: (frame: Uint8Array) => void, refused: (error: Error) => void
): Deframer {
  const state = deframer(frameBytesMax)
  stream.addEventListener('message', ({ data }) => {
    for (const chunk of data instanceof Uint8Array ? [data] : data) {
      if (stream.status !== 'open' && stream.status !== 'closing') return
      const frames: Uint8Array[] = []
      const error = caught(() => deframe(state, chunk, frame => frames.push(frame)))
      for (const frame of frames) take(frame)
      if (error !== undefined) {
        stream.abort(error)
        refused(error)
        return
      }
    }
  })
  return state
}

/**
 * Wait for one frame; later ones are ignored.
 *
 * @throws the reason of `signal`, the stream's error, or HIVE_NET_FRAME_SIZE; the stream is reset then
 */
export async function firstFrame (stream: Stream, frameBytesMax: number, signal: AbortSignal): Promise<Uint8Array> {
  return await new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      stream.abort(error)
      reject(error)
    }
    const aborted = (): void => failed(signal.reason as Error)
    if (signal.aborted) return aborted()
    signal.addEventListener('abort', aborted, { once: true })
    onClose(stream, error => {
      signal.removeEventListener('abort', aborted)
      reject(error ?? new Error('the stream was closed'))
    })
    stream.addEventListener('end', () => { if (stream.status === 'open') reject(new Error('the stream ended')) })
    readFrames(stream, frameBytesMax, frame => {
      signal.removeEventListener('abort', aborted)
      resolve(frame)
    }, failed)
  })
}

/** Send on a stream that may be gone; false when it was. */
export function sendOn (stream: Stream, bytes: Uint8Array): boolean {
  return caught(() => stream.send(bytes)) === undefined
}

/**
 * Call back once when a stream is closed, at once when it already is: a stream may be reset before it is handed to us.
 */
export function onClose (stream: Stream, closed: (error?: Error) => void): void {
  if (stream.status === 'open' || stream.status === 'closing') {
    stream.addEventListener('close', ({ error }) => closed(error), { once: true })
  } else closed(new Error(`the stream was ${stream.status}`))
}

/** Whether a stream can still be written to. */
export const writable = (stream: Stream): boolean => stream.status === 'open' && stream.writeStatus === 'writable'

function caught (work: () => void): Error | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return error as Error
  }
}

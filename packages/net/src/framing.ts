/**
 * Frames on a stream of bytes: a little-endian 32-bit length, then so many bytes.
 *
 * Pure. The reading side meets hostile bytes: it never reserves what was only announced, copies each whole frame out of
 * the receive buffers (a small frame must not keep a large buffer alive), and stops for ever at the first bad length.
 */
import { HivemindError } from '@hivemind/base'
import { refuse } from './errors.ts'

export const HEADER_BYTES = 4
/** Memory a reader starts with for a frame that came in pieces. */
const PIECES_BYTES = 4_096

/** One stream's reading state. */
export interface Deframer {
  readonly frameBytesMax: number
  /** Bytes of an unfinished frame, header included. */
  pending: Uint8Array
  pendingBytes: number
}

export const deframer = (frameBytesMax: number): Deframer =>
  ({ frameBytesMax, pending: new Uint8Array(0), pendingBytes: 0 })

/**
 * Take bytes as they come and give each frame they complete to `take`, in order.
 *
 * @throws {HivemindError} HIVE_NET_FRAME_SIZE at an empty or oversized frame; the stream cannot be read on
 */
export function deframe (state: Deframer, chunk: Uint8Array, take: (frame: Uint8Array) => void): void {
  let at = 0
  while (state.pendingBytes > 0 && at < chunk.byteLength) {
    const missing = missingBytes(state)
    at = append(state, chunk, at, missing)
    if (state.pendingBytes > HEADER_BYTES && missingBytes(state) === 0) {
      const frame = state.pending.subarray(HEADER_BYTES, state.pendingBytes) // Ours: the buffer was made for it.
      state.pendingBytes = 0
      state.pending = new Uint8Array(0)
      take(frame)
    } else checkPending(state)
  }
  while (chunk.byteLength - at >= HEADER_BYTES) {
    const length = lengthAt(chunk, at, state.frameBytesMax)
    if (chunk.byteLength - at < HEADER_BYTES + length) break
    at += HEADER_BYTES + length
    take(new Uint8Array(chunk.subarray(at - length, at))) // `slice` of a Buffer would not copy.
  }
  if (at < chunk.byteLength) append(state, chunk, at, chunk.byteLength - at)
}

/** Put frames into one piece of bytes. @throws {HivemindError} HIVE_NET_FRAME_SIZE when a frame is of a wrong size */
export function enframe (frames: readonly Uint8Array[], frameBytesMax: number): Uint8Array<ArrayBuffer> {
  let size = 0
  for (const frame of frames) {
    checkLength(frame.byteLength, frameBytesMax)
    size += HEADER_BYTES + frame.byteLength
  }
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const frame of frames) {
    view.setUint32(at, frame.byteLength, true)
    bytes.set(frame, at + HEADER_BYTES)
    at += HEADER_BYTES + frame.byteLength
  }
  return bytes
}

/** @throws {HivemindError} HIVE_NET_FRAME_SIZE */
export function checkLength (length: number, frameBytesMax: number): void {
  if (length >= 1 && length <= frameBytesMax) return
  throw new HivemindError(refuse('HIVE_NET_FRAME_SIZE', `a frame of ${length} bytes, expected 1 to ${frameBytesMax}`))
}

/** Bytes until the header is complete, then until the frame is. */
function missingBytes (state: Deframer): number {
  if (state.pendingBytes < HEADER_BYTES) return HEADER_BYTES - state.pendingBytes
  return HEADER_BYTES + lengthAt(state.pending, 0, state.frameBytesMax) - state.pendingBytes
}

function checkPending (state: Deframer): void {
  if (state.pendingBytes >= HEADER_BYTES) lengthAt(state.pending, 0, state.frameBytesMax)
}

function lengthAt (bytes: Uint8Array, at: number, frameBytesMax: number): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES).getUint32(0, true)
  checkLength(length, frameBytesMax)
  return length
}

/** Copy into the pending buffer, which grows by doubling: its size follows what came, not what was announced. */
function append (state: Deframer, chunk: Uint8Array, at: number, wanted: number): number {
  const count = Math.min(wanted, chunk.byteLength - at)
  const needed = state.pendingBytes + count
  if (needed > state.pending.byteLength) {
    const least = Math.min(PIECES_BYTES, state.frameBytesMax)
    const larger = new Uint8Array(Math.max(needed, least, state.pending.byteLength * 2))
    larger.set(state.pending.subarray(0, state.pendingBytes))
    state.pending = larger
  }
  state.pending.set(chunk.subarray(at, at + count), state.pendingBytes)
  state.pendingBytes = needed
  return at + count
}

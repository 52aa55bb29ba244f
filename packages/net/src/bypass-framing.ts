/**
 * What goes over a bypass: frames of the small protocols between pieces of everything else.
 *
 * Pure. Each begins with a little-endian 32-bit word, its kind in the highest byte and its length in the rest: kind 0
 * is a piece of the muxer's bytes, the others are whole frames, in the order of `FRAME_PROTOCOLS`. The reading side
 * meets hostile bytes: it reserves nothing that was only announced, keeps nothing of a frame that is not wanted,
 * copies each frame out of the receive buffer, and stops for ever at the first bad word.
 */
import { HivemindError, LIMITS } from '@hivemind/base'
import { refuse } from './errors.ts'
import { checkLength, HEADER_BYTES } from './framing.ts'
import { FRAME_PROTOCOLS, type FrameProtocol } from './port.ts'

const MUXED = 0
const LENGTH_BITS = 24
const LENGTH_MASK = 2 ** LENGTH_BITS - 1
/** Memory that a frame which comes in pieces starts with. */
const PIECES_BYTES = 4_096

/** Who gets what a bypass carries. */
export interface BypassTaker {
  /** Bytes of the muxer, as they came: a part of the receive buffer. */
  muxed (bytes: Uint8Array): void
  /** Asked at the head of each frame; one that is not wanted is skipped. */
  wants (protocol: FrameProtocol): boolean
  /** A whole frame; the taker owns the bytes. */
  frame (protocol: FrameProtocol, bytes: Uint8Array): void
}

/** One bypass's reading state. */
export interface BypassReader {
  /** The word that begins a piece, as far as it came. */
  word: number
  wordBytes: number
  kind: number
  /** Bytes of the piece that are still to come. */
  left: number
  skipping: boolean
  pending: Uint8Array
  pendingBytes: number
}

export const bypassReader = (): BypassReader => ({
  word: 0, wordBytes: 0, kind: MUXED, left: 0, skipping: false, pending: new Uint8Array(0), pendingBytes: 0
})

/** Frames of one protocol as they go over a bypass, in one piece. @throws {HivemindError} HIVE_NET_FRAME_SIZE */
export function bypassFrames (protocol: FrameProtocol, frames: readonly Uint8Array[]): Buffer {
  const kind = FRAME_PROTOCOLS.indexOf(protocol) + 1
  let size = 0
  for (const { byteLength } of frames) {
    checkLength(byteLength, LIMITS.frameBytesMax)
    size += HEADER_BYTES + byteLength
  }
  const bytes = Buffer.allocUnsafe(size)
  let at = 0
  for (const frame of frames) {
    at = bytes.writeUInt32LE(kind << LENGTH_BITS | frame.byteLength, at)
    bytes.set(frame, at)
    at += frame.byteLength
  }
  return bytes
}

/** Bytes of the muxer as they go over a bypass, in pieces that fit. */
export function bypassMuxed (bytes: Uint8Array): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.byteLength; at += LENGTH_MASK) {
    const piece = bytes.subarray(at, at + LENGTH_MASK)
    const whole = Buffer.allocUnsafe(HEADER_BYTES + piece.byteLength)
    whole.writeUInt32LE(piece.byteLength) // Kind 0.
    whole.set(piece, HEADER_BYTES)
    pieces.push(whole)
  }
  return pieces
}

/**
 * Take bytes as they come.
 *
 * @throws {HivemindError} HIVE_NET_FRAME_SIZE at a piece of unknown kind or wrong size; nothing after it can be read
 */
export function readBypass (state: BypassReader, chunk: Uint8Array, taker: BypassTaker): void {
  let at = 0
  while (at < chunk.byteLength) {
    if (state.left === 0) {
      state.word |= (chunk[at++] ?? 0) << (8 * state.wordBytes++)
      if (state.wordBytes === HEADER_BYTES) begin(state, taker)
      continue
    }
    const came = chunk.subarray(at, at + state.left)
    at += came.byteLength
    state.left -= came.byteLength
    if (state.kind === MUXED) taker.muxed(came)
    else if (!state.skipping) takeFrame(state, came, taker)
  }
}

function begin (state: BypassReader, taker: BypassTaker): void {
  const { word } = state
  state.word = 0
  state.wordBytes = 0
  state.kind = word >>> LENGTH_BITS
  const length = word & LENGTH_MASK
  state.left = length
  if (state.kind === MUXED) return
  const protocol = FRAME_PROTOCOLS[state.kind - 1]
  if (protocol === undefined) {
    const found = `a piece of kind ${state.kind}, expected 0 to ${FRAME_PROTOCOLS.length}`
    throw new HivemindError(refuse('HIVE_NET_FRAME_SIZE', found))
  }
  checkLength(length, LIMITS.frameBytesMax)
  state.skipping = !taker.wants(protocol)
}

function takeFrame (state: BypassReader, came: Uint8Array, taker: BypassTaker): void {
  const protocol = FRAME_PROTOCOLS[state.kind - 1] as FrameProtocol // `begin` saw that there is one.
  if (state.pendingBytes === 0 && state.left === 0) return taker.frame(protocol, new Uint8Array(came))
  const needed = state.pendingBytes + came.byteLength
  if (needed > state.pending.byteLength) {
    // It grows by doubling: its size follows what came, not what was announced, and never passes it.
    const doubled = Math.max(needed, PIECES_BYTES, state.pending.byteLength * 2)
    const larger = new Uint8Array(Math.min(needed + state.left, doubled))
    larger.set(state.pending.subarray(0, state.pendingBytes))
    state.pending = larger
  }
  state.pending.set(came, state.pendingBytes)
  state.pendingBytes = needed
  if (state.left > 0) return
  const frame = state.pending.subarray(0, needed)
  state.pending = new Uint8Array(0)
  state.pendingBytes = 0
  taker.frame(protocol, frame)
}

/**
 * The applied state as one blob, for snapshots on disk and newcomers: msgpack of plain structures.
 *
 * Pure. No extension types and no shared record shapes, so that equal states have equal bytes.
 */
import { LIMITS } from '@hivemind/base'
import type { ControlSnapshot } from '@hivemind/control'
import { Packr, Unpackr } from 'msgpackr'
import { malformed, tooLarge } from './errors.ts'
import { checkMsgpack } from './msgpack.ts'

const options = { useRecords: false, moreTypes: false } as const
const packr = new Packr(options)
const unpackr = new Unpackr(options)

/** A state is a map of lists of sessions of lists of answers, six levels; the others are to spare. */
const LEVELS_MAX = 16

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export function encodeState (snapshot: ControlSnapshot): Uint8Array {
  const bytes = packr.pack(snapshot)
  if (bytes.length > LIMITS.stateBytesMax) throw tooLarge('bytes of a state', bytes.length, LIMITS.stateBytesMax)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * A state from a blob. Its shape is not checked here: `importState` of control does that, and compares its hash.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE, HIVE_WIRE_MALFORMED
 */
export function decodeState (bytes: Uint8Array): ControlSnapshot {
  if (bytes.length > LIMITS.stateBytesMax) throw tooLarge('bytes of a state', bytes.length, LIMITS.stateBytesMax)
  checkMsgpack(bytes, LEVELS_MAX)
  const found = unpacked(bytes)
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw malformed('state is no record')
  return found as ControlSnapshot
}

function unpacked (bytes: Uint8Array): unknown {
  try {
    return unpackr.unpack(bytes)
  } catch (cause) {
    throw malformed(`state of ${bytes.length} bytes cannot be read: ${String(cause)}`, { cause })
  }
}

/**
 * The applied state as one blob, for snapshots on disk and newcomers: msgpack of plain structures.
 *
 * Pure. No extension types and no shared record shapes, so that equal states have equal bytes.
 */
import { LIMITS } from '@hivemind/base'
import type { ControlSnapshot } from '@hivemind/control'
import { Packr, Unpackr } from 'msgpackr'
import { malformed, tooLarge } from './errors.ts'

const options = { useRecords: false, mapsAsObjects: true, int64AsType: 'number', moreTypes: false } as const
const packr = new Packr(options)
const unpackr = new Unpackr(options)

/** Levels of a state: a map of sessions of lists of answers, and some to spare. */
const DEPTH_MAX = 16

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export function encodeState (snapshot: ControlSnapshot): Uint8Array {
  const bytes = packr.pack(snapshot)
  checkSize(bytes)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * A state from a blob whose hash was checked; its shape is checked by whoever restores it.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE, HIVE_WIRE_MALFORMED
 */
export function decodeState (bytes: Uint8Array): ControlSnapshot {
  checkSize(bytes)
  let found: unknown
  try {
    found = unpackr.unpack(bytes)
  } catch (cause) {
    throw malformed(`state of ${bytes.length} bytes cannot be read: ${String(cause)}`, { cause })
  }
  checkPlain(found, DEPTH_MAX)
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw malformed('state is no record')
  return found as ControlSnapshot
}

function checkSize (bytes: Uint8Array): void {
  if (bytes.length > LIMITS.stateBytesMax) throw tooLarge('bytes of a state', bytes.length, LIMITS.stateBytesMax)
}

/** Only what JSON could say too: no dates, maps, class instances or cycles that an extension type might have made. */
function checkPlain (value: unknown, depthLeft: number): void {
  if (depthLeft === 0) throw malformed(`state is more than ${DEPTH_MAX} levels deep`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (Array.isArray(value)) {
    for (const one of value) checkPlain(one, depthLeft - 1)
    return
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    for (const one of Object.values(value)) checkPlain(one, depthLeft - 1)
    return
  }
  throw malformed(`state holds a ${typeof value} that is not plain`)
}

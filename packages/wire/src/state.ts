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

/** Records of a list that are encoded at once: a fraction of a millisecond. */
const SLICE_RECORDS = 200

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export const encodeState = (snapshot: ControlSnapshot): Uint8Array => joinState([...encodeStateSlices(snapshot)])

/** The bytes of `encodeState` piece by piece, for whoever has other things to do between them. */
export function * encodeStateSlices (snapshot: ControlSnapshot): Generator<Uint8Array, void, void> {
  yield * recordSlices({ ...snapshot })
}

function * listSlices (list: readonly unknown[]): Generator<Uint8Array, void, void> {
  yield listHead(list.length)
  for (let at = 0; at < list.length; at += SLICE_RECORDS) {
    const slice = list.slice(at, at + SLICE_RECORDS)
    yield packr.pack(slice).subarray(slice.length < 16 ? 1 : 3) // Without the head of a list of its own.
  }
}

function * recordSlices (record: Readonly<Record<string, unknown>>): Generator<Uint8Array, void, void> {
  const fields = Object.entries(record)
  yield mapHead(fields.length)
  for (const [name, value] of fields) {
    yield packr.pack(name)
    if (name === 'sessions' && Array.isArray(value)) yield * sessionSlices(value)
    else if (Array.isArray(value)) yield * listSlices(value)
    else yield packr.pack(value)
  }
}

/** A session has thousands of answers: encoded in one piece each would hold up everything else. */
function * sessionSlices (sessions: readonly unknown[]): Generator<Uint8Array, void, void> {
  yield listHead(sessions.length)
  for (const session of sessions) {
    if (typeof session === 'object' && session !== null && !Array.isArray(session))
      yield * recordSlices(session as Readonly<Record<string, unknown>>)
    else yield packr.pack(session)
  }
}

/** All slices as one. @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export function joinState (slices: readonly Uint8Array[]): Uint8Array {
  const joining = joinStateSteps(slices)
  for (;;) {
    const { done, value } = joining.next()
    if (done === true) return value
  }
}

/**
 * The same, step by step: filling memory that was not touched before takes a millisecond for each megabyte or two.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE
 */
export function * joinStateSteps (slices: readonly Uint8Array[]): Generator<void, Uint8Array, void> {
  const size = slices.reduce((sum, { length }) => sum + length, 0)
  if (size > LIMITS.stateBytesMax) throw tooLarge('bytes of a state', size, LIMITS.stateBytesMax)
  const bytes = Buffer.allocUnsafeSlow(size) // All of it is written, so it need not be filled with zeros first.
  let at = 0
  for (const slice of slices) {
    bytes.set(slice, at)
    at += slice.length
    yield
  }
  return bytes
}

/** Head of a map of fewer than 65,536 fields. */
const mapHead = (fields: number): Uint8Array => Uint8Array.of(0xde, fields >> 8, fields & 0xff)

/** Head of a list, of whatever length. */
function listHead (length: number): Uint8Array {
  const head = Buffer.alloc(5, 0xdd)
  head.writeUInt32BE(length, 1)
  return head
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

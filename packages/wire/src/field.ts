/**
 * One check for each kind of field: a value of the right unit comes out, or a refusal that names the field.
 *
 * Pure. Sizes are bytes of UTF-8. Absent fields may be `undefined` or `null`, and stand for their protobuf default.
 */
import {
  type ClusterId, clusterId, type Epoch, type ErrorCode, epoch, type Index, index, LIMITS, type NodeId, nodeId,
  type Term, term, type WallMs, wallMs
} from '@hivemind/base'
import { BOUNDS } from './bounds.ts'
import { malformed, outOfRange, tooLarge } from './errors.ts'

type Absent = null | undefined

const ID = /^[A-Za-z0-9]{1,128}$/
const CLUSTER = /^[A-Za-z0-9_-]{0,128}$/
const CODE = /^HIVE_[A-Z0-9_]{1,59}$/
const HEX_256 = /^[0-9a-f]{64}$/

const LARGEST: number = Number.MAX_SAFE_INTEGER

/** @returns a whole number from `least` to `most`; an absent one (protobufjs shows a Long object) is 0 */
export function count (value: number | Absent, what: string, most = LARGEST, least = 0): number {
  const found = typeof value === 'number' ? value : 0
  if (!Number.isSafeInteger(found) || found < least || found > most) {
    throw outOfRange(what, found, `a whole number from ${least} to ${most}`)
  }
  return found
}

export const indexField = (value: number | Absent, what: string): Index => index(count(value, what))
export const termField = (value: number | Absent, what: string): Term => term(count(value, what))
export const epochField = (value: number | Absent, what: string): Epoch => epoch(count(value, what))
export const wallField = (value: number | Absent, what: string): WallMs => wallMs(count(value, what))

export function text (value: string | Absent, what: string, bytesMax: number, bytesMin = 0): string {
  const found = value ?? ''
  // A UTF-16 unit is at most three bytes, so short text needs no counting.
  const bytes = found.length * 3 <= bytesMax ? found.length : Buffer.byteLength(found)
  if (bytes > bytesMax) throw tooLarge(`bytes of ${what}`, bytes, bytesMax)
  if (bytes < bytesMin) throw outOfRange(what, found, `at least ${bytesMin} bytes`)
  return found
}

export const name = (value: string | Absent, what: string): string => text(value, what, BOUNDS.nameBytesMax)

export function node (value: string | Absent, what: string): NodeId {
  const found = value ?? ''
  if (!ID.test(found)) throw outOfRange(what, found, `1 to ${BOUNDS.idBytesMax} letters and digits`)
  return nodeId(found)
}

/** An identity that may be unknown: empty text on the wire. */
export const nodeOrNull = (value: string | Absent, what: string): NodeId | null =>
  (value ?? '') === '' ? null : node(value, what)

export function cluster (value: string | Absent, what: string): ClusterId {
  const found = value ?? ''
  if (!CLUSTER.test(found)) throw outOfRange(what, found, `at most ${BOUNDS.clusterBytesMax} letters, digits, - and _`)
  return clusterId(found)
}

export function code (value: string | Absent, what: string): ErrorCode {
  const found = value ?? ''
  if (!CODE.test(found)) throw outOfRange(what, found, 'HIVE_ and at most 59 capitals, digits and _')
  return found as ErrorCode
}

export function hexHash (value: string | Absent, what: string): string {
  const found = value ?? ''
  if (!HEX_256.test(found)) throw outOfRange(what, found, '64 lower-case hexadecimal digits')
  return found
}

/** Exactly so many bytes, copied: they outlive the frame that they are a small part of. */
export function exactly (value: Uint8Array | Absent, what: string, size: number): Uint8Array {
  const found = value?.length ?? 0
  if (value == null || found !== size) throw outOfRange(`length of ${what}`, found, `${size}`)
  return value.slice()
}

const NO_BYTES = new Uint8Array(0)

/** At most so many bytes: a view of the frame, not a copy. */
export function atMost (value: Uint8Array | Absent, what: string, bytesMax: number): Uint8Array {
  // The default of an absent field is a Buffer; everything else here is plain.
  const found = value == null || value.length === 0 ? NO_BYTES : value
  if (found.length > bytesMax) throw tooLarge(`bytes of ${what}`, found.length, bytesMax)
  return found
}

type Check<Raw, Checked> = (value: Raw, what: string) => Checked

export function list<Raw, Checked> (
  values: readonly Raw[] | Absent, what: string, most: number, check: Check<Raw, Checked>
): Checked[] {
  const found = values ?? []
  if (found.length > most) throw tooLarge(what, found.length, most)
  return found.map(value => check(value, what))
}

/** The member of a table that a number stands for. */
export function oneOf<Name extends string> (value: number | Absent, what: string, names: readonly Name[]): Name {
  const found = names[value ?? 0]
  if (found === undefined) throw outOfRange(what, value, `a number below ${names.length} (${names.join(', ')})`)
  return found
}

export function present<Raw> (value: Raw | Absent, what: string): Raw {
  if (value == null) throw malformed(`${what} is missing`)
  return value
}

export const voters = (values: readonly string[] | Absent, what: string): NodeId[] =>
  list(values, what, LIMITS.votersMax, node)
export const learners = (values: readonly string[] | Absent, what: string): NodeId[] =>
  list(values, what, BOUNDS.learnersMax, node)

/** Text as valid UTF-8 of at most so many bytes, cut between two characters. */
export function cut (value: string, bytesMax: number): string {
  const bytes = Buffer.from(value)
  let end = Math.min(bytes.length, bytesMax)
  // A continuation byte never starts a character, so the cut goes back to one that does.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}

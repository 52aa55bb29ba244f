/**
 * Envelopes in their usual form, written and read by hand: the words around the body are ASCII and within their bounds.
 *
 * Pure. Each entry of the log is one, on each replica, so this is half of what a follower does with it. Whatever is
 * unusual, or wrong, is left to `envelope.ts`, which knows all of it and says what is wrong.
 */
import { LIMITS, type WallMs } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import { BOUNDS } from './bounds.ts'
import { asciiAt, bufferOver, Cursor, nothingRemembered, putField, putNumber } from './cursor.ts'

/** Bodies up to this size are never larger when they are written again (envelope.ts). */
const BODY_BYTES_MAX = LIMITS.entryBytesMax / 8
const VERSION_MAX = 65_535

const TYPE = 10
const VERSION = 16
const TXID = 26
const ACTOR = 34
const CAUSE = 42
const REASON = 50
const TRACE = 58
const AT = 64
const SESSION = 74
const SEQUENCE = 80
const BODY = 90

/** How long each text may be. */
const BYTES_MAX: Readonly<Record<number, number>> = {
  [TYPE]: LIMITS.eventTypeBytesMax, [TXID]: BOUNDS.nameBytesMax, [ACTOR]: BOUNDS.actorBytesMax,
  [CAUSE]: BOUNDS.nameBytesMax, [REASON]: LIMITS.reasonBytesMax, [TRACE]: BOUNDS.nameBytesMax,
  [SESSION]: LIMITS.sessionBytesMax
}

const lastType = nothingRemembered()
const lastActor = nothingRemembered()
const lastReason = nothingRemembered()
const lastSession = nothingRemembered()

type Numbers = Pick<Envelope, 'version' | 'sequence'> & { at: number }
type Texts = Pick<Envelope, 'type' | 'txid' | 'actor' | 'cause' | 'reason' | 'trace' | 'session'>
type Writable<Record> = { -readonly [Field in keyof Record]: Record[Field] }

/** @returns null when the bytes are not of the usual form; that says nothing of whether they are an envelope */
export function readPlainEnvelope (bytes: Uint8Array): Envelope | null {
  const cursor = new Cursor(bytes)
  const said: Writable<Texts & Numbers> =
    { type: '', version: 0, txid: '', actor: '', cause: '', reason: '', trace: '', session: '', sequence: 0, at: 0 }
  let [bodyFrom, bodyEnd] = [-1, -1]
  while (cursor.at < bytes.length) {
    const tag = bytes[cursor.at++] as number
    if (tag === VERSION || tag === AT || tag === SEQUENCE) {
      const value = cursor.number()
      if (value < 0) return null
      if (tag === VERSION) said.version = value
      else if (tag === AT) said.at = value
      else said.sequence = value
      continue
    }
    const from = cursor.piece()
    if (from < 0) return null
    if (tag === BODY) [bodyFrom, bodyEnd] = [from, cursor.at]
    else if (!readText(said, tag, bytes, from, cursor.at)) return null
  }
  if (said.type === '' || said.version < 1 || said.version > VERSION_MAX || bodyFrom < 0) return null
  const body = readBody(bytes, bodyFrom, bodyEnd)
  if (body === undefined) return null
  const { type, version, txid, actor, cause, reason, trace, session, sequence, at } = said
  return { type, version, txid, actor, cause, reason, trace, session, sequence, body, at: at as WallMs }
}

function readText (said: Writable<Texts>, tag: number, bytes: Uint8Array, from: number, end: number): boolean {
  const most = BYTES_MAX[tag]
  if (most === undefined || end - from > most) return false
  const last = tag === SESSION ? lastSession : tag === ACTOR ? lastActor : tag === TYPE ? lastType :
    tag === REASON ? lastReason : null
  const text = asciiAt(bytes, from, end, last)
  if (text === null) return false
  switch (tag) {
    case TYPE: said.type = text; break
    case TXID: said.txid = text; break
    case ACTOR: said.actor = text; break
    case CAUSE: said.cause = text; break
    case REASON: said.reason = text; break
    case TRACE: said.trace = text; break
    default: said.session = text
  }
  return true
}

/** @returns undefined for what is no flat JSON in UTF-8, or what may be none */
function readBody (bytes: Uint8Array, from: number, end: number): unknown {
  if (end - from > BODY_BYTES_MAX) return undefined
  const text = bufferOver(bytes).toString('utf8', bytes.byteOffset + from, bytes.byteOffset + end)
  if (text.includes('\ufffd')) return undefined // What is not UTF-8 becomes one; an honest one is rare.
  try {
    const body: unknown = JSON.parse(text)
    return isFlat(body) ? body : undefined
  } catch {
    return undefined
  }
}

/** Whether nothing in it holds anything, so that its depth needs no counting; JSON has no large integers. */
function isFlat (body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  for (const key in body) {
    const value = (body as Readonly<Record<string, unknown>>)[key]
    if (typeof value === 'bigint' || (typeof value === 'object' && value !== null)) return false
  }
  return true
}

/** Payloads are cut from pieces of memory of this size, one after another: entries go in the order they came in. */
const SLAB_BYTES = 64 * 1024
/** Larger ones have memory of their own. */
const CUT_BYTES_MAX = SLAB_BYTES / 4
/** All that is around a body, at most. */
const AROUND_BYTES_MAX = 4 * 1024

let slab = new Uint8Array(0)
let slabUsed = 0
const scratch = Buffer.alloc(CUT_BYTES_MAX + AROUND_BYTES_MAX)

/** @returns null when it is not of the usual form */
export function writePlainEnvelope (envelope: Envelope): Uint8Array | null {
  if (!isFlat(envelope.body) || !areUsual(envelope)) return null
  const json = JSON.stringify(envelope.body)
  if (json === undefined || json.length * 3 > CUT_BYTES_MAX) return null
  const { type, version, txid, actor, cause, reason, trace, session, sequence } = envelope
  let at = putText(0, TYPE, type)
  at = putField(scratch, at, VERSION, version)
  at = putText(at, TXID, txid)
  at = putText(at, ACTOR, actor)
  at = putText(at, CAUSE, cause)
  at = putText(at, REASON, reason)
  at = putText(at, TRACE, trace)
  at = putField(scratch, at, AT, envelope.at)
  at = putText(at, SESSION, session)
  at = putField(scratch, at, SEQUENCE, sequence)
  if (!Number.isSafeInteger(at)) return null // A text was not ASCII.
  scratch[at] = BODY
  at = putNumber(scratch, at + 1, Buffer.byteLength(json))
  at += scratch.write(json, at, 'utf8')
  return cut(at)
}

/** Whether texts and numbers are within their bounds; a body is that may not be what its JSON says. */
function areUsual (envelope: Envelope): boolean {
  const { type, version, txid, actor, cause, reason, trace, at, session, sequence, body } = envelope
  return type !== '' && type.length <= LIMITS.eventTypeBytesMax && version >= 1 && version <= VERSION_MAX &&
    Number.isSafeInteger(version) && Number.isSafeInteger(at) && at >= 0 && Number.isSafeInteger(sequence) &&
    sequence >= 0 && txid.length <= BOUNDS.nameBytesMax && actor.length <= BOUNDS.actorBytesMax &&
    cause.length <= BOUNDS.nameBytesMax && reason.length <= LIMITS.reasonBytesMax &&
    trace.length <= BOUNDS.nameBytesMax && session.length <= LIMITS.sessionBytesMax &&
    (body as { readonly toJSON?: unknown }).toJSON === undefined
}

/** @returns the place after it; NaN when it is not ASCII */
function putText (from: number, tag: number, text: string): number {
  if (text === '') return from
  let at = from
  scratch[at++] = tag
  at = putNumber(scratch, at, text.length)
  for (let unit = 0; unit < text.length; unit++) {
    const code = text.charCodeAt(unit)
    if (code > 127) return Number.NaN
    scratch[at++] = code
  }
  return at
}

/** Bytes that keep what is in the scratch. */
function cut (length: number): Uint8Array {
  if (slabUsed + length > slab.length) {
    slab = new Uint8Array(Buffer.allocUnsafeSlow(SLAB_BYTES).buffer)
    slabUsed = 0
  }
  const bytes = new Uint8Array(slab.buffer, slabUsed, length)
  bytes.set(scratch.subarray(0, length))
  slabUsed += length
  return bytes
}

/**
 * The envelope of a log entry and the draft of one: protobuf around a JSON body of bounded size and depth.
 *
 * Pure. What the body of each type must hold is the concern of `control`; here it is only any JSON value.
 */

import { isUtf8 } from 'node:buffer'
import { HivemindError, LIMITS, type Refusal } from '@hivemind/base'
import type { Draft, Envelope } from '@hivemind/control'
import { BOUNDS } from './bounds.ts'
import { malformed, tooLarge } from './errors.ts'
import { count, name, text, wallField } from './field.ts'
import { hivemind } from './generated/messages.js'
import { readPlainEnvelope, writePlainEnvelope } from './plain-envelope.ts'
import { read, written } from './reader.ts'

/** Room that the fields around the largest event take. */
const BODY_BYTES_MAX = LIMITS.entryBytesMax

/**
 * Bytes of an envelope, as an entry's payload.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE, HIVE_WIRE_RANGE or HIVE_WIRE_MALFORMED for what could not be read again
 */
export function encodeEnvelope (envelope: Envelope): Uint8Array {
  const plain = writePlainEnvelope(envelope)
  if (plain !== null) return plain
  const raw = fromDraft(envelope)
  raw.at = count(envelope.at, 'envelope at')
  return written('envelope', hivemind.Envelope.encode(raw), LIMITS.entryBytesMax)
}

/** What bytes say, or null when they are no envelope; `readEnvelope` says why. */
export function decodeEnvelope (bytes: Uint8Array): Envelope | null {
  const plain = readPlainEnvelope(bytes)
  if (plain !== null) return plain
  const found = readEnvelope(bytes)
  return 'envelope' in found ? found.envelope : null
}

/** What bytes say, or why they say nothing. Never throws. */
export function readEnvelope (bytes: Uint8Array): { readonly envelope: Envelope } | { readonly refusal: Refusal } {
  const plain = readPlainEnvelope(bytes)
  if (plain !== null) return { envelope: plain }
  try {
    const raw = read('envelope', hivemind.Envelope, bytes, LIMITS.entryBytesMax)
    return { envelope: { ...toDraft(raw), at: wallField(raw.at, 'envelope at') } }
  } catch (error) {
    if (error instanceof HivemindError) return { refusal: error.refusal }
    throw error
  }
}

/** @throws {HivemindError} when a receiver would refuse it */
export function fromDraft (draft: Draft): hivemind.Envelope.$Properties {
  return { ...fields(draft), body: bodyBytes(draft.body) }
}

/** @throws {HivemindError} HIVE_WIRE_RANGE, HIVE_WIRE_TOO_LARGE, HIVE_WIRE_MALFORMED */
export function toDraft (raw: hivemind.Envelope.$Properties): Draft {
  return { ...fields(raw), body: bodyOf(raw.body ?? new Uint8Array(0)) }
}

/** The fields that are alike on both sides, checked. Text that people gave may hold half a character; it is mended. */
function fields (from: hivemind.Envelope.$Properties | Draft): Omit<Draft, 'body'> {
  return {
    type: text(from.type?.toWellFormed(), 'envelope type', LIMITS.eventTypeBytesMax, 1),
    version: count(from.version, 'envelope version', 65_535, 1),
    txid: name(from.txid?.toWellFormed(), 'envelope txid'),
    actor: text(from.actor?.toWellFormed(), 'envelope actor', BOUNDS.actorBytesMax),
    cause: name(from.cause?.toWellFormed(), 'envelope cause'),
    reason: text(from.reason?.toWellFormed(), 'envelope reason', LIMITS.reasonBytesMax),
    trace: name(from.trace?.toWellFormed(), 'envelope trace'),
    session: text(from.session?.toWellFormed(), 'envelope session', LIMITS.sessionBytesMax),
    sequence: count(from.sequence, 'envelope sequence')
  }
}

function bodyBytes (body: unknown): Uint8Array {
  let json: string | undefined
  try {
    json = JSON.stringify(body)
  } catch (cause) {
    throw malformed(`envelope body cannot be JSON: ${String(cause)}`, { cause })
  }
  if (json === undefined) throw malformed(`envelope body is ${typeof body}, a JSON value expected`)
  const bytes = Buffer.from(json)
  checkDepth(bytes)
  return bytes
}

/**
 * A JSON value from bytes, which may be longer once it is written again: `1e20` becomes 21 digits. What a peer
 * proposes must still fit into an entry then, or a leader could be made to fail on its own entry.
 */
function bodyOf (bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw malformed('envelope body is not UTF-8')
  checkDepth(bytes)
  let body: unknown
  try {
    body = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    throw malformed(`envelope body of ${bytes.length} bytes is not JSON`)
  }
  if (bytes.length > BODY_BYTES_MAX / 8) text(JSON.stringify(body), 'envelope body, written again', BODY_BYTES_MAX)
  return body
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Counts open brackets outside of text, before anything recursive sees the body. */
function checkDepth (json: Uint8Array): void {
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === QUOTE) at = endOfText(json, at + 1)
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > BOUNDS.bodyDepthMax) throw tooLarge('levels of an envelope body', depth, BOUNDS.bodyDepthMax)
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
}

/** @returns place of the quote that ends a text: the first before which stands an even number of backslashes */
function endOfText (json: Uint8Array, from: number): number {
  for (let at = json.indexOf(QUOTE, from); at >= 0; at = json.indexOf(QUOTE, at + 1)) {
    let before = at
    while (before > from && json[before - 1] === BACKSLASH) before--
    if ((at - before) % 2 === 0) return at
  }
  return json.length
}

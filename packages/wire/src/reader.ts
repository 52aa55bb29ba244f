/**
 * A protobuf reader for bytes that nobody vouches for: numbers that fit, fields that are counted.
 *
 * Pure. Generated code reads through it, so that no schema can forget a check; that text is UTF-8 it checks by itself.
 */

import { HivemindError } from '@hivemind/base'
import protobuf from 'protobufjs/minimal.js'
import { BOUNDS } from './bounds.ts'
import { malformed, outOfRange, tooLarge } from './errors.ts'

export class StrictReader extends protobuf.Reader {
  #fieldsLeft: number = BOUNDS.fieldsMax
  override discardUnknown = true

  /** Counts fields, known or not: a frame of nothing but empty fields would otherwise become millions of objects. */
  override tag (): number {
    if (--this.#fieldsLeft < 0) throw tooLarge('fields of one message', BOUNDS.fieldsMax + 1, BOUNDS.fieldsMax)
    return super.tag()
  }

  /** Any u64 of ours counts something, so it is a safe integer; the declared type is that of other readers. */
  override uint64 (): ReturnType<protobuf.Reader['uint64']> {
    let value = 0
    let scale = 1
    for (let place = 0; place < 10; place++) {
      if (this.pos >= this.len) throw new RangeError('number ends after the message')
      const byte = this.buf[this.pos++] as number
      value += (byte & 127) * scale
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) throw outOfRange('a number', value, `at most ${Number.MAX_SAFE_INTEGER}`)
        return value as unknown as ReturnType<protobuf.Reader['uint64']>
      }
      scale *= 128
    }
    throw new RangeError('number of more than ten bytes')
  }
}

/** What generated code offers for each message type. */
export interface Decodes<Raw> { readonly decode: (reader: protobuf.Reader) => Raw }

/**
 * Read one message of a generated type. Its fields still have to be checked.
 *
 * @param what - the message's name, for the refusal
 * @param bytesMax - size above which nothing is read
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE, HIVE_WIRE_RANGE, HIVE_WIRE_MALFORMED
 */
export function read<Raw> (what: string, type: Decodes<Raw>, bytes: Uint8Array, bytesMax: number): Raw {
  if (bytes.length > bytesMax) throw tooLarge(`bytes of ${what}`, bytes.length, bytesMax)
  try {
    // A view of the same memory that is no Buffer, so that what is cut from it is plain.
    return type.decode(new StrictReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
  } catch (cause) {
    if (cause instanceof HivemindError) throw cause
    throw malformed(`${what} of ${bytes.length} bytes cannot be read: ${String(cause)}`, { cause })
  }
}

/**
 * Bytes of what a generated `encode` wrote.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE when no receiver would take it
 */
export function written (what: string, writer: protobuf.Writer, bytesMax: number): Uint8Array {
  const bytes = writer.finish()
  if (bytes.length > bytesMax) throw tooLarge(`bytes of ${what}`, bytes.length, bytesMax)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

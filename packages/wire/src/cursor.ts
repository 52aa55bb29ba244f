/**
 * Protobuf's own pieces, read and written one after another, for the few messages that make up a stream of writes.
 *
 * Pure. Generated code makes several objects for each field of each entry, and the collector pays for them. What is
 * read here is only the usual form: whoever meets anything else answers null, and generated code judges the bytes.
 */

/** Numbers of more bits are left to generated code. */
const SCALE_MAX = 2 ** 49

/** Reads numbers and lengths; every answer below 0 says that the bytes are not of the usual form. */
export class Cursor {
  readonly bytes: Uint8Array
  readonly end: number
  at: number

  constructor (bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  /** @returns the tag of the next field; -1 at the end. Tags of more than a byte are not of the usual form. */
  tag (): number { return this.at < this.end ? this.bytes[this.at++] as number : -1 }

  /** @returns the number here; -1 when there is none, or one beyond 2^49 */
  number (): number {
    let value = 0
    for (let scale = 1; this.at < this.end && scale < SCALE_MAX; scale *= 128) {
      const byte = this.bytes[this.at++] as number
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    return -1
  }

  /** Go past a piece of bytes. @returns where it begins, and `at` is its end; -1 when it is cut short */
  piece (): number {
    const length = this.number()
    const from = this.at
    if (length < 0 || from + length > this.end) return -1
    this.at = from + length
    return from
  }
}

/** How many bytes a number takes. */
export function numberBytes (value: number): number {
  let bytes = 1
  for (let left = value; left >= 128; left = Math.floor(left / 128)) bytes++
  return bytes
}

/** @returns the place after it */
export function putNumber (bytes: Uint8Array, at: number, value: number): number {
  let left = value
  let next = at
  for (; left > 0x7fff_ffff; left = Math.floor(left / 128)) bytes[next++] = (left % 128) | 128
  for (; left >= 128; left >>>= 7) bytes[next++] = (left & 127) | 128
  bytes[next++] = left
  return next
}

/** A field of a number; nothing when it is 0. @returns the place after it */
export function putField (bytes: Uint8Array, at: number, tag: number, value: number): number {
  if (value === 0) return at
  bytes[at] = tag
  return putNumber(bytes, at + 1, value)
}

/** The last text that was read at one place, and its bytes: actors, sessions and types come again and again. */
export interface Remembered { bytes: Uint8Array, text: string }

/** Longer texts are not kept. */
const REMEMBERED_BYTES_MAX = 256

export const nothingRemembered = (): Remembered => ({ bytes: new Uint8Array(0), text: '' })

/** @returns the text of some bytes; null when it is not ASCII */
export function asciiAt (bytes: Uint8Array, from: number, end: number, last: Remembered | null): string | null {
  if (from === end) return ''
  if (last !== null && isThere(last.bytes, bytes, from, end)) return last.text
  for (let at = from; at < end; at++) if ((bytes[at] as number) > 127) return null
  const text = bufferOver(bytes).toString('latin1', bytes.byteOffset + from, bytes.byteOffset + end)
  if (last !== null && end - from <= REMEMBERED_BYTES_MAX) {
    last.bytes = bytes.slice(from, end)
    last.text = text
  }
  return text
}

function isThere (wanted: Uint8Array, bytes: Uint8Array, from: number, end: number): boolean {
  if (wanted.length !== end - from) return false
  for (let at = 0; at < wanted.length; at++) if (wanted[at] !== bytes[from + at]) return false
  return true
}

let over = Buffer.alloc(0)

/** The whole memory that some bytes lie in, as a Buffer; those of one frame lie in one. */
export function bufferOver ({ buffer }: Uint8Array): Buffer {
  if (over.buffer !== buffer || over.length !== buffer.byteLength) over = Buffer.from(buffer as ArrayBuffer)
  return over
}

/**
 * Values in the distinguished encoding of ASN.1, as far as a certificate needs it: a tag, a length, and what is inside.
 *
 * Pure. What is read comes from strangers: each length is checked against what is there, and a form that is not
 * the distinguished one is refused. Source: X.690, 8.1 and 10.1.
 */

/** Tags of the values that certificates are made of. */
export const TAG = {
  boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, objectId: 0x06, utcTime: 0x17,
  generalizedTime: 0x18, sequence: 0x30, version: 0xa0, extensions: 0xa3
} as const

export interface DerValue {
  readonly tag: number
  readonly content: Uint8Array
  /** Tag and length included. */
  readonly whole: Uint8Array
}

/** Encode one value from the pieces of its content. */
export function der (tag: number, ...pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
  const digits: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256)
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + digits.length, ...digits]
  return Buffer.concat([Uint8Array.from(head), ...pieces])
}

/** Bytes of a length may take so many: certificates of a handshake are far smaller than what three tell. */
const LENGTH_BYTES_MAX = 3

/** The values that lie side by side in some bytes. @throws {RangeError} when the bytes are no such row */
export function readDer (bytes: Uint8Array): readonly DerValue[] {
  const values: DerValue[] = []
  for (let at = 0; at < bytes.byteLength;) {
    const { begin, end } = boundsAt(bytes, at)
    const tag = bytes[at] ?? 0
    values.push({ tag, content: bytes.subarray(begin, end), whole: bytes.subarray(at, end) })
    at = end
  }
  return values
}

function boundsAt (bytes: Uint8Array, at: number): { readonly begin: number, readonly end: number } {
  const first = bytes[at + 1]
  if (first === undefined || ((bytes[at] ?? 0) & 0x1f) === 0x1f) throw new RangeError(`no tag and length at ${at}`)
  const digits = first < 0x80 ? 0 : first - 0x80
  const begin = at + 2 + digits
  if (first === 0x80 || digits > LENGTH_BYTES_MAX || begin > bytes.byteLength)
    throw new RangeError(`a length at ${at + 1} of ${digits} bytes`)
  const length = digits === 0 ? first : bytes.subarray(at + 2, begin).reduce((sum, byte) => sum * 256 + byte, 0)
  const isShortest = digits === 0 || length >= Math.max(0x80, 256 ** (digits - 1))
  if (!isShortest || begin + length > bytes.byteLength) throw new RangeError(`a value at ${at} of ${length} bytes`)
  return { begin, end: begin + length }
}

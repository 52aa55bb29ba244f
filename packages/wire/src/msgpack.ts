/**
 * Walks msgpack bytes before they become objects, so that what they claim is no more than what they hold.
 *
 * Pure. Source: the msgpack specification. Only what JSON could say too is let through: no extension, no bytes, no
 * number that is not finite, no key but text.
 */
import { isUtf8 } from 'node:buffer'
import { malformed, tooLarge } from './errors.ts'

/** What follows a type byte: so many bytes to skip, then so many values. */
interface Shape { readonly size: number, readonly values: number, readonly text: boolean }

const scalar = (size: number): Shape => ({ size, values: 0, text: false })
const NOTHING = scalar(0)

/**
 * Check that bytes are one value of plain msgpack.
 *
 * @param levelsMax - arrays and maps inside one another
 * @throws {HivemindError} HIVE_WIRE_MALFORMED, HIVE_WIRE_TOO_LARGE
 */
export function checkMsgpack (bytes: Uint8Array, levelsMax: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  /** Values left on each level; on a map's level every second one is a key. */
  const left = [1]
  const isMap = [false]
  let at = 0
  while (left.length > 0) {
    const level = left.length - 1
    const open = left[level] as number
    if (open === 0) {
      left.pop()
      isMap.pop()
      continue
    }
    left[level] = open - 1
    if (at >= bytes.length) throw malformed(`msgpack ends at ${at} within a value`)
    const type = bytes[at++] as number
    const found = shape(type, view, at)
    if (isMap[level] === true && open % 2 === 0 && !found.text) throw malformed(`msgpack key at ${at} is no text`)
    at += headBytes(type)
    const claimed = Math.max(found.size, found.values)
    const end = at + found.size
    if (claimed > bytes.length - at) throw malformed(`msgpack at ${at} claims ${claimed} of ${bytes.length - at} bytes`)
    if (found.text && !isUtf8(bytes.subarray(at, end))) throw malformed(`msgpack text at ${at} is not UTF-8`)
    at = end
    if (found.values === 0) continue
    left.push(found.values)
    isMap.push(holdsPairs(type))
    if (left.length - 1 > levelsMax) throw tooLarge('levels of msgpack', left.length - 1, levelsMax)
  }
  if (at !== bytes.length) throw malformed(`msgpack has ${bytes.length - at} bytes after its value`)
}

const holdsPairs = (type: number): boolean => (type & 0xf0) === 0x80 || type === 0xde || type === 0xdf

/** Bytes of the length that stands behind a type byte. */
function headBytes (type: number): number {
  if (type === 0xd9) return 1
  if (type === 0xda || type === 0xdc || type === 0xde) return 2
  return type === 0xdb || type === 0xdd || type === 0xdf ? 4 : 0
}

function shape (type: number, view: DataView, at: number): Shape {
  if (type < 0x80 || type >= 0xe0) return NOTHING
  if (type < 0x90) return { size: 0, values: (type & 15) * 2, text: false }
  if (type < 0xa0) return { size: 0, values: type & 15, text: false }
  if (type < 0xc0) return { size: type & 31, values: 0, text: true }
  if (at + headBytes(type) > view.byteLength) throw malformed(`msgpack ends at ${at} within a length`)
  switch (type) {
    case 0xc0: case 0xc2: case 0xc3: return NOTHING
    case 0xca: case 0xcb: return float(type, view, at)
    case 0xcc: case 0xd0: return scalar(1)
    case 0xcd: case 0xd1: return scalar(2)
    case 0xce: case 0xd2: return scalar(4)
    case 0xd9: return { size: view.getUint8(at), values: 0, text: true }
    case 0xda: return { size: view.getUint16(at), values: 0, text: true }
    case 0xdb: return { size: view.getUint32(at), values: 0, text: true }
    case 0xdc: return { size: 0, values: view.getUint16(at), text: false }
    case 0xdd: return { size: 0, values: view.getUint32(at), text: false }
    case 0xde: return { size: 0, values: view.getUint16(at) * 2, text: false }
    case 0xdf: return { size: 0, values: view.getUint32(at) * 2, text: false }
    default: throw malformed(`msgpack type 0x${type.toString(16)} at ${at - 1} is not plain`)
  }
}

function float (type: number, view: DataView, at: number): Shape {
  const size = type === 0xca ? 4 : 8
  if (at + size > view.byteLength) throw malformed(`msgpack ends at ${at} within a number`)
  const value = size === 4 ? view.getFloat32(at) : view.getFloat64(at)
  if (!Number.isFinite(value)) throw malformed(`msgpack number at ${at} is ${value}, a finite one expected`)
  return scalar(size)
}

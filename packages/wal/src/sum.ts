/**
 * One checksum over all records of a segment, which its seal carries: CRC-32 of zlib, many times as fast as ours.
 *
 * Touches node:zlib for CRC-32 only; deterministic.
 */
import { crc32 } from 'node:zlib'

export const SUM_BYTES = 4

/** The sum after `bytes`, which follow what has the sum `before`; 0 before the first record. */
export const sumAfter = (before: number, bytes: Uint8Array): number => crc32(bytes, before)

export function sumBytes (sum: number): Uint8Array {
  const bytes = Buffer.alloc(SUM_BYTES)
  bytes.writeUInt32LE(sum)
  return bytes
}

/** @returns the sum in a seal's payload; null in one without, as earlier releases wrote them */
export const sumIn = (payload: Uint8Array): number | null =>
  payload.length === SUM_BYTES ? new DataView(payload.buffer, payload.byteOffset).getUint32(0, true) : null

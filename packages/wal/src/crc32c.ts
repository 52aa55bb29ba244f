/**
 * CRC-32C (Castagnoli), eight bytes a step: the checksum of every record, header slot and superblock.
 *
 * Pure. Source: RFC 3720 12.1 and B.4 (golden vectors). zlib's crc32 is CRC-32/IEEE, another polynomial.
 */

const POLYNOMIAL = 0x82f63b78
const LANES = 8
const TABLES = tables()

function tables (): Int32Array {
  const made = new Int32Array(LANES * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    made[byte] = crc
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256] ?? 0
    made[at] = (before >>> 8) ^ (made[before & 0xff] ?? 0)
  }
  return made
}

/**
 * Checksum of `bytes[from, end)`.
 *
 * @param seed - checksum of what comes before, so that parts can be joined; 0 at the start
 * @returns an unsigned 32-bit number
 */
export function crc32c (bytes: Uint8Array, seed = 0, from = 0, end = bytes.length): number {
  const table = TABLES
  let crc = ~seed
  let at = from
  // The index arithmetic stays inside the table and the bytes, so the `as number` below never lies.
  for (const last = end - 7; at < last; at += 8) {
    crc ^= (bytes[at] as number) | ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
    crc = (table[1792 + (crc & 0xff)] as number) ^ (table[1536 + ((crc >>> 8) & 0xff)] as number) ^
      (table[1280 + ((crc >>> 16) & 0xff)] as number) ^ (table[1024 + (crc >>> 24)] as number) ^
      (table[768 + (bytes[at + 4] as number)] as number) ^ (table[512 + (bytes[at + 5] as number)] as number) ^
      (table[256 + (bytes[at + 6] as number)] as number) ^ (table[bytes[at + 7] as number] as number)
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] as number)) & 0xff] as number)
  return ~crc >>> 0
}

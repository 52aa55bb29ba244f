/**
 * The running hash that makes a log comparable from outside and finds lost or misdirected writes.
 *
 * Touches node:crypto for SHA-256 only; deterministic.
 */
import { hash } from 'node:crypto'
import { CHAIN_BYTES, KIND_NUMBER, writeU64 } from './format.ts'
import type { EntryKind } from './types.ts'

export const NO_CHAIN: Uint8Array = new Uint8Array(CHAIN_BYTES)

const PREFIX_BYTES = CHAIN_BYTES + 17
const scratch = Buffer.alloc(64 * 1024)

/**
 * Chain after an entry: sha256(chain before ‖ u64 index ‖ u64 term ‖ u8 kind ‖ payload), little-endian.
 *
 * @returns 32 bytes of its own
 */
export function chainAfter (
  before: Uint8Array,
  entry: { readonly index: number, readonly term: number, readonly kind: EntryKind, readonly payload: Uint8Array }
): Uint8Array {
  const bytes = PREFIX_BYTES + entry.payload.length
  const whole = bytes <= scratch.length ? scratch : Buffer.allocUnsafe(bytes)
  whole.set(before, 0)
  writeU64(whole, CHAIN_BYTES, entry.index)
  writeU64(whole, CHAIN_BYTES + 8, entry.term)
  whole[CHAIN_BYTES + 16] = KIND_NUMBER[entry.kind]
  whole.set(entry.payload, PREFIX_BYTES)
  return hash('sha256', whole.subarray(0, bytes), 'buffer')
}

export function sameChain (left: Uint8Array, right: Uint8Array): boolean {
  for (let at = 0; at < CHAIN_BYTES; at++) if (left[at] !== right[at]) return false
  return true
}

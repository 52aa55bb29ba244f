/**
 * The running hash that makes a log comparable from outside and finds lost or misdirected writes.
 *
 * Touches node:crypto for SHA-256 only; deterministic.
 */
import { hash } from 'node:crypto'
import { CHAIN_BYTES, copyChain, KIND_NUMBER, writeU64 } from './format.ts'
import type { EntryKind } from './types.ts'

export const NO_CHAIN: Uint8Array = new Uint8Array(CHAIN_BYTES)
/** Those of no entries. */
export const NO_CHAINS: Buffer = Buffer.alloc(0)

const PREFIX_BYTES = CHAIN_BYTES + 17
const scratch = Buffer.alloc(64 * 1024)
/** The part of the scratch that was hashed last: entries of a stream are often of one length. */
let hashed = scratch

/** What is hashed of an entry. */
type Hashed =
  { readonly index: number, readonly term: number, readonly kind: EntryKind, readonly payload: Uint8Array }

/**
 * Chain after an entry: sha256(chain before ‖ u64 index ‖ u64 term ‖ u8 kind ‖ payload), little-endian.
 *
 * @returns 32 bytes of its own
 */
export function chainAfter (before: Uint8Array, entry: Hashed): Uint8Array {
  const chain = Buffer.alloc(CHAIN_BYTES)
  chain.write(digest(before, 0, entry), 'binary')
  return chain
}

/** The chain after each of some entries, one after the other: a batch has one piece of memory for all of them. */
export function chainsAfter (before: Uint8Array, entries: readonly Hashed[]): Buffer {
  const chains = Buffer.alloc(entries.length * CHAIN_BYTES)
  for (let nth = 0; nth < entries.length; nth++) {
    const text = nth === 0
      ? digest(before, 0, entries[nth] as Hashed)
      : digest(chains, (nth - 1) * CHAIN_BYTES, entries[nth] as Hashed)
    chains.write(text, nth * CHAIN_BYTES, 'binary')
  }
  return chains
}

/** As text of 32 bytes: Node's own buffer for each digest has memory of its own, which costs thrice the hash. */
function digest (before: Uint8Array, beforeAt: number, entry: Hashed): string {
  const bytes = PREFIX_BYTES + entry.payload.length
  const whole = bytes <= scratch.length ? scratch : Buffer.allocUnsafe(bytes)
  copyChain(whole, 0, before, beforeAt)
  writeU64(whole, CHAIN_BYTES, entry.index)
  writeU64(whole, CHAIN_BYTES + 8, entry.term)
  whole[CHAIN_BYTES + 16] = KIND_NUMBER[entry.kind]
  whole.set(entry.payload, PREFIX_BYTES)
  if (whole !== scratch) return hash('sha256', whole.subarray(0, bytes), 'binary')
  if (hashed.length !== bytes) hashed = scratch.subarray(0, bytes)
  return hash('sha256', hashed, 'binary')
}

export function sameChain (left: Uint8Array, right: Uint8Array): boolean {
  for (let at = 0; at < CHAIN_BYTES; at++) if (left[at] !== right[at]) return false
  return true
}

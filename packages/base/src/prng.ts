/**
 * Chance that can be replayed: a generator whose whole state is one number.
 *
 * Pure. The mixing function is mulberry32 (Tommy Ettinger, public domain): fast, 32 bits of state, good
 * enough for time-outs and simulations, never for secrets.
 */
import { invariant } from './invariant.ts'

/** Generator state: an unsigned 32-bit number, so it can live inside a machine's state. */
export type Prng = number & { readonly unit: 'prng' }

export const prng = (seed: number): Prng => (seed >>> 0) as Prng

/** Something that owns a generator; `draw` moves it on in place. */
export interface Chance { prng: Prng }

/**
 * Draw an integer and move the generator on.
 *
 * @param chance - owner of the generator; its `prng` is replaced
 * @param limit - exclusive upper bound, 1..2^31
 * @returns an integer in [0, limit)
 */
export function draw (chance: Chance, limit: number): number {
  invariant(limit > 0, 'a draw has at least one outcome')
  const next = prng(chance.prng + 0x6d2b79f5)
  let mixed = Math.imul(next ^ (next >>> 15), next | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  chance.prng = next
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
}

/**
 * Draw hexadecimal text, for names that must be unlikely to meet but are no secrets (transaction ids).
 *
 * @param digits - how many hexadecimal digits, 1..64
 */
export function drawHex (chance: Chance, digits: number): string {
  let text = ''
  while (text.length < digits) text += draw(chance, 16).toString(16)
  return text
}

/**
 * Memory for the bytes of a write, the same for each: one write is under way at a time, and its bytes are garbage after
 * it. Pure.
 */

/** Larger writes have memory of their own. */
const KEPT_BYTES_MAX = 512 * 1024

export class Scratch {
  #kept = Buffer.alloc(0)

  /** So many zeros; what was given out before must not be in use any more. */
  zeros (bytes: number): Buffer {
    if (bytes > KEPT_BYTES_MAX) return Buffer.alloc(bytes)
    if (bytes > this.#kept.length) this.#kept = Buffer.alloc(Math.min(KEPT_BYTES_MAX, 2 * bytes))
    return this.#kept.subarray(0, bytes).fill(0)
  }
}

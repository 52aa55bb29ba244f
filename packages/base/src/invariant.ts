/**
 * Promises our own code makes to itself.
 *
 * Pure. Never used for input from outside: that is refused at the door, not asserted.
 */

/**
 * Stop on a broken promise of our own code.
 *
 * @param promise - the sentence that should have been true; it is the bug report
 * @throws {Error} when the promise does not hold; the process must stop, state cannot be trusted
 */
export function invariant (holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${promise}`)
}

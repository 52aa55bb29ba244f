/**
 * How soon something that ended is started again: at once the first time, later each time it ends.
 *
 * Pure. Roles and the processes of a machine have the same patience.
 */
const AGAIN_MS = 250
const AGAIN_MS_MAX = 60_000
/** What lived so long did not crash at once: the next pause is short again. */
export const GOOD_MS = 60_000

/** Ends one after another, with this one. @param livedMs - how long it lived this time */
export const endsAfter = (ends: number, livedMs: number): number => livedMs >= GOOD_MS ? 1 : ends + 1

/** Milliseconds until the next start, after so many ends one after another. */
export const againMs = (ends: number): number => Math.min(AGAIN_MS * 2 ** Math.max(0, ends - 1), AGAIN_MS_MAX)

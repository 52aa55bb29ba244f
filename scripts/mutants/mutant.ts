/**
 * A planted bug, as data: an exact text of one source file and what stands there instead.
 *
 * Pure.
 */
import type { RowName } from './rows.ts'

/** The room whose source is mutated; it decides which tests and which simulated worlds look for the bug. */
export type Room = 'raft' | 'kernel' | 'control' | 'wal' | 'agent' | 'api' | 'swim' | 'feed'

export interface Mutant {
  /** `<room>-<what is wrong>`; unique. */
  readonly id: string
  /** Rows of rows.ts that it is an instance of. */
  readonly rows: readonly [RowName, ...RowName[]]
  /** What the mutated code does, as a sentence without its full stop. */
  readonly bug: string
  /** Below the room's `src`. */
  readonly file: string
  /** Found exactly once in the file. */
  readonly text: string
  /** Different from `text`, and still TypeScript that type-checks. */
  readonly becomes: string
}

export const roomOf = ({ id }: Mutant): Room => id.slice(0, id.indexOf('-')) as Room

/** Path from the root of the repository. */
export const pathOf = (mutant: Mutant): string => `packages/${roomOf(mutant)}/src/${mutant.file}`

/** How often a text occurs in another one, overlaps not counted. */
const occurrences = (whole: string, text: string): number => text === '' ? 0 : whole.split(text).length - 1

/** Why a mutant does not apply to the source of its file; null when it does. */
export function misfit ({ id, text, becomes, file }: Mutant, source: string): string | null {
  const found = occurrences(source, text)
  if (found !== 1) return `${id}: its text is found ${found} times in ${file}, expected once`
  return text === becomes ? `${id}: it changes nothing` : null
}

/**
 * The source with the bug in it.
 *
 * @throws {Error} when the text is not found exactly once
 */
export function planted (mutant: Mutant, source: string): string {
  const reason = misfit(mutant, source)
  if (reason !== null) throw new Error(reason)
  return source.replace(mutant.text, () => mutant.becomes)
}

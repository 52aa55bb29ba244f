/**
 * Words and numbers out of the files of a machine, bounded as the shapes of facts want them.
 *
 * Pure.
 */
import { LIMITS } from '@hivemind/base'

const WORD_MAX = 256

/** One line without control characters. */
export const word = (text: string | null | undefined): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes.
  (text ?? '').replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim().slice(0, WORD_MAX).toWellFormed()

export const wordOrNull = (text: string | null | undefined): string | null => {
  const found = word(text)
  return found === '' ? null : found
}

/** A whole number, or 0. */
export function whole (text: string | null | undefined): number {
  const found = Number((text ?? '').trim())
  return Number.isSafeInteger(found) && found >= 0 ? found : 0
}

/** `KEY=value` lines, values without their quotes. */
export function settings (text: string | null): ReadonlyMap<string, string> {
  const rows = (text ?? '').split('\n').flatMap(line => {
    const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [[key, value.replace(/^(["'])(.*)\1$/, '$2')] as const]
  })
  return new Map(rows)
}

/** The first rows of a list that are not more than one fact may hold. */
export function fitting<Row> (rows: readonly Row[]): Row[] {
  const kept: Row[] = []
  let bytes = '[]'.length
  for (const row of rows) {
    bytes += Buffer.byteLength(JSON.stringify(row)) + ','.length
    if (bytes > LIMITS.feedValueBytesMax) break
    kept.push(row)
  }
  return kept
}

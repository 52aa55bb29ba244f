/** Which known word was probably meant: the least edits away. Pure. */

/** Edits (insert, delete, replace, swap of neighbours) between two short words. */
export function distance (a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0))
  )
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let edits = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (same ? 0 : 1))
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        edits = Math.min(edits, at(row - 2, column - 2) + 1)
      const line = rows[row]
      if (line !== undefined) line[column] = edits
    }
  }
  return at(a.length, b.length)
}

/** The known word nearest to what was typed, or null when none is near. */
export function nearest (typed: string, known: readonly string[]): string | null {
  if (typed.length > 64) return null
  let best: string | null = null
  // Of a short word a half may be wrong, of a long one a third: farther words are no guess but an insult.
  let least = Math.max(Math.min(2, Math.floor(typed.length / 2)), Math.ceil(typed.length / 3)) + 1
  for (const word of known) {
    const edits = word.startsWith(typed) && typed.length > 1 ? 1 : distance(typed, word)
    if (edits < least) {
      best = word
      least = edits
    }
  }
  return best
}

/** `; did you mean "node list"?`, or nothing. */
export function didYouMean (typed: string, known: readonly string[]): string {
  const word = nearest(typed, known)
  return word === null ? '' : `; did you mean "${word}"?`
}

/**
 * Lines out of chunks, for either end of a connection of calls.
 *
 * Pure.
 */

export class LineReading {
  readonly #bytesMax: number
  #pieces: Buffer[] = []
  #bytes = 0

  /** @param bytesMax - of one line */
  constructor (bytesMax: number) { this.#bytesMax = bytesMax }

  /**
   * Take bytes as they come.
   *
   * @returns the lines that they complete; null when one is too long, and nothing can be read any more
   */
  take (chunk: Buffer): readonly string[] | null {
    const lines: string[] = []
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      if (this.#bytes + end - from > this.#bytesMax) return null
      this.#pieces.push(chunk.subarray(from, end))
      lines.push((this.#pieces.length === 1 ? chunk.subarray(from, end) : Buffer.concat(this.#pieces)).toString())
      this.#pieces = []
      this.#bytes = 0
      from = end + 1
    }
    if (from === chunk.length) return lines
    this.#pieces.push(chunk.subarray(from))
    this.#bytes += chunk.length - from
    return this.#bytes > this.#bytesMax ? null : lines
  }
}

/**
 * What a role prints, as lines of the agent's log: bounded, and no more of them than a log can bear.
 *
 * Touches the streams it is handed.
 */
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

const LINE_MAX = 1_000
const LINES_PER_SECOND = 100
/** Lines that are kept for whoever asks what a role said last. */
const LINES_KEPT = 20

export class Output {
  readonly last: string[] = []
  readonly #tell: (stream: string, line: string) => void
  #secondAt = 0
  #count = 0

  constructor (tell: (stream: string, line: string) => void) { this.#tell = tell }

  read (name: string, stream: Readable): void {
    const decoder = new StringDecoder('utf8')
    let rest = ''
    stream.on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = (lines.pop() ?? '').slice(0, LINE_MAX)
      for (const line of lines) this.#line(name, line)
    })
    stream.on('end', () => { if (rest !== '') this.#line(name, rest) })
    stream.on('error', () => {}) // Its process is gone, which is told elsewhere.
  }

  #line (name: string, line: string): void {
    const now = Date.now()
    if (now - this.#secondAt >= 1_000) {
      const over = this.#count - LINES_PER_SECOND
      if (over > 0) this.#tell(name, `(${over} more lines in this second)`)
      ;[this.#secondAt, this.#count] = [now, 0]
    }
    const text = line.slice(0, LINE_MAX)
    this.last.push(text)
    if (this.last.length > LINES_KEPT) this.last.shift()
    if (++this.#count <= LINES_PER_SECOND) this.#tell(name, text)
  }
}

/**
 * JSON values over a pipe, one a line, with an end to how long a line may be and how many may wait.
 *
 * Touches the stream it is handed. Whoever reads decides what a value may be; this only bounds it.
 */
import type { Duplex } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

export interface LinesNeeds {
  readonly stream: Duplex
  /** Longest line that is read, in characters. */
  readonly lineMax: number
  readonly read: (value: unknown) => void
  /** A line that is too long or no JSON; nothing more is read. */
  readonly broken: (reason: string) => void
  /** Lines that are read in one turn of the event loop; the rest waits, so that a flood starves nobody. */
  readonly linesPerTurn?: number
}

const LINES_PER_TURN = 256

export class Lines {
  readonly #needs: LinesNeeds
  readonly #decoder = new StringDecoder('utf8')
  #text = ''
  #over = false
  #resting = false

  constructor (needs: LinesNeeds) {
    this.#needs = needs
    needs.stream.on('data', (chunk: Buffer) => this.#take(this.#decoder.write(chunk)))
    needs.stream.on('error', () => { this.#over = true }) // The other side is gone; its end is told elsewhere.
  }

  /** Characters that wait to be taken by the other side. */
  get waiting (): number { return this.#needs.stream.writableLength }

  write (value: unknown): void {
    if (!this.#over && this.#needs.stream.writable) this.#needs.stream.write(`${JSON.stringify(value)}\n`)
  }

  #take (text: string): void {
    if (this.#over) return
    this.#text += text
    if (!this.#resting) this.#turn()
  }

  #turn (): void {
    const { lineMax, linesPerTurn = LINES_PER_TURN, stream } = this.#needs
    let from = 0
    for (let count = 0; count < linesPerTurn && !this.#over; count++) {
      const end = this.#text.indexOf('\n', from)
      if (end < 0) {
        this.#text = this.#text.slice(from)
        if (this.#text.length > lineMax) this.#break(`a line has more than ${lineMax} characters`)
        return
      }
      if (end - from > lineMax) return this.#break(`a line has ${end - from} characters, at most ${lineMax} are read`)
      this.#line(this.#text.slice(from, end))
      from = end + 1
    }
    if (this.#over) return
    this.#text = this.#text.slice(from)
    this.#resting = true
    stream.pause()
    setImmediate(() => {
      this.#resting = false
      stream.resume()
      this.#turn()
    })
  }

  #line (line: string): void {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      return this.#break(`"${line.slice(0, 80)}" is no JSON`)
    }
    this.#needs.read(value)
  }

  #break (reason: string): void {
    this.#over = true
    this.#text = ''
    this.#needs.stream.destroy()
    this.#needs.broken(reason)
  }
}

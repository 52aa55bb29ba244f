/**
 * Datagrams of one socket, taken, answered and sent in batches, whenever something has come.
 *
 * Touches that socket. While nothing comes nothing runs.
 */
import type { Area } from '../remembering.ts'
import type { Libc } from './libc.ts'
import { BATCH, Tray } from './tray.ts'

export interface BatchesNeeds {
  readonly libc: Libc
  readonly socket: number
  /** Before each batch: hear what is new. */
  readonly before: () => void
  /** Answer a datagram where it lies. @returns bytes of the answer, 0 for none */
  readonly answer: (area: Area, at: number, length: number, network: number, now: number) => number
  /** A fault of ours while answering one; the others go on. */
  readonly failed: (error: unknown) => void
  /** The socket is of no use any more. */
  readonly ended: (error: Error) => void
}

/** Batches before others of this thread have their turn. */
const BATCHES_MAX = 16
/** EAGAIN: nothing is there; EINTR, ENOMEM, ENOBUFS: later. */
const LATER: ReadonlySet<number> = new Set([11, 4, 12, 105])

export class Batches {
  readonly #needs: BatchesNeeds
  readonly #tray: Tray
  readonly #stop: () => void

  constructor (needs: BatchesNeeds) {
    this.#needs = needs
    this.#tray = new Tray(needs.libc)
    this.#stop = needs.libc.onReadable(needs.socket, status => this.#readable(status))
  }

  #readable (status: number): void {
    // Nothing may be thrown from here: nobody would catch it.
    if (status < 0) return this.#needs.ended(new Error(`the socket cannot be waited for: ${status}`))
    for (let batches = 0; batches < BATCHES_MAX; batches++) {
      this.#needs.before()
      const count = this.#tray.receive(this.#needs.socket)
      if (count < 0 && !LATER.has(-count)) this.#needs.ended(new Error(`nothing can be received: error ${-count}`))
      if (count > 0) this.#answer(count, Date.now())
      if (count < BATCH) return
    }
  }

  #answer (count: number, now: number): void {
    let answers = 0
    for (let nth = 0; nth < count; nth++) {
      const bytes = this.#answered(nth, now)
      if (bytes > 0) this.#tray.put(answers++, nth, bytes)
    }
    if (answers > 0) this.#tray.send(this.#needs.socket, answers)
  }

  #answered (nth: number, now: number): number {
    const tray = this.#tray
    try {
      return this.#needs.answer(tray.area, tray.at(nth), tray.bytesOf(nth), tray.networkOf(nth), now)
    } catch (error) {
      this.#needs.failed(error)
      return 0
    }
  }

  close (): void {
    this.#stop()
    this.#needs.libc.close(this.#needs.socket)
  }
}

/**
 * Send three datagrams to a socket of our own and take them back: what is laid out for one machine is not believed on
 * another.
 *
 * @returns a sentence on what is wrong, or null
 */
export function selfTest (libc: Libc): string | null {
  const [one, other] = [libc.open('127.0.0.1', 0, false), libc.open('127.0.0.1', 0, false)]
  try {
    const [from, to] = [new Tray(libc), new Tray(libc)]
    const texts = ['a', 'bcd', 'x'.repeat(1_232)]
    from.aim(libc.portOf(other))
    for (const [nth, text] of texts.entries()) {
      from.area.bytes.write(text, from.at(nth), 'latin1')
      from.put(nth, nth, text.length)
    }
    const lost = from.send(one, texts.length)
    const taken = to.receive(other)
    const read = texts.map((_, nth) => to.area.bytes.toString('latin1', to.at(nth), to.at(nth) + to.bytesOf(nth)))
    const ports = new Set(texts.map((_, nth) => to.portOf(nth)))
    if (lost > 0 || taken !== texts.length || !texts.every((text, nth) => text === read[nth]))
      return `of ${texts.length} datagrams to itself ${taken} came back, as ${JSON.stringify(read).slice(0, 100)}`
    return ports.size === 1 && ports.has(libc.portOf(one)) ? null : `they came from ports ${[...ports]}`
  } finally {
    libc.close(one)
    libc.close(other)
  }
}

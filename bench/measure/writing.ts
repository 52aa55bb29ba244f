/**
 * A client that keeps writing to every member of a cluster, and the longest time nobody acknowledged anything.
 *
 * Touches the network through node:http, alike for every product: one small write to each member every few
 * milliseconds, none waiting for another, none repeated; what the client does cannot favour one of them.
 */
import { Agent, type RequestOptions, request } from 'node:http'

/** One member as a writer sees it: where it listens, and the request that writes one value. */
export interface Target {
  readonly name: string
  readonly where: Pick<RequestOptions, 'socketPath' | 'host' | 'port'>
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The body of the write with this number. */
  readonly body: (number: number) => string
  /** Whether an answer of status 200 acknowledges the write. */
  readonly acknowledged: (answer: string) => boolean
}

/** A write that has no answer after so long is forgotten; another has long been tried. */
const PATIENCE_MS = 5_000
/** Each member gets a write so often, the members one after the other. */
const EVERY_MS = 12

/** Writes until stopped, and remembers when it was answered. */
export class Writer {
  readonly #targets: readonly Target[]
  readonly #agents: readonly Agent[]
  readonly #acknowledgedAt: number[] = []
  readonly #timer: NodeJS.Timeout
  readonly #stopping = new AbortController()
  #number = 0

  constructor (targets: readonly Target[]) {
    this.#targets = targets
    this.#agents = targets.map(() => new Agent({ keepAlive: true }))
    this.#timer = setInterval(() => this.#next(), EVERY_MS / targets.length)
  }

  get acknowledged (): number { return this.#acknowledgedAt.length }

  /** The longest time between two acknowledgements of which at least the second came after `since`. */
  gapMs (since: number): number {
    const after = this.#acknowledgedAt.findIndex(at => at > since)
    if (after === -1) return Number.POSITIVE_INFINITY
    const times = this.#acknowledgedAt.slice(Math.max(0, after - 1))
    return times.reduce((most, at, place) => Math.max(most, at - (times[place - 1] ?? at)), 0)
  }

  /** When the first acknowledgement came; infinity before. */
  get firstAt (): number { return this.#acknowledgedAt[0] ?? Number.POSITIVE_INFINITY }

  /** When the last acknowledgement came, on the clock of `performance.now()`. */
  get lastAt (): number { return this.#acknowledgedAt.at(-1) ?? 0 }

  stop (): void {
    clearInterval(this.#timer)
    this.#stopping.abort()
    for (const agent of this.#agents) agent.destroy()
  }

  #next (): void {
    const number = this.#number++
    const at = number % this.#targets.length
    const target = this.#targets[at]
    if (target !== undefined) this.#write(target, this.#agents[at], number)
  }

  #write (target: Target, agent: Agent | undefined, number: number): void {
    const body = target.body(number)
    const headers = { ...target.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const { signal } = this.#stopping
    const sent = request({ ...target.where, agent, signal, method: 'POST', path: target.path, headers }, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', chunk => { text += String(chunk) })
      answer.on('error', () => {}) // Cut off in the middle: no acknowledgement.
      answer.on('end', () => {
        if (answer.statusCode === 200 && target.acknowledged(text)) this.#acknowledgedAt.push(performance.now())
      })
    })
    sent.setTimeout(PATIENCE_MS, () => sent.destroy())
    sent.on('error', () => {}) // A member that is down answers nothing; the others are asked too.
    sent.end(body)
  }
}

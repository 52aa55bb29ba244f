/**
 * The client's end of a connection that carries calls by lines: many under way at once, each a line of JSON, answered
 * in any order (docs/adr/0034-calls-by-lines.md).
 *
 * Touches the network. A client that calls often opens one; until it stands, and where the agent knows none, calls go
 * by HTTP.
 */
import type { Socket } from 'node:net'
import { HivemindError } from '@hivemind/base'
import { ConnectionFailed, malformed, refusalIn } from './answers.ts'
import { API_LIMITS, CALLS_PATH, CALLS_PROTOCOL } from './limits.ts'
import { LineReading } from './line-reading.ts'
import type { RouteName } from './paths.ts'
import type { Where } from './transport.ts'

/** Not imported: that reads all that `node:http` exports, and loads a WebSocket client that nobody wants (14 MB). */
const { request: httpRequest } = process.getBuiltinModule('node:http')

/** One call as it goes over a line. */
export interface LineCall {
  readonly name: RouteName
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  /** JSON text. */
  readonly body?: string | undefined
  readonly deadlineMs: number
}

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/** Pause after a connection that could not be made or broke. */
const RETRY_MS = 1_000

export class CallLine {
  readonly #where: Where
  readonly #headers: Readonly<Record<string, string>>
  readonly #pending = new Map<number, Pending>()
  #state: 'closed' | 'opening' | 'open' | 'unknown-there' = 'closed'
  #socket: Socket | null = null
  #calls = 0
  #notBefore = 0
  #nextId = 1
  #unsent = ''

  constructor (where: Where, headers: Readonly<Record<string, string>>) {
    this.#where = where
    this.#headers = headers
  }

  /**
   * Make a call by a line.
   *
   * @returns null when this one has to go by HTTP
   * @throws {ConnectionFailed} when the connection broke, or `signal` aborted the call
   * @throws {HivemindError} the refusal that the agent answered with
   */
  ask (call: LineCall, signal: AbortSignal): Promise<unknown> | null {
    const socket = this.#socket
    if (socket === null) {
      if (++this.#calls > API_LIMITS.callsBeforeLines) this.#open()
      return null
    }
    const id = this.#nextId++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const aborted = (): void => this.#end(id)?.reject(failed('the call was given up', signal.reason))
    if (this.#pending.size === 0) socket.ref()
    const over = (): void => signal.removeEventListener('abort', aborted)
    this.#pending.set(id, {
      resolve: answer => { over(); resolve(answer) },
      reject: error => { over(); reject(error) }
    })
    if (signal.aborted) aborted()
    else {
      signal.addEventListener('abort', aborted)
      this.#send(socket, textOf(id, call))
    }
    return promise
  }

  close (): void {
    this.#state = 'unknown-there'
    this.#socket?.destroy()
  }

  /** Calls of one turn leave together. */
  #send (socket: Socket, text: string): void {
    if (this.#unsent === '') {
      queueMicrotask(() => {
        socket.write(this.#unsent)
        this.#unsent = ''
      })
    }
    this.#unsent += text
  }

  #open (): void {
    if (this.#state !== 'closed' || performance.now() < this.#notBefore) return
    this.#state = 'opening'
    const headers = { ...this.#headers, connection: 'Upgrade', upgrade: CALLS_PROTOCOL }
    const request = httpRequest({ ...this.#where, agent: false, method: 'GET', path: CALLS_PATH, headers })
    request.once('socket', socket => socket.unref()) // The calls that go by HTTP meanwhile keep the program alive.
    request.once('upgrade', (_, socket: Socket, head: Buffer) => this.#opened(socket, head))
    request.once('response', response => {
      this.#state = 'unknown-there'
      response.destroy()
    })
    request.once('error', () => this.#closed())
    request.end()
  }

  #opened (socket: Socket, head: Buffer): void {
    if (this.#state !== 'opening') return void socket.destroy()
    this.#state = 'open'
    this.#socket = socket
    const reading = new LineReading(API_LIMITS.answerBytesMax)
    const take = (chunk: Buffer): void => {
      const lines = reading.take(chunk)
      if (lines === null) return void socket.destroy(malformed('a line of answers is too long'))
      for (const line of lines) this.#answered(line, socket)
    }
    let why: Error | null = null
    socket.on('error', error => { why = error })
    socket.once('close', () => {
      this.#closed()
      const broke = failed('the agent closed the connection', why)
      for (const id of [...this.#pending.keys()]) this.#end(id)?.reject(broke)
    })
    socket.on('data', take)
    take(head)
  }

  #closed (): void {
    if (this.#state !== 'unknown-there') this.#state = 'closed'
    this.#notBefore = performance.now() + RETRY_MS
    this.#socket = null
  }

  #answered (line: string, socket: Socket): void {
    let answer: { readonly id?: unknown, readonly answer?: unknown, readonly problem?: unknown }
    try {
      answer = JSON.parse(line) as typeof answer
    } catch (cause) {
      return void socket.destroy(malformed('a line is not JSON', cause))
    }
    const pending = this.#end(Number(answer.id)) // Who gave up has none any more.
    if (answer.problem === undefined) return pending?.resolve(answer.answer)
    try {
      pending?.reject(new HivemindError(refusalIn(answer.problem)))
    } catch (fault) {
      pending?.reject(fault as Error)
    }
  }

  /** One call less is under way; with none left the connection does not keep the program alive. */
  #end (id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (this.#pending.size === 0) this.#socket?.unref()
    return pending
  }
}

function textOf (id: number, { name, params, query, body, deadlineMs }: LineCall): string {
  const part = (key: string, value: string | undefined): string => value === undefined ? '' : `,"${key}":${value}`
  const parts = part('params', params && JSON.stringify(params)) + part('query', query && JSON.stringify(query))
  return `{"id":${id},"call":"${name}","deadlineMs":${deadlineMs}${parts}${part('body', body)}}\n`
}

/** A read whose connection broke is sent again: this one had served others before. */
const failed = (message: string, cause: unknown): ConnectionFailed => new ConnectionFailed(message, true, true, cause)

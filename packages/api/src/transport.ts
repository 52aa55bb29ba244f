/**
 * HTTP to one agent over its unix socket or TCP, on kept connections.
 *
 * Touches the network. Knows requests, answers and how a connection fails; the contract is above it.
 */
import type { IncomingMessage } from 'node:http'
import { HivemindError } from '@hivemind/base'
import type { Address } from './address.ts'
import { ConnectionFailed, malformed, refusalIn } from './answers.ts'
import { CallLine, type LineCall } from './call-line.ts'
import { API_LIMITS } from './limits.ts'

/** Not imported: that reads all that `node:http` exports, and loads a WebSocket client that nobody wants (14 MB). */
const { Agent, request: httpRequest } = process.getBuiltinModule('node:http')

export interface Outgoing {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body?: string | undefined
}

/** Where the agent is, as node wants it. */
export type Where = { readonly socketPath: string } | { readonly host: string, readonly port: number }

export class Transport {
  readonly #where: Where
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 8, scheduling: 'lifo' })
  readonly #headers: Readonly<Record<string, string>>
  readonly #addr: string
  readonly #line: CallLine
  /** Whether the agent has ever answered: only then is an unreachable one taken to be restarting. */
  reached = false

  constructor (address: Address, token: string | undefined) {
    this.#where = address.type === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port }
    this.#addr = address.type === 'unix' ? address.path : `${address.host}:${address.port}`
    this.#headers = { host: 'agent', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    this.#line = new CallLine(this.#where, this.#headers)
  }

  /** Make a call by a line, if one stands. @returns null when it has to go by HTTP; see `CallLine.ask` */
  askByLine (call: LineCall, signal: AbortSignal): Promise<unknown> | null {
    const answer = this.#line.ask(call, signal)
    if (answer !== null) this.reached = true // It answered when the line was made.
    return answer
  }

  /**
   * Send a request and wait for the head of its answer.
   *
   * @throws {ConnectionFailed} when the connection could not be made, broke, or `signal` aborted it
   */
  open (outgoing: Outgoing, signal: AbortSignal): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const body = outgoing.body === undefined ? undefined : Buffer.from(outgoing.body)
    const headers = {
      ...this.#headers,
      ...outgoing.headers,
      ...(body && { 'content-type': 'application/json', 'content-length': String(body.length) })
    }
    const { method, path } = outgoing
    const request = httpRequest({ ...this.#where, agent: this.#agent, method, path, headers, signal })
    let sent = false
    request.once('socket', socket => {
      if (socket.connecting) socket.once('connect', () => { sent = true })
      else sent = true
    })
    request.once('error', cause =>
      reject(new ConnectionFailed(`${this.#addr}: ${cause.message}`, sent, request.reusedSocket, cause))
    )
    request.once('response', response => {
      this.reached = true
      resolve(response)
    })
    request.end(body)
    return promise
  }

  /**
   * Send a request and read its whole answer.
   *
   * @throws {ConnectionFailed} as `open`, and when the answer was cut short
   * @throws {HivemindError} the refusal that the agent answered with
   */
  async ask (outgoing: Outgoing, signal: AbortSignal): Promise<unknown> {
    const response = await this.open(outgoing, signal)
    return answerOf(response, await this.#readWhole(response))
  }

  close (): void {
    this.#line.close()
    this.#agent.destroy()
  }

  async #readWhole (response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = []
    let bytes = 0
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        bytes += chunk.length
        if (bytes > API_LIMITS.answerBytesMax) break
        chunks.push(chunk)
      }
    } catch (cause) {
      throw new ConnectionFailed(`${this.#addr}: the answer was cut short`, true, false, cause)
    }
    if (bytes > API_LIMITS.answerBytesMax) {
      throw malformed(`the answer has more than ${API_LIMITS.answerBytesMax} bytes`)
    }
    return Buffer.concat(chunks).toString()
  }

  /** Read the refusal out of an answer that is none of what was asked for. */
  async refusalOf (response: IncomingMessage): Promise<HivemindError> {
    try {
      answerOf(response, await this.#readWhole(response))
    } catch (fault) {
      if (fault instanceof HivemindError) return fault
      throw fault
    }
    return malformed(
      `the agent answered with status ${response.statusCode} and type ${response.headers['content-type']}`
    )
  }
}

/** Type of the body, without parameters. */
export const mediaOf = (response: IncomingMessage): string =>
  (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? ''

function answerOf (response: IncomingMessage, text: string): unknown {
  const media = mediaOf(response)
  if (media === 'application/problem+json') throw new HivemindError(refusalIn(parse(text)))
  if (media === 'application/json') return parse(text)
  if ((response.statusCode ?? 500) >= 400) throw malformed(`status ${response.statusCode} with type "${media}"`)
  return text
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed('the body is not JSON', cause)
  }
}

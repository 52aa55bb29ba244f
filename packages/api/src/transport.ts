/**
 * HTTP to one agent over its unix socket or TCP, on kept connections.
 *
 * Touches the network. Knows requests, answers and how a connection fails; the contract is above it.
 */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { HivemindError, type Refusal } from '@hivemind/base'
import type { Address } from './address.ts'
import { refuse } from './errors.ts'
import { API_LIMITS } from './limits.ts'

export interface Outgoing {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body?: string | undefined
}

/** The connection failed before an answer was whole. */
export class ConnectionFailed extends Error {
  /** Whether the agent may have read the request. */
  readonly sent: boolean
  /** Whether the connection had served a request before: the agent may have closed it while it was idle. */
  readonly reused: boolean
  /** Why no connection could be made, when it is a matter of permission. */
  readonly denied: boolean

  constructor (message: string, sent: boolean, reused: boolean, cause: unknown) {
    super(message, { cause })
    this.sent = sent
    this.reused = reused
    this.denied = !sent && (codeOf(cause) === 'EACCES' || codeOf(cause) === 'EPERM')
  }
}

export class Transport {
  readonly #where: { readonly socketPath: string } | { readonly host: string, readonly port: number }
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 8, scheduling: 'lifo' })
  readonly #headers: Readonly<Record<string, string>>
  readonly #addr: string
  /** Whether the agent has ever answered: only then is an unreachable one taken to be restarting. */
  reached = false

  constructor (address: Address, token: string | undefined) {
    this.#where = address.type === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port }
    this.#addr = address.type === 'unix' ? address.path : `${address.host}:${address.port}`
    this.#headers = { host: 'agent', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
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

/** The refusal in a problem; fields that are missing come from the code that says so. */
export function refusalIn (problem: unknown): Refusal {
  const { code, detail, hint, exit, status, changed, retry } = (problem ?? {}) as Record<string, unknown>
  if (typeof code !== 'string' || !code.startsWith('HIVE_') || typeof detail !== 'string' || typeof exit !== 'number') {
    throw malformed('a problem without code, detail or exit')
  }
  return {
    code: code as Refusal['code'],
    message: detail,
    hint: typeof hint === 'string' ? hint : '',
    exit: exit as Refusal['exit'],
    status: typeof status === 'number' ? status : 500,
    changed: changed === 'no' ? 'no' : 'unknown',
    retry: retry === 'yes' ? 'yes' : 'no'
  }
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed('the body is not JSON', cause)
  }
}

export const malformed = (what: string, cause?: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_API_ANSWER_MALFORMED', `the answer is not one of this API: ${what}`), { cause })

const codeOf = (fault: unknown): unknown => fault instanceof Error && 'code' in fault ? fault.code : undefined

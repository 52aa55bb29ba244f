/**
 * The agent's end of connections that carry calls by lines: the same routes, checks and limits as HTTP has, without a
 * request and an answer of HTTP around each (docs/adr/0034-calls-by-lines.md).
 *
 * Touches the sockets it is handed, and the node through the handlers.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { API_LIMITS, CALLS_PATH, CALLS_PROTOCOL, LineReading, PATHS, type RouteName, refuse } from '@hivemind/api'
import { contract, type RouteContract } from '@hivemind/api/contract'
import { HivemindError } from '@hivemind/base'
import { tellCall } from './access-log.ts'
import { type Caller, NOBODY } from './authentication.ts'
import { checkAccess } from './authorisation.ts'
import { beginCall, type Load, type LoadLimits } from './load.ts'
import { problemOf, refusalOf } from './problem.ts'
import { callOf, deadlineOf } from './routing.ts'
import { type Call, type Handlers, type Service, Streamed } from './service.ts'

/** Not imported: that reads all that `node:http` exports, and loads a WebSocket client that nobody wants (14 MB). */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** Answers that a caller may leave unread before no more of its calls are. */
const UNREAD_BYTES_MAX = 1024 * 1024

export interface CallLinesNeeds {
  readonly service: Service
  readonly handlers: Handlers
  readonly load: Load
  readonly limits: LoadLimits
  readonly callerOf: (request: IncomingMessage) => Caller
}

/** A line as it came, believed in nothing. */
interface Line {
  readonly id?: unknown
  readonly call?: unknown
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly deadlineMs?: unknown
}

export class CallLines {
  readonly #needs: CallLinesNeeds
  readonly #lines = new Set<CallLine>()

  constructor (needs: CallLinesNeeds) {
    this.#needs = needs
    needs.service.stopping.addEventListener('abort', () => { for (const line of this.#lines) line.endWhenIdle() })
  }

  /** An HTTP connection wants to become another one. */
  upgrade (request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { callerOf, service: { stopping } } = this.#needs
    socket.on('error', () => undefined) // Its `close` follows.
    if (request.url !== CALLS_PATH || request.headers.upgrade !== CALLS_PROTOCOL) return declined(socket, 400)
    const caller = callerOf(request)
    if (caller === NOBODY) return declined(socket, 401)
    if (stopping.aborted || this.#lines.size >= API_LIMITS.streamsMax) return declined(socket, 503)
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${CALLS_PROTOCOL}\r\n\r\n`)
    const line = new CallLine(this.#needs, caller, socket)
    this.#lines.add(line)
    socket.once('close', () => this.#lines.delete(line))
    line.read(head)
    socket.on('data', (chunk: Buffer) => line.read(chunk))
    socket.once('end', () => line.endWhenIdle())
  }

  /** End all of them, whatever is under way. */
  cut (): void { for (const line of this.#lines) line.cut() }
}

class CallLine {
  readonly #needs: CallLinesNeeds
  readonly #caller: Caller
  readonly #socket: Duplex
  readonly #reading = new LineReading(API_LIMITS.callLineBytesMax)
  /** Names its calls in the log, each with its number after it. */
  readonly #name = randomBytes(6).toString('hex')
  #underWay = 0
  #count = 0
  #ending = false
  #unsent: string[] = []
  /** Told in the log once the answers have left: whoever waits for one does not wait for its line. */
  #untold: Parameters<typeof tellCall>[1][] = []

  constructor (needs: CallLinesNeeds, caller: Caller, socket: Duplex) {
    this.#needs = needs
    this.#caller = caller
    this.#socket = socket
  }

  read (chunk: Buffer): void {
    const lines = this.#reading.take(chunk)
    if (lines === null) return this.cut()
    for (const line of lines) void this.#take(line)
  }

  /** No more calls are expected: leave when those that are under way are answered. */
  endWhenIdle (): void {
    this.#ending = true
    if (this.#underWay === 0 && this.#unsent.length === 0) this.#socket.end(() => this.cut())
  }

  cut (): void { this.#socket.destroy() }

  async #take (text: string): Promise<void> {
    const line = parsed(text)
    if (line === null || !Number.isSafeInteger(line.id)) return this.cut() // Nobody could be answered.
    const began = performance.now()
    const req = `${this.#name}-${++this.#count}`
    const name = typeof line.call === 'string' && Object.hasOwn(PATHS, line.call) ? line.call as RouteName : null
    this.#underWay++
    let status = 200
    const head = { code: (given: number): void => { status = given }, header: () => undefined }
    let said: string
    try {
      said = `"answer":${JSON.stringify(await this.#answer(name, line, text.length, req, head))}`
    } catch (fault) {
      const refusal = refusalOf(fault)
      if (refusal.code === 'HIVE_API_INTERNAL') this.#needs.service.log.error({ req, err: fault }, 'api call failed')
      status = refusal.status
      said = `"problem":${JSON.stringify(problemOf(refusal, req))}`
    }
    this.#underWay--
    const method = name === null ? 'none' : PATHS[name].method
    const ms = Math.round(performance.now() - began)
    const told = { req, method, route: name ?? 'none', status, ms, who: this.#caller.name } as const
    this.#untold.push(told)
    this.#send(`{"id":${line.id},"status":${status},${said}}\n`)
  }

  async #answer (
    name: RouteName | null, line: Line, bytes: number, id: string, reply: Call<RouteName>['reply']
  ): Promise<unknown> {
    const { service, handlers, load, limits } = this.#needs
    if (name === null || !hasOneAnswer(name)) {
      const found = String(line.call).slice(0, 60)
      throw new HivemindError(refuse('HIVE_API_NO_ROUTE', `there is no call "${found}" that has one answer`))
    }
    checkAccess(this.#caller, PATHS[name].access)
    if (service.stopping.aborted)
      throw new HivemindError(refuse('HIVE_AGENT_STOPPING', 'the agent is shutting down'))
    const done = beginCall(load, limits, line.body === undefined ? 0 : bytes)
    try {
      const { params, query = {}, body } = line
      const deadlineMs = deadlineOf(line.deadlineMs, service.tickMs)
      const request = { id, headers: {} }
      const call = callOf(name, service, { params, query, body, caller: this.#caller, deadlineMs, request, reply })
      const answer = await (handlers[name] as (call: Call<RouteName>) => unknown)(call)
      if (answer instanceof Streamed) throw new TypeError(`the route ${name} streams`)
      return answer
    } finally {
      done()
    }
  }

  /** Answers of one turn leave together; a caller that does not read them is not read either. */
  #send (text: string): void {
    if (this.#unsent.push(text) > 1) return
    setImmediate(() => {
      const whole = this.#unsent.join('')
      this.#unsent = []
      if (!this.#socket.destroyed) this.#socket.write(whole)
      for (const told of this.#untold.splice(0)) tellCall(this.#needs.service.log, told, !this.#socket.destroyed)
      if (this.#socket.destroyed) return
      if (this.#ending) return this.endWhenIdle()
      if (this.#socket.writableLength < UNREAD_BYTES_MAX || this.#socket.isPaused()) return
      this.#socket.pause()
      this.#socket.once('drain', () => this.#socket.resume())
    })
  }
}

/** Whether a route answers once, with JSON. */
function hasOneAnswer (name: RouteName): boolean {
  const { media, stream } = contract[name] as RouteContract
  return media === undefined && stream?.when !== 'always'
}

/** Null for what is no object. A name that would change the prototype of what is made of it is refused with it. */
function parsed (text: string): Line | null {
  try {
    const line: unknown = /__proto__|\\u/.test(text) ? JSON.parse(text, withoutPrototypes) : JSON.parse(text)
    return typeof line === 'object' && line !== null ? line : null
  } catch {
    return null
  }
}

function withoutPrototypes (key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a key that is none')
  return value
}

function declined (socket: Duplex, status: 400 | 401 | 503): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

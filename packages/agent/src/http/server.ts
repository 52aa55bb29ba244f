/**
 * The doors of the API: a unix socket and, when wanted, loopback TCP. What is behind them is loaded with the first
 * call.
 *
 * Touches the network and the file system through listening.ts; the node through its port.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { refuse } from '@hivemind/api'
import type { NodePort } from '../node-port.ts'
import { requestIdOf } from './access-log.ts'
import type { Application } from './application.ts'
import type { Door } from './authentication.ts'
import { listenTcp, listenUnix } from './listening.ts'
import type { LoadLimits } from './load.ts'
import { problemOf } from './problem.ts'
import type { Log } from './service.ts'

/** Not imported: that reads all that `node:http` exports, and loads a WebSocket client that nobody wants (14 MB). */
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http')

export interface HttpChoices {
  readonly node: NodePort
  readonly socketPath: string
  /** Loopback only; callers bear the token. Port 0 lets the system choose. */
  readonly tcp?: { readonly host: string, readonly port: number, readonly token: string }
  readonly log: Log
  /** Calls wait for it, and what answers them is not loaded before. */
  readonly begun?: Promise<void>
  readonly limits?: LoadLimits
}

export interface HttpServer {
  readonly socketPath: string
  /** Null without TCP. */
  readonly tcpPort: number | null
  /** Take no more calls, end streams, finish what is under way for at most `graceMs`, close. */
  stop (graceMs?: number): Promise<void>
}

/**
 * Serve the API.
 *
 * @throws {HivemindError} HIVE_API_LISTEN when a door cannot be opened; nothing is left open
 */
export async function startHttp (choices: HttpChoices): Promise<HttpServer> {
  const { socketPath, tcp, log, begun } = choices
  const stopping = new AbortController()
  const doors = new WeakMap<IncomingMessage, Door>()
  let application: Promise<Application> | null = null
  let loaded: Application | null = null

  /** Nobody pays for routes and schemas before the first call. */
  const load = (): Promise<Application> => application ??= (begun ?? Promise.resolve())
    .then(() => import('./application.ts'))
    .then(one => one.openApplication(choices, request => doors.get(request) ?? 'tcp', stopping.signal))
    .then(made => loaded = made)
  const serve = (door: Door) => server((request, response) => {
    doors.set(request, door)
    if (loaded !== null) return loaded.route(request, response)
    load().then(({ route }) => { route(request, response) }, (error: unknown) => { unloadable(error, response, log) })
  }, (request, socket, head) => {
    doors.set(request, door)
    load().then(({ upgrade }) => { upgrade(request, socket, head) }, () => { socket.destroy() })
  })
  const unix = serve('unix')
  await listenUnix(unix, socketPath)
  const servers = [unix]
  let tcpPort: number | null = null
  if (tcp !== undefined) {
    const second = serve('tcp')
    servers.push(second)
    tcpPort = await listenTcp(second, tcp.host, tcp.port).catch(async fault => {
      await closed(unix)
      throw fault
    })
  }
  let stopped: Promise<void> | null = null
  const stop = (graceMs = 5_000): Promise<void> =>
    stopped ??= stopAll(servers, stopping, () => loaded, graceMs).finally(() => loaded?.close())
  return { socketPath, tcpPort, stop }
}

function server (
  serve: (request: IncomingMessage, response: ServerResponse) => void,
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
): Server {
  const http = createServer(
    { keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 },
    serve
  )
  http.on('clientError', unreadable)
  http.on('upgrade', upgrade)
  return http
}

/** Answer bytes that are no HTTP, if the connection still takes an answer. */
function unreadable (fault: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || fault.code === 'ECONNRESET') return void socket.destroy()
  const status = fault.code === 'HPE_HEADER_OVERFLOW' ? 431 : fault.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const refusal = {
    ...refuse('HIVE_API_BAD_REQUEST', `the bytes are no request that can be read: ${fault.code ?? fault.message}`),
    status
  }
  const body = JSON.stringify(problemOf(refusal, requestIdOf({ headers: {} })))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close'
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

/** The files of this agent are not what they were when it started: it has been replaced on disk, and goes on. */
function unloadable (error: unknown, response: ServerResponse, log: Log): void {
  log.error({ error: String(error) }, 'the API cannot be loaded; start the agent again')
  const refusal = refuse('HIVE_API_INTERNAL', `the API cannot be loaded: ${String(error)}`)
  response.writeHead(refusal.status, { 'content-type': 'application/problem+json', 'connection': 'close' })
  response.end(JSON.stringify(problemOf(refusal, requestIdOf({ headers: {} }))))
}

async function stopAll (
  servers: readonly Server[],
  stopping: AbortController,
  loaded: () => Application | null,
  graceMs: number
): Promise<void> {
  stopping.abort()
  const all = Promise.all(servers.map(closed))
  // Connections that are idle, or become so, end at once; those that are not are cut when patience ends.
  const sweep = setInterval(() => {
    if ((loaded()?.load.calls ?? 0) === 0) for (const one of servers) one.closeIdleConnections()
  }, 10)
  const cut = setTimeout(() => {
    for (const one of servers) one.closeAllConnections()
    loaded()?.cut()
  }, graceMs)
  await all
  clearInterval(sweep)
  clearTimeout(cut)
}

const closed = (one: Server): Promise<void> => new Promise(resolve => { one.close(() => resolve()) })

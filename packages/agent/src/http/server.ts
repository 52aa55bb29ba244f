/**
 * The API server: one application over the contract, reached by a unix socket and, when wanted, by loopback TCP.
 *
 * Touches the network and the file system through listening.ts; the node through its port.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { API_LIMITS, refuse } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { NodePort } from '../node-port.ts'
import { logAccess, requestIdOf } from './access-log.ts'
import { authenticate, type Door, NOBODY } from './authentication.ts'
import { authorise } from './authorisation.ts'
import { Glance } from './glance.ts'
import { handlers } from './handlers.ts'
import { listenTcp, listenUnix } from './listening.ts'
import { LOAD_LIMITS, type Load, type LoadLimits, limitLoad } from './load.ts'
import { problemOf, refusalOf } from './problem.ts'
import { addRoutes } from './routing.ts'
import { type Log, metaOf, type Service } from './service.ts'

export interface HttpChoices {
  readonly node: NodePort
  readonly socketPath: string
  /** Loopback only; callers bear the token. Port 0 lets the system choose. */
  readonly tcp?: { readonly host: string, readonly port: number, readonly token: string }
  readonly log: Log
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
  const { node, socketPath, tcp, log, limits = LOAD_LIMITS } = choices
  const stopping = new AbortController()
  const doors = new WeakMap<IncomingMessage, Door>()
  const { tickMs } = node.facts()
  const glance = new Glance(node, () => metaOf({ node, tickMs }))
  const service: Service = { node, log, tickMs, glance, stopping: stopping.signal }

  const app = application(log)
  logAccess(app, log)
  authenticate(app, request => doors.get(request) ?? 'tcp', tcp?.token ?? null)
  const load = limitLoad(app, limits, stopping.signal)
  authorise(app)
  addRoutes(app, service, handlers, load, limits)
  await app.ready()

  const serve = (door: Door) => server((request, response) => {
    doors.set(request, door)
    app.routing(request, response)
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
    stopped ??= stopAll(app, servers, stopping, load, graceMs).finally(() => glance.close())
  return { socketPath, tcpPort, stop }
}

function application (log: Log): FastifyInstance {
  const refused = (fault: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = refusalOf(fault)
    if (refusal.code === 'HIVE_API_INTERNAL') log.error({ req: request.id, err: fault }, 'api call failed')
    void reply.code(refusal.status).type('application/problem+json').send(problemOf(refusal, request.id))
  }
  const app = fastify({
    logger: false,
    bodyLimit: API_LIMITS.bodyBytesMax,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: 256 },
    // Faults before routing run no hooks, so nobody has been let in yet: say no more than that it cannot be read.
    frameworkErrors: (fault, request, reply) => {
      request.caller = NOBODY
      refused(fault, request, reply)
    }
  })
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler((fault, request, reply) => refused(fault, request, reply))
  app.setNotFoundHandler((request, reply) => {
    refused(
      new HivemindError(refuse('HIVE_API_NO_ROUTE', `there is no ${request.method} ${request.url.slice(0, 200)}`)),
      request,
      reply
    )
  })
  return app
}

function server (serve: (request: IncomingMessage, response: ServerResponse) => void): Server {
  const http = createServer(
    { keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 },
    serve
  )
  http.on('clientError', unreadable)
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

async function stopAll (
  app: FastifyInstance,
  servers: readonly Server[],
  stopping: AbortController,
  load: Load,
  graceMs: number
): Promise<void> {
  stopping.abort()
  const all = Promise.all(servers.map(closed))
  // Connections that are idle, or become so, end at once; those that are not are cut when patience ends.
  const sweep = setInterval(() => { if (load.calls === 0) for (const one of servers) one.closeIdleConnections() }, 10)
  const cut = setTimeout(() => { for (const one of servers) one.closeAllConnections() }, graceMs)
  await all
  clearInterval(sweep)
  clearTimeout(cut)
  await app.close()
}

const closed = (one: Server): Promise<void> => new Promise(resolve => { one.close(() => resolve()) })

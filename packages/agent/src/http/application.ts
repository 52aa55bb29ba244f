/**
 * What is behind the doors of the API: one application over the contract.
 *
 * Touches the node through its port. Loaded with the first call: routes, schemas and their libraries are a quarter of
 * an agent's memory, and a machine that nobody asks anything needs none of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { API_LIMITS, refuse } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { logAccess, requestIdOf } from './access-log.ts'
import { authenticate, callers, type Door, NOBODY } from './authentication.ts'
import { authorise } from './authorisation.ts'
import { CallLines } from './call-lines.ts'
import { Glance } from './glance.ts'
import { handlers } from './handlers.ts'
import { LOAD_LIMITS, type Load, limitLoad } from './load.ts'
import { Pages } from './pages.ts'
import { problemOf, refusalOf } from './problem.ts'
import { readRound } from './proposing.ts'
import { ReadRounds } from './read-rounds.ts'
import { addRoutes } from './routing.ts'
import type { HttpChoices } from './server.ts'
import { type Log, metaOf, type Service } from './service.ts'

export interface Application {
  readonly load: Load
  route (request: IncomingMessage, response: ServerResponse): void
  /** A connection that wants to carry calls by lines. */
  upgrade (request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** End what carries calls by lines, whatever is under way. */
  cut (): void
  close (): Promise<void>
}

/**
 * Make the application.
 *
 * @param doorOf - by which door a request came
 */
export async function openApplication (
  { node, tcp, log, limits = LOAD_LIMITS }: HttpChoices,
  doorOf: (request: IncomingMessage) => Door,
  stopping: AbortSignal
): Promise<Application> {
  const { tickMs } = node.facts()
  const glance = new Glance(node, () => metaOf({ node, tickMs }))
  const rounds = new ReadRounds(deadlineMs => readRound({ node, stopping, deadlineMs }))
  const service: Service = { node, log, tickMs, glance, pages: new Pages(node), rounds, stopping }
  const app = application(log)
  logAccess(app, log)
  authenticate(app, doorOf, tcp?.token ?? null)
  const load = limitLoad(app, limits, stopping)
  authorise(app)
  addRoutes(app, service, handlers, load, limits)
  await app.ready()
  const lines = new CallLines({ service, handlers, load, limits, callerOf: callers(doorOf, tcp?.token ?? null) })
  return {
    load,
    upgrade: (...given) => lines.upgrade(...given),
    cut: () => lines.cut(),
    route: (request, response) => { app.routing(request, response) },
    async close () {
      await app.close()
      glance.close()
    }
  }
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

/**
 * One line in the agent's log for every call: what was asked, by whom, what came of it, how long it took.
 *
 * Touches the clock. Writes are told at info, reads and probes at debug, our own faults at error.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { PATHS, REQUEST_ID_HEADER } from '@hivemind/api'
import type { FastifyInstance } from 'fastify'
import type { Log } from './service.ts'

/** The caller's own name for the call if it brought a good one, else a fresh one. */
export function requestIdOf (request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[REQUEST_ID_HEADER]
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomBytes(8).toString('hex')
}

export function logAccess (app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', async (request, reply) => {
    const began = performance.now()
    reply.header(REQUEST_ID_HEADER, request.id)
    reply.raw.once('close', () => {
      const { route } = request.routeOptions.config
      const { statusCode: status, writableFinished } = reply.raw
      const fields = {
        req: request.id,
        method: request.method,
        route: route ?? 'none',
        status,
        ms: Math.round(performance.now() - began),
        who: request.caller.name
      }
      const level =
        status >= 500 && status !== 503
          ? 'error'
          : route !== undefined && PATHS[route].access === 'write'
            ? 'info'
            : 'debug'
      log[level](fields, writableFinished ? 'api call' : 'api call cut short')
    })
  })
}

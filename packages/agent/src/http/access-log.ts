/**
 * One line in the agent's log for every call: what was asked, by whom, what came of it, how long it took.
 *
 * Touches the clock. Writes are told at info, reads and probes at debug, our own faults at error.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { PATHS, REQUEST_ID_HEADER, type RouteName } from '@hivemind/api'
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
      const { id: req, method, caller: { name: who } } = request
      const ms = Math.round(performance.now() - began)
      tellCall(log, { req, method, route: route ?? 'none', status, ms, who }, writableFinished)
    })
  })
}

interface CallTold {
  readonly req: string
  readonly method: string
  readonly route: RouteName | 'none'
  readonly status: number
  readonly ms: number
  readonly who: string
}

/** The line of one call. @param whole - whether its answer left */
export function tellCall (log: Log, fields: CallTold, whole: boolean): void {
  const { route, status } = fields
  const failed = status >= 500 && status !== 503
  const level = failed ? 'error' : route !== 'none' && PATHS[route].access === 'write' ? 'info' : 'debug'
  log[level](fields, whole ? 'api call' : 'api call cut short')
}

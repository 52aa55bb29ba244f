/**
 * Who may do what: the contract says what each route is, and what it does not name is denied.
 *
 * Touches nothing but the request.
 */
import { type Access, PATHS, type RouteName, refuse } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import type { FastifyInstance } from 'fastify'
import { type Caller, NOBODY } from './authentication.ts'

declare module 'fastify' {
  interface FastifyContextConfig { route?: RouteName }
}

/** Refuse callers that the contract does not let in. A path that is no route asks for as much as a read. */
export function authorise (app: FastifyInstance): void {
  app.addHook('onRequest', async ({ caller, routeOptions }) => {
    const { route } = routeOptions.config
    checkAccess(caller, route === undefined ? 'read' : PATHS[route].access)
  })
}

/** @throws {HivemindError} HIVE_API_UNAUTHENTICATED, HIVE_API_FORBIDDEN */
export function checkAccess (caller: Caller, access: Access): void {
  if (caller.may.has(access)) return
  throw new HivemindError(caller === NOBODY
    ? refuse(
        'HIVE_API_UNAUTHENTICATED',
        'the call bears no valid token; expected the header authorization: Bearer TOKEN'
      )
    : refuse('HIVE_API_FORBIDDEN', `${caller.name} may not use a route that needs ${access}`))
}

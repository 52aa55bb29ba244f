/**
 * Who calls: a program that may open the unix socket, or the bearer of the token over TCP.
 *
 * Touches nothing but the request. The socket's owner and mode 0660 decide who may open it.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Access } from '@hivemind/api'
import type { FastifyInstance } from 'fastify'

export type Door = 'unix' | 'tcp'

export interface Caller {
  /** For the access log and the actor of entries: `unix`, `tcp`, or `nobody`. */
  readonly name: string
  readonly may: ReadonlySet<Access>
}

declare module 'fastify' {
  interface FastifyRequest { caller: Caller }
}

const ALL: ReadonlySet<Access> = new Set(['probe', 'read', 'write'])
export const NOBODY: Caller = { name: 'nobody', may: new Set(['probe']) }
const SOCKET_PEER: Caller = { name: 'unix', may: ALL }
const BEARER: Caller = { name: 'tcp', may: ALL }

/**
 * Name the caller of every request.
 *
 * @param doorOf - through which listener a request came
 * @param token - what TCP callers must bear; null when there is no TCP
 */
export function authenticate (
  app: FastifyInstance,
  doorOf: (request: IncomingMessage) => Door,
  token: string | null
): void {
  const callerOf = callers(doorOf, token)
  app.decorateRequest('caller')
  app.addHook('onRequest', async request => { request.caller = callerOf(request.raw) })
}

/** Who calls, by the door and what is shown there. */
export function callers (
  doorOf: (request: IncomingMessage) => Door, token: string | null
): (request: IncomingMessage) => Caller {
  const expected = token === null ? null : digest(token)
  return request => {
    if (doorOf(request) === 'unix') return SOCKET_PEER
    const shown = bearerOf(request.headers.authorization)
    return expected !== null && timingSafeEqual(digest(shown), expected) ? BEARER : NOBODY
  }
}

const bearerOf = (header: string | undefined): string => /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1] ?? ''

/** Equal lengths, so that comparing tells nothing about the token. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

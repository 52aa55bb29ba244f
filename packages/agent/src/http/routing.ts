/**
 * From the contract to routes of the server: check what comes in, call the handler, send what it answers.
 *
 * Touches the requests.
 */
import { Readable } from 'node:stream'
import { DEADLINE_HEADER, type RouteName, refuse } from '@hivemind/api'
import { contract, PATHS, type RouteContract } from '@hivemind/api/contract'
import { HivemindError } from '@hivemind/base'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Load, type LoadLimits, openStream } from './load.ts'
import { type Call, defaultDeadlineMs, type Handlers, type Service, Streamed } from './service.ts'

/** Longest wait that a caller may ask for. */
const DEADLINE_MS_MAX = 600_000

export function addRoutes (
  app: FastifyInstance,
  service: Service,
  handlers: Handlers,
  load: Load,
  limits: LoadLimits
): void {
  for (const name of Object.keys(PATHS) as RouteName[]) {
    const { method, path } = PATHS[name]
    const url = path.replace(/\{(\w+)\}/g, ':$1')
    const handler = handlers[name] as (call: Call<RouteName>) => unknown
    app.route({
      method,
      url,
      config: { route: name },
      handler: async (request, reply) => {
        const deadlineMs = deadlineOf(request.headers[DEADLINE_HEADER], service.tickMs)
        const { caller } = request
        const answer = await handler(callOf(name, service, { ...partsOf(request), caller, deadlineMs, request, reply }))
        if (answer instanceof Streamed) return await send(answer, service, reply, openStream(load, limits))
        const { media } = contract[name] as RouteContract
        if (media !== undefined) reply.type(media)
        return answer
      }
    })
  }
}

const partsOf = ({ params, query, body }: FastifyRequest): Parts => ({ params, query, body })

/** Parts of a call as they came. */
interface Parts { readonly params?: unknown, readonly query?: unknown, readonly body?: unknown }

/** One call of a route, checked. @throws {HivemindError} HIVE_API_BAD_REQUEST */
export function callOf<Name extends RouteName> (
  name: Name, service: Service, given: Parts & Pick<Call<Name>, 'caller' | 'deadlineMs' | 'request' | 'reply'>
): Call<Name> {
  const route: RouteContract = contract[name]
  const checked = {
    params: checkedPart('path', route.params, given.params),
    query: checkedPart('query', route.query, given.query),
    body: checkedPart('body', route.body, given.body ?? {})
  } as Pick<Call<Name>, 'params' | 'query' | 'body'>
  const { caller, deadlineMs, request, reply } = given
  return { ...service, ...checked, caller, deadlineMs, request, reply }
}

/** @throws {HivemindError} HIVE_API_BAD_REQUEST with the first things that are wrong, each with its place */
function checkedPart (part: string, schema: RouteContract['params'] | undefined, given: unknown): unknown {
  if (schema === undefined) return undefined
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const wrong = result.error.issues
    .slice(0, 4)
    .map(({ path, message }) => `${[part, ...path.map(String)].join('.')}: ${message}`)
  throw new HivemindError(refuse('HIVE_API_BAD_REQUEST', wrong.join('; ').slice(0, 1_000)))
}

/** @throws {HivemindError} HIVE_API_BAD_REQUEST */
export function deadlineOf (given: unknown, tickMs: number): number {
  if (given === undefined) return defaultDeadlineMs(tickMs)
  const ms = Number(given)
  if (Number.isInteger(ms) && ms >= 1 && ms <= DEADLINE_MS_MAX) return ms
  throw new HivemindError(
    refuse(
      'HIVE_API_BAD_REQUEST',
      `header ${DEADLINE_HEADER} is "${String(given).slice(0, 40)}"; expected 1 to ${DEADLINE_MS_MAX}`
    )
  )
}

/** Send pieces as fast as the caller takes them, and stop making them when it goes away or the server stops. */
async function send (
  { media, pieces }: Streamed,
  { stopping }: Service,
  reply: FastifyReply,
  close: () => void
): Promise<FastifyReply> {
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  stopping.addEventListener('abort', leave)
  if (stopping.aborted) leave()
  reply.raw.once('close', () => {
    stopping.removeEventListener('abort', leave)
    leave()
    close()
  })
  reply.type(media).header('cache-control', 'no-store')
  return await reply.send(Readable.from(pieces(gone.signal), { objectMode: false }))
}

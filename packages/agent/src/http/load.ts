/**
 * How much the server takes on at once: calls, bytes of bodies, streams. Beyond that it says when to come back.
 *
 * Touches nothing but the requests.
 */
import { API_LIMITS, PATHS, refuse } from '@hivemind/api'
import { HivemindError, LIMITS } from '@hivemind/base'
import type { FastifyInstance } from 'fastify'

/** What is under way. */
export interface Load { calls: number, bodyBytes: number, streams: number }

/** Ceilings; tests lower them. */
export interface LoadLimits { readonly calls: number, readonly bodyBytes: number, readonly streams: number }
export const LOAD_LIMITS: LoadLimits = {
  calls: LIMITS.requestsPendingMax,
  bodyBytes: API_LIMITS.bodyBytesPendingMax,
  streams: API_LIMITS.streamsMax
}

/** Answers that tell the caller to come back say after how many seconds. */
const RETRY_AFTER = '1'

/**
 * Count what is under way, and refuse what is too much or comes while the server stops.
 *
 * @returns the count, kept up to date
 */
export function limitLoad (app: FastifyInstance, limits: LoadLimits, stopping: AbortSignal): Load {
  const load: Load = { calls: 0, bodyBytes: 0, streams: 0 }
  app.addHook('onRequest', async (request, reply) => {
    const { route } = request.routeOptions.config
    if (route !== undefined && PATHS[route].access === 'probe') return
    if (stopping.aborted) {
      reply.header('connection', 'close').header('retry-after', RETRY_AFTER)
      throw new HivemindError(refuse('HIVE_AGENT_STOPPING', 'the agent is shutting down'))
    }
    const bytes = bodyBytesOf(request.headers['content-length'], request.headers['transfer-encoding'])
    reply.raw.once('close', beginCall(load, limits, bytes))
  })
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 429 || reply.statusCode === 503) reply.header('retry-after', RETRY_AFTER)
    if (stopping.aborted) reply.header('connection', 'close')
  })
  return load
}

/**
 * Take a place for a call and its body; the function that is returned gives it back.
 *
 * @throws {HivemindError} HIVE_BUSY
 */
export function beginCall (load: Load, limits: LoadLimits, bytes: number): () => void {
  if (load.calls >= limits.calls) throw busy(`${load.calls} calls are waiting, and at most ${limits.calls} may`)
  if (bytes > 0 && load.bodyBytes + bytes > limits.bodyBytes) {
    throw busy(`bodies of ${load.bodyBytes} bytes are waiting, and at most ${limits.bodyBytes} may`)
  }
  load.calls++
  load.bodyBytes += bytes
  return () => {
    load.calls--
    load.bodyBytes -= bytes
  }
}

/** Take a place for a stream; the function that is returned gives it back. */
export function openStream (load: Load, limits: LoadLimits): () => void {
  if (load.streams >= limits.streams) {
    throw busy(`${load.streams} streams are open, and at most ${limits.streams} may be`)
  }
  load.streams++
  return () => { load.streams-- }
}

/** A body of unknown length counts as the longest. */
const bodyBytesOf = (length: string | undefined, encoding: string | undefined): number =>
  encoding !== undefined ? API_LIMITS.bodyBytesMax : Math.min(Number(length ?? 0) || 0, API_LIMITS.bodyBytesMax)

const busy = (message: string): HivemindError => new HivemindError(refuse('HIVE_BUSY', message))

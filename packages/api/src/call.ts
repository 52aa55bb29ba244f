/**
 * One call of one route: fill in the path, wait no longer than the deadline, and say honestly how it ended.
 *
 * Touches the network through transport.ts.
 */
import { HivemindError, type Refusal } from '@hivemind/base'
import { ConnectionFailed } from './answers.ts'
import type { LineCall } from './call-line.ts'
import { Deadline } from './deadline.ts'
import { refuse } from './errors.ts'
import { API_TIMES, DEADLINE_HEADER } from './limits.ts'
import { PATHS, type RouteName, TEXT_ROUTES } from './paths.ts'
import type { Outgoing, Transport } from './transport.ts'
import type { CallOptions } from './types.ts'

/** Arguments of any route, untyped; types.ts has the types. */
export interface AnyArgs {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** The request for a route. */
export function outgoing (name: RouteName, args: AnyArgs): Outgoing {
  const { method, path } = PATHS[name]
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(args.params?.[key] ?? '')))
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(args.query ?? {})) if (value !== undefined) query.set(key, String(value))
  const body = method === 'POST' ? JSON.stringify(args.body ?? {}) : undefined
  return { method, path: query.size > 0 ? `${filled}?${query}` : filled, body }
}

function lineCall (name: RouteName, { params, query, body }: AnyArgs, deadlineMs: number): LineCall {
  const text = PATHS[name].method === 'POST' ? JSON.stringify(body ?? {}) : undefined
  return { name, params: texts(params), query: texts(query), body: text, deadlineMs }
}

/** As HTTP would carry them: there they are part of a path. */
function texts (values: AnyArgs['params']): Record<string, string> | undefined {
  if (values === undefined) return undefined
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]))
}

/**
 * Make one call. A read whose kept connection the agent had closed is sent again once; nothing else is repeated.
 *
 * @param closing - aborted when the client closes
 * @throws {HivemindError} HIVE_AGENT_UNREACHABLE, HIVE_TIMEOUT, HIVE_UNKNOWN_OUTCOME, HIVE_CANCELLED, or what
 *   the agent refused with
 */
export async function callRoute (
  transport: Transport,
  name: RouteName,
  args: AnyArgs,
  options: Required<Pick<CallOptions, 'deadlineMs'>> & CallOptions,
  closing: AbortSignal
): Promise<unknown> {
  const deadline = new Deadline(options.deadlineMs, API_TIMES.graceMs, options.signal, closing)
  const ask = (): Promise<unknown> => {
    const deadlineMs = deadline.leftMs
    const byLine = TEXT_ROUTES.has(name) ? null : transport.askByLine(lineCall(name, args, deadlineMs), deadline.signal)
    return byLine ??
      transport.ask({ ...outgoing(name, args), headers: { [DEADLINE_HEADER]: String(deadlineMs) } }, deadline.signal)
  }
  const writes = PATHS[name].access === 'write'
  try {
    return await ask().catch(fault => {
      const stale = fault instanceof ConnectionFailed && fault.reused && !writes && deadline.ended === 'no'
      if (stale) return ask()
      throw fault
    })
  } catch (fault) {
    throw fault instanceof ConnectionFailed ? ending(name, fault, deadline, options.deadlineMs) : fault
  } finally {
    deadline.clear()
  }
}

/** Say what a failed connection means for the caller. */
function ending (name: RouteName, fault: ConnectionFailed, deadline: Deadline, deadlineMs: number): HivemindError {
  const changed = PATHS[name].access === 'write' && fault.sent ? 'unknown' : 'no'
  const ended = (refusal: Refusal): HivemindError => new HivemindError(refusal, { cause: fault })
  if (deadline.ended === 'deadline') {
    return ended(refuse('HIVE_TIMEOUT', `${name} had no answer within ${deadlineMs} ms`, { changed }))
  }
  if (deadline.ended === 'cancelled') {
    return ended(refuse('HIVE_CANCELLED', `${name} was given up by its caller`, { changed }))
  }
  if (changed === 'unknown') {
    return ended(refuse('HIVE_UNKNOWN_OUTCOME', `${name} was sent, then the connection failed: ${fault.message}`))
  }
  return unreachable(fault)
}

/** What to tell when no connection could be made. */
export function unreachable (fault: ConnectionFailed): HivemindError {
  const refusal = fault.denied
    ? refuse('HIVE_API_FORBIDDEN', `this user may not open the agent's socket: ${fault.message}`, {
        hint: 'Run as the user or group that owns the socket.'
      })
    : refuse('HIVE_AGENT_UNREACHABLE', `no agent answers: ${fault.message}`)
  return new HivemindError(refusal, { cause: fault })
}

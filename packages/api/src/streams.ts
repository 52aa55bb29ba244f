/**
 * Reading streams of the API: following the log over restarts, exporting it, watching a newcomer.
 *
 * Touches the network through transport.ts, and the clock.
 */
import type { IncomingMessage } from 'node:http'
import { HivemindError } from '@hivemind/base'
import { ConnectionFailed, malformed } from './answers.ts'
import { outgoing, unreachable } from './call.ts'
import { backoffMs, pause } from './deadline.ts'
import { refuse } from './errors.ts'
import { API_TIMES } from './limits.ts'
import { lines, type ServerEvent, serverEvents } from './lines.ts'
import { PATHS } from './paths.ts'
import type { Joining } from './schemas/joins.ts'
import type { Consistency, LogRow } from './schemas/log.ts'
import { mediaOf, type Transport } from './transport.ts'

export interface StreamOptions {
  /** First index wanted. */
  readonly from?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Rows of the log in index order, for ever: none twice, none left out, over restarts of the agent.
 *
 * Ends when a signal aborts. An agent that was never reached is refused at once; one that was is waited for.
 *
 * @throws {HivemindError} what the agent refused with, when trying again cannot help
 */
export async function * followLog (
  transport: Transport,
  options: StreamOptions,
  closing: AbortSignal
): AsyncGenerator<LogRow, void, void> {
  const stop = joined(options.signal, closing)
  let next = options.from ?? null
  for (let attempt = 0; !stop.aborted; attempt++) {
    const path = next === null ? PATHS['log-follow'].path : `${PATHS['log-follow'].path}?from=${next}` as const
    try {
      for await (const { event, data } of events(transport, path, stop)) {
        if (event === 'start') next ??= (JSON.parse(data) as { next: number }).next
        if (event !== 'entry') continue
        const row = JSON.parse(data) as LogRow
        if (next !== null && row.index < next) continue
        if (next !== null && row.index > next) break
        next = row.index + 1
        attempt = 0
        yield row
      }
    } catch (fault) {
      await mayTryAgain(transport, fault, stop)
    }
    if (!stop.aborted) await pause(backoffMs(attempt, API_TIMES.backoffMs, API_TIMES.backoffMsMax), stop)
  }
}

/** Steps of a newcomer; ends when it is ready or refused, or a signal aborts. */
export async function * followJoining (
  transport: Transport,
  signal: AbortSignal | undefined,
  closing: AbortSignal
): AsyncGenerator<Joining, void, void> {
  const stop = joined(signal, closing)
  for (let attempt = 0; !stop.aborted; attempt++) {
    try {
      for await (const { event, data } of events(transport, PATHS['joining-follow'].path, stop)) {
        if (event !== 'joining') continue
        const joining = JSON.parse(data) as Joining
        attempt = 0
        yield joining
        if (joining.step === 'ready' || joining.step === 'refused') return
      }
    } catch (fault) {
      await mayTryAgain(transport, fault, stop)
    }
    if (!stop.aborted) await pause(backoffMs(attempt, API_TIMES.backoffMs, API_TIMES.backoffMsMax), stop)
  }
}

/**
 * Every row from an index to the applied end of the moment the call came in.
 *
 * @throws {HivemindError} HIVE_AGENT_UNREACHABLE when the stream ended early; its message says after which index
 */
export async function * exportLog (
  transport: Transport,
  options: StreamOptions & { readonly consistency?: Consistency | undefined },
  closing: AbortSignal
): AsyncGenerator<LogRow, void, void> {
  const stop = joined(options.signal, closing)
  const { from, consistency } = options
  const { path } = outgoing('log-read', { query: { from, consistency } })
  let last = 0
  try {
    const response = await open(transport, path, 'application/x-ndjson', stop)
    for await (const line of lines(response as AsyncIterable<Buffer>)) {
      const row = JSON.parse(line) as LogRow
      last = row.index
      yield row
    }
  } catch (fault) {
    if (stop.aborted) {
      throw new HivemindError(
        refuse('HIVE_CANCELLED', `the export was given up after index ${last}`, { changed: 'no' }),
        { cause: fault }
      )
    }
    if (fault instanceof ConnectionFailed) throw unreachable(fault)
    if (fault instanceof HivemindError) throw fault
    throw new HivemindError(refuse('HIVE_AGENT_UNREACHABLE', `the export was cut short after index ${last}`), {
      cause: fault
    })
  }
}

/**
 * The bytes of a backup, as the agent makes them. Whether they are whole only their last section tells.
 *
 * @throws {HivemindError} HIVE_AGENT_UNREACHABLE when the stream ended early; HIVE_CANCELLED
 */
export async function * readBackup (
  transport: Transport, signal: AbortSignal | undefined, closing: AbortSignal
): AsyncGenerator<Uint8Array, void, void> {
  const stop = joined(signal, closing)
  try {
    const response = await open(transport, PATHS['backup-save'].path, 'application/octet-stream', stop)
    yield * response as AsyncIterable<Buffer>
  } catch (fault) {
    if (stop.aborted)
      throw new HivemindError(refuse('HIVE_CANCELLED', 'the backup was given up', { changed: 'no' }), { cause: fault })
    if (fault instanceof ConnectionFailed) throw unreachable(fault)
    if (fault instanceof HivemindError) throw fault
    throw new HivemindError(refuse('HIVE_AGENT_UNREACHABLE', 'the backup was cut short'), { cause: fault })
  }
}

/** Server-sent events of a route, until the stream ends or is silent for too long. */
async function * events (
  transport: Transport,
  path: string,
  stop: AbortSignal
): AsyncGenerator<ServerEvent, void, void> {
  const response = await open(transport, path, 'text/event-stream', stop)
  const silence = setTimeout(
    () => response.destroy(new Error(`silent for ${API_TIMES.silenceMs} ms`)),
    API_TIMES.silenceMs
  )
  response.on('data', () => silence.refresh()).pause()
  // Not in the end of this generator, which a caller that only closes its client never reaches.
  response.once('close', () => clearTimeout(silence))
  try {
    yield * serverEvents(response as AsyncIterable<Buffer>)
  } finally {
    response.destroy()
  }
}

async function open (transport: Transport, path: string, accept: string, stop: AbortSignal): Promise<IncomingMessage> {
  const response = await transport.open({ method: 'GET', path, headers: { accept } }, stop)
  if (response.statusCode === 200 && mediaOf(response) === accept) return response
  throw await transport.refusalOf(response)
}

/** Swallow a fault that another try may mend. */
async function mayTryAgain (transport: Transport, fault: unknown, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return
  if (fault instanceof SyntaxError) throw malformed('an event is not JSON', fault)
  if (fault instanceof HivemindError && fault.refusal.retry === 'no') throw fault
  if (fault instanceof ConnectionFailed && !transport.reached) throw unreachable(fault)
}

const joined = (signal: AbortSignal | undefined, closing: AbortSignal): AbortSignal =>
  signal === undefined ? closing : AbortSignal.any([signal, closing])

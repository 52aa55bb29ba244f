/**
 * Following the log: rows as they are applied, resumable by index.
 *
 * Touches the clock for heartbeats.
 */
import { API_TIMES, refuse } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import { type Call, type Handler, type Service, Streamed } from '../service.ts'
import { Bell, eventText, HEARTBEAT } from './events.ts'
import { checkKept } from './log.ts'

export const followLog: Handler<'log-follow'> = call => {
  const { node } = call
  const from = lastEventId(call) ?? call.query.from ?? call.glance.applied + 1
  checkKept(node, from)
  return new Streamed('text/event-stream', gone => rows(call, from, gone))
}

/** A client that lost its connection says the last id it saw; that wins over where it once began. */
function lastEventId ({ request }: Call<'log-follow'>): number | null {
  const given = request.headers['last-event-id']
  if (given === undefined) return null
  if (typeof given === 'string' && /^[0-9]{1,15}$/.test(given)) return Number(given) + 1
  throw new HivemindError(
    refuse('HIVE_API_BAD_REQUEST', `header last-event-id is "${String(given).slice(0, 40)}"; expected an index`)
  )
}

async function * rows (
  { node, glance, pages }: Service, from: number, gone: AbortSignal
): AsyncGenerator<string | Uint8Array, void, void> {
  const bell = new Bell()
  const unsubscribe = node.onApplied(bell.ring)
  gone.addEventListener('abort', bell.ring)
  try {
    yield eventText('start', { next: from })
    let next = from
    while (!gone.aborted) {
      const end = glance.applied
      while (next <= end && !gone.aborted) {
        const page = await pages.from(next, end)
        if (page.next === next) break
        yield page.bytes
        next = page.next
      }
      if (!await bell.wait(API_TIMES.heartbeatMs)) yield HEARTBEAT
    }
  } finally {
    unsubscribe()
    gone.removeEventListener('abort', bell.ring)
  }
}

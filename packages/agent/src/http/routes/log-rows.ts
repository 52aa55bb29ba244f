/**
 * Entries as rows for people, programs and checkers.
 *
 * Pure.
 */
import type { LogRow } from '@hivemind/api'
import { type Envelope, eventIn } from '@hivemind/control'
import type { LogRow as Stored } from '../../node-port.ts'
import { timeText } from '../service.ts'

/** A row of the API. A client's event shows its own name and payload, everything else its fact. */
export function rowOf ({ index, term, epoch, kind, hash, envelope }: Stored): LogRow {
  const place = { index, term, epoch }
  if (envelope === null) {
    const [shown, type] =
      kind === 'noop'
        ? ['noop', 'leader-elected'] as const
        : [kind === 'configuration' ? kind : 'decision', 'undecodable'] as const
    return { ...place, kind: shown, type, payload: null, hash, at: null, txid: null, actor: null, reason: '' }
  }
  const { at, txid, actor, reason } = envelope
  return { ...place, ...factOf(kind, envelope), hash, at: timeText(at), txid, actor, reason }
}

function factOf (kind: Stored['kind'], { type, body }: Envelope): Pick<LogRow, 'kind' | 'type' | 'payload'> {
  if (kind === 'noop') return { kind: 'noop', type: 'leader-elected', payload: null }
  if (kind === 'configuration') return { kind: 'configuration', type, payload: body }
  const found = eventIn({ type, body })
  if (found !== null) return { kind: 'event', type: found.event, payload: found.payload }
  return {
    kind: 'decision',
    type,
    payload: type === 'token-created' || type === 'join-requested' ? withoutSecrets(body) : body
  }
}

/** Whoever knows the hash of a token's secret can prove the token, so it is not for readers of the log. */
function withoutSecrets (body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => key === 'secretHash' ? '(hidden)' : value)) as unknown
}

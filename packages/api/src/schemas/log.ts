/**
 * The log as programs and checkers see it: rows, pages, appends.
 *
 * Pure.
 */
import { z } from 'zod'
import { API_LIMITS } from '../limits.ts'
import { list, problem } from './envelope.ts'
import { epoch, eventType, index, queryNumber, reason, session, sha256, term, time, txid } from './primitive.ts'

export const logRow = z.object({
  index,
  term,
  epoch: epoch.meta({ description: 'Epoch in force after the entry.' }),
  kind: z.enum(['event', 'decision', 'configuration', 'noop']),
  type: z.string().meta({ description: "Name of the event, or of the cluster's fact." }),
  payload: z.unknown(),
  hash: sha256.meta({ description: 'Running SHA-256 chain over the log through this entry.' }),
  at: time.nullable().meta({ description: 'Stamped by the leader that appended it.' }),
  txid: txid.nullable().meta({ description: 'A command that was sent again keeps its txid.' }),
  actor: z.string().nullable(),
  reason: z.string()
}).meta({ id: 'LogRow' })
export type LogRow = z.output<typeof logRow>

export const consistency = z.enum(['linearizable', 'stale'])
export type Consistency = z.output<typeof consistency>

export const logQuery = z.strictObject({
  from: queryNumber(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'First index; the first kept one by default.' }),
  tail: queryNumber(1, 10_000).optional().meta({ description: 'Instead of from: the last so many entries.' }),
  limit: queryNumber(1, 10_000).optional().meta({ description: 'Rows at most, 100 by default.' }),
  type: eventType.optional().meta({ description: 'Only rows of this type.' }),
  consistency: consistency.optional().meta({ description: 'Linearizable by default, but stale for an export.' })
})

export const logPage = list('LogRowList', logRow).extend({
  page: z.object({
    first: index.meta({ description: 'First index kept on this disk.' }),
    next: index.meta({ description: 'Where the next page begins.' }),
    end: index.meta({ description: 'Last applied index when the page was read.' })
  })
})
export type LogPage = z.output<typeof logPage>

export const followQuery = z.strictObject({
  from: queryNumber(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'First index; by default only what comes from now on.' })
})
export const indexParams = z.strictObject({ index: queryNumber(1, Number.MAX_SAFE_INTEGER) })
export const showQuery = z.strictObject({ consistency: consistency.optional() })

export const newEvent = z.strictObject({ type: eventType, payload: z.unknown() })
export type NewEvent = z.output<typeof newEvent>

export const appendBody = z.strictObject({
  events: z.array(newEvent).min(1).max(API_LIMITS.batchEventsMax),
  session: session.optional().meta({ description: 'With a sequence: repeating the pair never appends twice.' }),
  sequence: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Sequence number of the first event; the others follow it.' }),
  reason: reason.optional()
})
.refine(
  body => (body.session === undefined) === (body.sequence === undefined),
  'session and sequence come together or not at all'
)

/** What became of one event: its place, or why it was refused. */
export const appendResult = z.discriminatedUnion('type', [
  z.object({ type: z.literal('appended'), index, term, epoch, txid }),
  z.object({ type: z.literal('refused'), problem })
]).meta({ id: 'AppendResult' })
export type AppendResult = z.output<typeof appendResult>

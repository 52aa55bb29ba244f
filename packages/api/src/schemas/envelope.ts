/**
 * What every answer looks like: the versioned envelope around an item or items, and the problem of RFC 9457.
 *
 * Pure.
 */
import { z } from 'zod'
import { count, epoch, index, milliseconds, term, txid } from './primitive.ts'

export const API_VERSION = 'hivemind/v1'

export const meta = z.object({
  epoch,
  index: index.meta({ description: 'Applied index of the answering agent when it answered.' }),
  consistency: z.enum(['linearizable', 'stale']).meta({ description: 'Linearizable: a read index was waited for.' }),
  stale: z.boolean().meta({ description: 'Nothing proves that a working leader was heard of lately.' }),
  ageMs: milliseconds.meta({ description: 'Time since the agent last had proof of a working leader.' }),
  leader: z.string().nullable().meta({ description: 'Name of the leader, as far as the agent knows.' }),
  degraded: z.boolean()
}).meta({ id: 'Meta' })
export type Meta = z.output<typeof meta>

/** Envelope of one thing. */
export const one = <Kind extends string, Item extends z.ZodType>(kind: Kind, item: Item) =>
  z.object({ apiVersion: z.literal(API_VERSION), kind: z.literal(kind), item, meta })

/** Envelope of a list. */
export const list = <Kind extends string, Item extends z.ZodType>(kind: Kind, item: Item) =>
  z.object({ apiVersion: z.literal(API_VERSION), kind: z.literal(kind), items: z.array(item), meta })

/** An error: RFC 9457 with the fields of a refusal. */
export const problem = z.object({
  type: z.string().meta({ description: 'Anchor in the list of errors.' }),
  title: z.string().meta({ description: 'What the code means.' }),
  status: z.int(),
  code: z.templateLiteral(['HIVE_', z.string()]),
  detail: z.string().meta({ description: 'What was found and what was expected.' }),
  hint: z.string().meta({ description: 'What to do next.' }),
  exit: z.int().meta({ description: 'Exit code of a command that ends with it.' }),
  changed: z.enum(['no', 'unknown']),
  retry: z.enum(['yes', 'no']),
  requestId: z.string()
}).meta({ id: 'Problem' })
export type Problem = z.output<typeof problem>

/** Where a write landed. */
export const written = z.object({ index, term, epoch, txid }).meta({ id: 'Written' })
export type Written = z.output<typeof written>

export const counts = z.record(z.string(), count)

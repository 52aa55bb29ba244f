/**
 * The small words of the contract: numbers with a meaning, names, times, bounded texts.
 *
 * Pure.
 */
import { LIMITS } from '@hivemind/base'
import { z } from 'zod'

export const index = z
  .int()
  .min(0)
  .meta({ description: 'Position in the log; the first entry has 1, 0 means before it.' })
export const term = z.int().min(0).meta({ description: 'Number of a Raft election period.' })
export const epoch = z.int().min(0).meta({ description: 'Era of the cluster.' })
export const nodeId = z.string().meta({ description: 'libp2p PeerId of a machine.' })
export const txid = z.string().meta({ description: 'Hexadecimal name of one change.' })
export const time = z.iso.datetime().meta({ description: 'RFC 3339, UTC.' })
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const count = z.int().min(0)
export const milliseconds = z.number().min(0)

/** A person's words, or none. */
export const reason = z.string().refine(text => Buffer.byteLength(text) <= LIMITS.reasonBytesMax,
  `has more than ${LIMITS.reasonBytesMax} bytes`).meta({ maxLength: LIMITS.reasonBytesMax })

/** What a path may name: a member's name or id, a token's id, a request's id. */
export const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/)

/** Name of a client's event. */
export const eventType = z.string().max(LIMITS.eventTypeBytesMax).regex(/^[A-Za-z][A-Za-z0-9._/-]*$/)

/** Name of a client's session, for exactly-once appends. */
export const session = z.string().min(1).max(LIMITS.sessionBytesMax).regex(/^[A-Za-z0-9._-]+$/)

/** A whole number in a query string. */
export const queryNumber = (min: number, max: number) => z.coerce.number<number>().int().min(min).max(max)

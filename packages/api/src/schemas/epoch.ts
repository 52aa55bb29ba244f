/**
 * The cluster's era and how it came to be.
 *
 * Pure.
 */
import { z } from 'zod'
import { written } from './envelope.ts'
import { count, epoch as epochNumber, index, reason, time } from './primitive.ts'

export const epochState = z.object({
  epoch: epochNumber,
  lineage: count,
  history: z.array(z.object({ epoch: epochNumber, index, at: time, reason: z.string(), actor: z.string() })),
  tombstones: count
}).meta({ id: 'Epoch' })
export type EpochState = z.output<typeof epochState>

export const epochBumpBody = z.strictObject({
  from: epochNumber
    .optional()
    .meta({ description: 'Bump only if this is the epoch; the current one of the agent by default.' }),
  reason: reason.optional()
})
export const epochBumped = written.meta({ id: 'EpochBumped' })

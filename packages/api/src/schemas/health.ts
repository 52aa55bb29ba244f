/**
 * Health as probes want it: a status, and the reason of every check.
 *
 * Pure.
 */
import { z } from 'zod'

export const healthLevel = z.enum(['agent', 'data', 'control'])
export const healthQuery = z.strictObject({
  level: healthLevel
    .optional()
    .meta({
      description: 'Agent: the process. Data: its disk and state. Control: the quorum. All levels below are included.'
    }),
  verbose: z.enum(['', '0', '1', 'false', 'true']).optional().meta({ description: 'Show the checks that pass, too.' })
})
export const health = z.object({
  status: z.enum(['ok', 'failing']),
  level: healthLevel,
  checks: z.array(z.object({ name: z.string(), level: healthLevel, ok: z.boolean(), reason: z.string() }))
}).meta({ id: 'Health' })
export type Health = z.output<typeof health>
export type HealthLevel = z.output<typeof healthLevel>

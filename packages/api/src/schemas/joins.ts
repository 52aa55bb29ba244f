/**
 * How machines come in: tokens, requests, and a newcomer's own progress.
 *
 * Pure.
 */
import { z } from 'zod'
import { problem, written } from './envelope.ts'
import { count, index, label, nodeId, reason, time } from './primitive.ts'

export const joinToken = z.object({
  id: z.string(),
  role: z.string(),
  voter: z.boolean(),
  uses: count,
  usesLeft: count,
  expiresAt: time,
  status: z.enum(['usable', 'used', 'expired', 'revoked']),
  createdIndex: index
}).meta({ id: 'JoinToken' })
export type JoinToken = z.output<typeof joinToken>

export const joinTokenBody = z.strictObject({
  role: z.union([label, z.literal('')]).default(''),
  uses: z.int().min(1).max(10_000).default(1),
  ttlMs: z.int().min(1_000).max(90 * 24 * 3_600_000).default(3_600_000),
  voter: z.boolean().default(false),
  reason: reason.optional()
})

/** The answer to a creation, the only place where the token's text is ever shown. */
export const joinTokenCreated = written.extend({
  id: z.string(), token: z.string(), role: z.string(), voter: z.boolean(), uses: count, expiresAt: time
}).meta({ id: 'JoinTokenCreated' })
export type JoinTokenCreated = z.output<typeof joinTokenCreated>

export const joinRequest = z.object({
  id: z.string(),
  claim: z.object({ id: nodeId, name: z.string(), addresses: z.array(z.string()), version: z.string() }),
  voter: z.boolean(),
  token: z.string().nullable().meta({ description: 'Id of the token it showed.' }),
  via: nodeId.meta({ description: 'Member that the newcomer reached.' }),
  status: z.enum(['waiting', 'approved', 'denied']),
  code: z.string(),
  message: z.string().meta({ description: 'Why it was denied; empty otherwise.' }),
  requestedIndex: index,
  requestedAt: time,
  decidedIndex: index,
  decidedBy: z.string()
}).meta({ id: 'JoinRequest' })
export type JoinRequest = z.output<typeof joinRequest>

export const joinRequestQuery = z.strictObject({ status: z.enum(['waiting', 'approved', 'denied']).optional() })
export const denyBody = z.strictObject({ reason: reason.min(1) })
export const decided = written.extend({ request: z.string() }).meta({ id: 'JoinDecided' })
export type JoinDecided = z.output<typeof decided>

export const tokenWritten = written.extend({ id: z.string() }).meta({ id: 'JoinTokenRevoked' })
export type JoinTokenRevoked = z.output<typeof tokenWritten>

export const joining = z.object({
  step: z.enum(['reach', 'cluster', 'approval', 'catch-up', 'requires', 'ready', 'refused']),
  peer: z.string(),
  clusterName: z.string(),
  request: z.string().meta({ description: 'Id of the join request, once there is one.' }),
  appliedIndex: index,
  targetIndex: index,
  lacks: z.array(z.object({ role: z.string(), capability: z.string() })).default([])
    .meta({ description: 'In the step requires: what roles here need to begin, and nobody else who can be reached performs.' }),
  refusal: problem.nullable()
}).meta({ id: 'Joining' })
export type Joining = z.output<typeof joining>

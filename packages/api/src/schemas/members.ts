/**
 * Members, and those of them that decide.
 *
 * Pure.
 */
import { z } from 'zod'
import { written } from './envelope.ts'
import { epoch, index, milliseconds, nodeId, reason, time } from './primitive.ts'

export const condition = z.enum(['self', 'alive', 'suspect', 'unreachable', 'unknown'])

export const member = z.object({
  id: nodeId,
  name: z.string(),
  addresses: z.array(z.string()),
  version: z.string(),
  role: z.string(),
  wanted: z.enum(['voter', 'member']).meta({ description: 'What the log asks for.' }),
  raft: z.enum(['voter', 'learner', 'none']).meta({ description: 'What the Raft configuration says.' }),
  condition: condition.meta({
    description: 'What the probes of the answering agent say; unknown for whom it does not watch.'
  }),
  sinceMs: milliseconds.meta({ description: 'How long the condition has lasted.' }),
  connected: z.boolean(),
  remoteAddress: z.string(),
  rttMs: milliseconds.nullable(),
  joinedIndex: index,
  joinedEpoch: epoch,
  joinedAt: time
}).meta({ id: 'Member' })
export type Member = z.output<typeof member>

export const controlPlanePeer = z.object({
  id: nodeId,
  name: z.string(),
  raft: z.enum(['voter', 'learner', 'none']),
  wanted: z.enum(['voter', 'member']),
  standing: z.enum(['leader', 'follower', 'pre-candidate', 'candidate', 'learner', 'unknown']),
  condition,
  match: index.nullable().meta({ description: 'How far its log is known to match; only the leader knows.' }),
  lag: z.int().min(0).nullable().meta({ description: 'Entries it lacks; null where match is.' }),
  self: z.boolean()
}).meta({ id: 'ControlPlanePeer' })
export type ControlPlanePeer = z.output<typeof controlPlanePeer>

export const reasonBody = z.strictObject({ reason: reason.optional() })
export const replaceBody = z.strictObject({ by: z.string().min(1).max(128), reason: reason.optional() })
export const reasonQuery = z.strictObject({ reason: reason.optional() })
export const transferBody = z.strictObject({ to: z.string().min(1).max(128).optional() })

/** A write about one member. */
export const memberWritten = written
  .extend({ member: z.object({ id: nodeId, name: z.string() }) })
  .meta({ id: 'MemberWritten' })
export type MemberWritten = z.output<typeof memberWritten>

/** `member` is the voter that goes. */
export const replaced = memberWritten
  .extend({ by: z.object({ id: nodeId, name: z.string() }) })
  .meta({ id: 'VoterReplaced' })
export type Replaced = z.output<typeof replaced>

export const transferred = z.object({ leader: z.object({ id: nodeId, name: z.string() }) }).meta({ id: 'Transferred' })
export type Transferred = z.output<typeof transferred>

/**
 * Members, and those of them that decide.
 *
 * Pure.
 */
import { z } from 'zod'
import { written } from './envelope.ts'
import { hostFacts } from './facts.ts'
import { count, epoch, index, milliseconds, nodeId, reason, time } from './primitive.ts'

export const condition = z.enum(['self', 'alive', 'suspect', 'unreachable', 'unknown'])

export const member = z.object({
  id: nodeId,
  name: z.string(),
  addresses: z.array(z.string()),
  version: z.string(),
  role: z.string(),
  tags: z.record(z.string(), z.string()).optional()
    .meta({ description: 'By which it is chosen; absent where it has none.' }),
  draining: z.boolean().optional()
    .meta({ description: 'It is given nothing new, and others hold what they can; absent where it is not.' }),
  wanted: z.enum(['voter', 'member']).meta({ description: 'What the log asks for.' }),
  raft: z.enum(['voter', 'learner', 'none']).meta({ description: 'What the Raft configuration says.' }),
  condition: condition.meta({
    description: 'What the log says of whom its observers found unreachable; else what the answering agent finds itself.'
  }),
  stopped: z.boolean().meta({ description: 'Whether it is unreachable since it was stopped in good order.' }),
  sinceMs: milliseconds.meta({ description: 'How long the condition has lasted.' }),
  connected: z.boolean(),
  remoteAddress: z.string(),
  rttMs: milliseconds.nullable(),
  joinedIndex: index,
  joinedEpoch: epoch,
  joinedAt: time
}).meta({ id: 'Member' })
export type Member = z.output<typeof member>

const seen = z.object({
  resource: z.string().meta({ description: 'Kind and name.' }), id: z.string(), role: z.string(), at: time,
  ageMs: milliseconds, value: z.json()
})
export type Seen = z.output<typeof seen>

export const memberShown = member.extend({
  facts: hostFacts.nullable().meta({
    description: 'What the machine says of itself; null when nothing is known here.'
  }),
  observed: z.array(seen).default([]).meta({ description: 'What its roles see of resources.' })
}).meta({ id: 'MemberShown' })
export type MemberShown = z.output<typeof memberShown>

const accuser = z.object({
  id: nodeId,
  name: z.string(),
  missed: z.int().min(0).meta({ description: 'Probes missed since it heard the member last.' }),
  denied: z.int().min(0).meta({ description: 'Others that it asked to probe, and that heard nothing either.' }),
  silentMs: milliseconds.meta({ description: 'How long it had heard nothing.' }),
  connected: z.boolean().meta({ description: 'Whether its connection to the member was open.' })
})

export const memberWhy = z.object({
  id: nodeId,
  name: z.string(),
  condition,
  failure: z.object({
    index,
    at: time,
    observers: z.int().min(1).meta({ description: 'Observers that the leader could hear then.' }),
    accusers: z.array(accuser),
    stopped: z.boolean().meta({ description: 'Whether most of them had heard it say that it stops.' }),
    returned: z.object({ index, at: time }).nullable()
  }).nullable().meta({ description: 'The last time that the log found it unreachable.' }),
  accusations: z.array(accuser.extend({
    unreachable: z.boolean().meta({ description: 'Whether it had its time to answer; before that it is suspect.' }),
    ageMs: milliseconds
  })).meta({ description: 'What is held against it now and not decided.' }),
  complete: z.boolean().meta({
    description: 'Whether the answering agent leads, and so knows all accusations; others know their own.'
  })
}).meta({ id: 'MemberWhy' })
export type MemberWhy = z.output<typeof memberWhy>

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

export const controlPlaneLoad = z.object({
  id: nodeId,
  name: z.string(),
  members: count.meta({ description: 'Members that can be reached and choose it, by rendezvous hash.' }),
  followers: count.nullable().meta({ description: 'Members that follow it now; only it knows, null for the others.' })
}).meta({ id: 'ControlPlaneLoad' })
export type ControlPlaneLoad = z.output<typeof controlPlaneLoad>

export const memberQuery = z.strictObject({ selector: z.string().max(1_024).optional() })
export const reasonBody = z.strictObject({ reason: reason.optional() })
export const replaceBody = z.strictObject({ by: z.string().min(1).max(128), reason: reason.optional() })
export const renameBody = z.strictObject({ name: z.string().min(1).max(63), reason: reason.optional() })
export const tagBody = z.strictObject({
  put: z.record(z.string().max(63), z.string().max(128)).default({}),
  drop: z.array(z.string().max(63)).max(64).default([]),
  reason: reason.optional()
})
export const reasonQuery = z.strictObject({ reason: reason.optional() })
export const transferBody = z.strictObject({ to: z.string().min(1).max(128).optional() })

/** A write about one member. */
export const memberWritten = written
  .extend({ member: z.object({ id: nodeId, name: z.string() }) })
  .meta({ id: 'MemberWritten' })
export type MemberWritten = z.output<typeof memberWritten>

/** `before` is the name that it had. */
export const renamed = memberWritten.extend({ before: z.string() }).meta({ id: 'MemberRenamed' })

/** `member` is the voter that goes. */
export const replaced = memberWritten
  .extend({ by: z.object({ id: nodeId, name: z.string() }) })
  .meta({ id: 'VoterReplaced' })
export type Replaced = z.output<typeof replaced>

export const transferred = z.object({ leader: z.object({ id: nodeId, name: z.string() }) }).meta({ id: 'Transferred' })
export type Transferred = z.output<typeof transferred>

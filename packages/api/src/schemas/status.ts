/**
 * One agent's view of itself and its cluster, for `status` and for checkers.
 *
 * Pure.
 */
import { z } from 'zod'
import { counts } from './envelope.ts'
import { joining } from './joins.ts'
import { count, epoch, index, milliseconds, nodeId, term, time } from './primitive.ts'

export const agentFacts = z.object({
  version: z.string(),
  nodeVersion: z.string(),
  pid: z.int(),
  startedAt: time,
  dataDirectory: z.string(),
  listen: z.array(z.string()),
  tickMs: milliseconds,
  rssBytes: count,
  logBytes: count,
  eventLoopDelayMs: milliseconds.meta({ description: 'p99 since the start.' }),
  diskNotes: z
    .array(z.string())
    .meta({ description: 'What opening the disk found, and that it is full; empty when all is well.' })
}).meta({ id: 'AgentFacts' })

export const quorum = z.object({
  voters: count,
  needed: count,
  reachable: count.meta({ description: 'Voters that this agent does not find unreachable, itself included.' }),
  tolerates: count.meta({ description: 'Further voters that may fail before writes stop.' })
}).meta({ id: 'Quorum' })

export const status = z.object({
  id: nodeId,
  name: z.string(),
  phase: z.enum(['joining', 'member', 'fenced']),
  health: z.enum(['healthy', 'degraded', 'repairing', 'joining', 'fenced']),
  cluster: z.object({ id: z.string(), name: z.string() }).nullable(),
  epoch,
  lineage: count,
  degraded: z.boolean(),
  degradedReason: z.string(),
  leader: z.object({ id: nodeId, name: z.string() }).nullable(),
  term,
  firstIndex: index.meta({ description: 'First entry kept on this disk.' }),
  commitIndex: index,
  appliedIndex: index,
  lastIndex: index,
  snapshotIndex: index,
  stateHash: z.string(),
  source: z.object({
    mode: z.enum(['raft', 'follow']),
    standing: z.enum(['follower', 'pre-candidate', 'candidate', 'leader', 'none']),
    from: nodeId.nullable()
  }),
  quorum,
  members: z.object({
    total: count,
    alive: count,
    suspect: count,
    unreachable: count,
    unknown: count,
    draining: count.optional().meta({ description: 'Of all of them; absent while none is.' }),
    names: z.array(z.string()).meta({ description: 'Names of the unreachable, at most 16.' })
  }),
  unmet: z.array(z.object({ role: z.string(), capability: z.string() })).default([]).meta({
    description: 'What roles require, and no member that can be reached performs; at most 16.'
  }),
  joinsWaiting: count,
  events: count,
  unknownEntries: count,
  sessions: count,
  repair: z
    .object({ index, term })
    .nullable()
    .meta({ description: 'Set while this disk lacks entries it may have acknowledged; the agent leads nobody.' }),
  joining: joining.nullable(),
  refusedFrames: counts,
  agent: agentFacts
}).meta({ id: 'Status' })
export type Status = z.output<typeof status>

/** Hard facts for outside checkers: equal on all members at an equal applied index. */
export const debugState = z.object({
  id: nodeId,
  name: z.string(),
  cluster: z.string().nullable(),
  epoch,
  lineage: count,
  term,
  firstIndex: index,
  commitIndex: index,
  appliedIndex: index,
  appliedTerm: term,
  lastIndex: index,
  snapshotIndex: index,
  stateHash: z.string(),
  chain: z
    .object({ index, hash: z.string() })
    .nullable()
    .meta({ description: 'Chain hash of the last applied entry.' }),
  standing: z.string(),
  voters: z.array(nodeId),
  learners: z.array(nodeId),
  outgoing: z.array(nodeId).meta({ description: 'The voters before, while several change at once; they vote too.' }),
  leaders: z
    .array(z.object({ term, leader: nodeId }))
    .meta({ description: 'Leaders seen by this agent, newest last.' }),
  tombstones: z.array(
    z.object({ id: nodeId, name: z.string(), how: z.enum(['left', 'removed']), index, epoch, reason: z.string() })
  ),
  events: count,
  unknownEntries: count,
  sessions: count
}).meta({ id: 'DebugState' })
export type DebugState = z.output<typeof debugState>

/** The applied state, in the form in which it is kept; its own version says which. */
export const exportedState = z.object({
  chain: z.string().regex(/^[0-9a-f]{64}$/),
  state: z.looseObject({ version: z.literal(1), appliedIndex: count, hash: z.string() })
}).meta({ id: 'ExportedState' })

/**
 * Processes: what the log wants of each, and what its machine says of it.
 *
 * Pure.
 */
import { LIMITS } from '@hivemind/base'
import { z } from 'zod'
import { written } from './envelope.ts'
import { count, index, nodeId, reason, time } from './primitive.ts'
import { roleName } from './roles.ts'

const template = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
/** A process by its name or id. */
export const processRef = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/)
const node = z.string().min(1).max(128).meta({ description: 'A member, by name or id.' })
const settings = z.record(template, z.string().max(1_024))

const states = ['STARTING', 'ONLINE', 'STOPPING', 'OFFLINE', 'FAILED', 'UNKNOWN'] as const
const state = z.enum(states)
export type ProcessState = z.output<typeof state>

export const process = z.object({
  id: z.string().meta({ description: 'Empty for one that would be made.' }),
  name: z.string(),
  node: z.string().meta({ description: 'Name of its machine; empty when that is no member any more.' }),
  nodeId: z.string(),
  role: roleName,
  template,
  instance: z.int().min(1),
  managed: z.boolean().meta({ description: 'Whether hivemind starts and stops it; otherwise it is only watched.' }),
  wanted: z.enum(['online', 'offline', 'watched']),
  state: state.meta({
    description: 'What its machine says; UNKNOWN while that cannot be reached, or has not said anything yet.'
  }),
  last: state.meta({ description: 'The same as it was said last, also of a machine that cannot be reached.' }),
  settled: z.boolean().meta({ description: 'Whether the state is about what is wanted now, not about an earlier wish.' }),
  since: time.nullable(),
  pid: z.int().nullable(),
  ends: count.meta({ description: 'Ends one after another, none of which came after a minute of work.' }),
  problem: z.string(),
  endpoints: z.array(z.object({ name: z.string(), port: z.int() })),
  command: z.array(z.string()).meta({ description: 'Program and arguments; empty where it is not managed.' }),
  environment: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.string()),
  stop: z.object({ signal: z.string(), ms: z.int(), kills: z.boolean() }),
  user: z.string().nullable().default(null).meta({
    description: "Account of its machine that it runs as; the agent's own when null."
  }),
  keys: z.array(z.string()),
  version: z.int().min(0),
  changedIndex: index,
  changedAt: time
}).meta({ id: 'Process' })
export type Process = z.output<typeof process>

export const processQuery = z.strictObject({
  node: node.optional(),
  role: roleName.optional(),
  selector: z.string().max(2_048).optional().meta({
    description: 'By the tags of machines, and by node, role and template: `zone=ams,role=pages`.'
  })
})

const source = z.object({ type: z.enum(['path', 'package']), at: z.string().min(1).max(1_024) })
export const processBody = z.strictObject({
  node,
  roles: z.array(z.strictObject({
    role: z.string().min(1).max(1_024).meta({ description: 'Name of a role.' }),
    source: source.optional().meta({ description: 'Where its code is, if no role of that name is enabled.' }),
    template: template.optional().meta({ description: 'One of its templates; all when absent.' }),
    settings: settings.default({}),
    bare: z.boolean().default(false).meta({ description: 'Whether a role without templates will do: it is enabled.' })
  })).min(1).max(LIMITS.rolesAtOnceMax),
  dryRun: z.boolean().default(false),
  reason: reason.optional()
})

/** Where it landed; null when it was tried only. */
const place = written.nullable()
export const processesWritten = z.object({
  place,
  node: z.object({ id: nodeId, name: z.string() }),
  enabled: z.array(z.string()).meta({ description: 'Roles that the machine is to run and was not before.' }),
  processes: z.array(process)
}).meta({ id: 'ProcessesWritten' })
export type ProcessesWritten = z.output<typeof processesWritten>

export const wantedBody = z.strictObject({
  wanted: z.enum(['online', 'offline', 'restarted']).meta({
    description: 'Restarted is online, after an end of what runs now.'
  }),
  dryRun: z.boolean().default(false), reason: reason.optional()
})
export const processWritten = z.object({ place, process }).meta({ id: 'ProcessWritten' })
export type ProcessWritten = z.output<typeof processWritten>

const flag = z.enum(['true', 'false']).default('false')
export const processRemoveQuery = z.strictObject({ force: flag, dryRun: flag, reason: reason.optional() })

export const printedQuery = z.strictObject({ lines: z.coerce.number<number>().int().min(1).max(10_000).default(100) })
export const printed = z.object({
  name: z.string(), lines: z.array(z.string()).meta({ description: 'Oldest first.' })
}).meta({ id: 'ProcessLines' })

export const drainBody = z.strictObject({
  draining: z.boolean().default(true), dryRun: z.boolean().default(false), reason: reason.optional()
})
export const drained = z.object({
  place,
  member: z.object({ id: nodeId, name: z.string() }),
  draining: z.boolean(),
  roles: z.array(z.string()).meta({ description: 'Roles that it held and others can hold.' })
}).meta({ id: 'MemberDrained' })

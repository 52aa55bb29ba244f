/**
 * Roles: what is enabled, who holds it, and how it is on the answering machine.
 *
 * Pure.
 */
import { z } from 'zod'
import { written } from './envelope.ts'
import { count, index, milliseconds, nodeId, reason, time } from './primitive.ts'

export const roleName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)
const words = z.array(z.string())
const settings = z.record(z.string(), z.json())

export const roleHere = z.object({
  state: z.enum(['starting', 'working', 'ready', 'failing', 'waiting', 'suspended', 'stopping', 'refused']),
  pid: z.int().nullable(),
  fence: index.nullable(),
  crashes: count.meta({ description: 'Ends of its process one after another, none of which had worked for a minute.' }),
  lastEnd: z.string(),
  againMs: milliseconds.nullable().meta({ description: 'When it is started again; null when it runs or is not to.' }),
  reconciledIndex: index.meta({ description: 'Applied index of the state that it brought the world to agree with.' }),
  problem: z.string(),
  report: z.string().meta({ description: 'What the role says of its work.' }),
  rssBytes: count,
  words: words.meta({ description: 'The last lines that it printed.' })
}).meta({ id: 'RoleHere' })
export type RoleHere = z.output<typeof roleHere>

export const roleUpdate = z.object({
  version: z.string(),
  source: z.object({ type: z.enum(['path', 'package']), at: z.string() }),
  revision: z.int().min(1).meta({ description: 'The revision that the role will have.' }),
  done: count.meta({ description: 'Holders that have it.' }),
  left: count.meta({ description: 'Holders that can be reached and do not have it yet.' }),
  turn: z.string().nullable().meta({ description: 'Name of the member whose turn it is.' }),
  failed: z.object({ member: z.string(), problem: z.string() }).nullable()
    .meta({ description: 'Where it did not work; nobody has a turn until it is resumed or aborted.' })
}).meta({ id: 'RoleUpdate' })
export type RoleUpdate = z.output<typeof roleUpdate>

export const role = z.object({
  name: roleName,
  version: z.string(),
  source: z.object({ type: z.enum(['path', 'package']), at: z.string() }),
  holders: z.int().min(0).meta({ description: 'How many members hold it at once; 0 for every one.' }),
  members: words.meta({ description: 'Names of those it may run on; empty for all.' }),
  user: z.string().nullable().default(null).meta({
    description: 'The account that it runs as; null for the agent\'s own.'
  }),
  performs: words,
  requires: words,
  observes: words.default([]).meta({ description: 'Kinds of resources of which it says what it sees.' }),
  bootstrapRequires: words,
  unmet: words.meta({ description: 'What it requires, and nobody who can be reached performs.' }),
  degraded: z.enum(['continue', 'stop']),
  config: settings,
  actions: z.array(z.object({ name: z.string(), about: z.string(), repeatable: z.boolean() }))
    .meta({ description: 'What it can be asked to do.' }),
  templates: z.array(z.object({
    name: z.string(), about: z.string(), multiplicity: count, opens: words, managed: z.boolean()
  })).meta({ description: 'What its processes are made from.' }),
  kinds: z.array(z.object({
    name: z.string(), fields: words,
    alike: z.boolean().meta({ description: 'Whether the kind is defined now as this version says.' })
  })).default([]).meta({ description: 'Kinds of resources that it brings.' }),
  revision: z.int().min(1),
  update: roleUpdate.nullable().default(null).meta({ description: 'A new version on its way to its holders.' }),
  changedIndex: index,
  changedAt: time,
  holding: z.array(z.object({
    id: nodeId, name: z.string(), fence: index, reachable: z.boolean()
  })).meta({ description: 'Who holds it; of a role of every member the first hundred.' }),
  holdingCount: count.meta({ description: 'Members that hold it and can be reached.' }),
  here: roleHere.nullable().meta({ description: 'How it is on the answering machine; null when it does not run there.' })
}).meta({ id: 'Role' })
export type Role = z.output<typeof role>

export const roleBody = z.strictObject({
  source: z.object({ type: z.enum(['path', 'package']), at: z.string().min(1).max(1_024) }),
  members: z
    .array(z.string().min(1).max(128))
    .max(1_000)
    .default([])
    .meta({ description: 'Names or ids; empty for all.' }),
  selector: z.string().max(1_024).default('').meta({
    description: 'Of these, or of all, the ones that have these tags now.'
  }),
  config: settings.default({}),
  user: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/).optional().meta({
    description: 'The account that it runs as; the agent\'s own when absent.'
  }),
  reason: reason.optional()
})
export const roleUpdateBody = z.strictObject({
  source: roleBody.shape.source.optional().meta({
    description: 'Where the new version is; where it is now when absent.'
  }),
  config: settings.optional().meta({ description: 'Other settings; those that it has when absent.' }),
  reason: reason.optional()
})
export const roleDecideBody = z.strictObject({
  go: z.boolean().meta({ description: 'Go on where it stopped; or back to the version before.' }),
  reason: reason.optional()
})
export const described = z.object({
  name: roleName,
  version: z.string(),
  enabled: z.string().meta({ description: 'The version that is enabled.' }),
  fits: z.boolean().meta({ description: 'Whether this code may run where that version was enabled.' }),
  differs: words.meta({ description: 'What of its manifest is otherwise than in the log.' })
}).meta({ id: 'RoleDescribed' })
export const roleQuery = z.strictObject({
  member: z.string().min(1).max(128).optional().meta({ description: 'On this member only; the others go on.' }),
  reason: reason.optional()
})
export const roleWritten = written
  .extend({ role: z.object({ name: z.string(), version: z.string(), revision: z.int().min(0) }) })
  .meta({ id: 'RoleWritten' })

export const askParams = z.strictObject({ name: roleName, ask: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/) })
export const askBody = z.strictObject({ input: z.json().default({}) })
export const askQuery = z.strictObject({
  input: z.string().max(8_192).default('{}').meta({ description: 'The input as JSON.' })
})
export const roleAnswer = z.object({ role: roleName, ask: z.string(), answer: z.json() }).meta({ id: 'RoleAnswer' })
export type RoleAnswer = z.output<typeof roleAnswer>

/**
 * The registry: resources, and the unique keys that they and others hold.
 *
 * Pure. Forms are those of control; here they are bounded, there they are checked.
 */
import { LIMITS } from '@hivemind/base'
import { z } from 'zod'
import { written } from './envelope.ts'
import { count, index, label, milliseconds, nodeId, reason, time } from './primitive.ts'

/** A resource by its id, its name, or its kind and name with a slash between. */
export const resourceRef = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,126})?$/)

const kind = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,126}$/)
export const key = z.string().regex(/^[a-z][a-z0-9]{0,31}-[A-Za-z0-9._:@/+-]{1,190}$/)
const holder = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const tags = z.record(z.string().max(63), z.string().max(128))
const definition = z.record(z.string(), z.json())
const keys = z.array(key).max(LIMITS.resourceKeysMax)
/** What a resource stands on: a member's name or id, or a resource. Empty for nothing. */
const parent = z.union([resourceRef, z.literal('')])

export const resource = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  definition,
  tags,
  parent: z.string().meta({ description: 'Id of the resource or the member it stands on, or empty.' }),
  parentName: z.string().meta({ description: 'The same by name: `vm/web`, or a member\'s name.' }),
  keys: z.array(z.string()).meta({ description: 'Unique keys besides the one of its name, those of its kind\'s schema last.' }),
  version: z.int().min(1),
  createdIndex: index,
  createdAt: time,
  changedIndex: index,
  changedAt: time
}).meta({ id: 'Resource' })
export type Resource = z.output<typeof resource>

export const observation = z.object({
  member: z.string().meta({ description: 'Name of the machine that says it.' }),
  memberId: nodeId,
  role: z.string(),
  at: time.meta({ description: 'Since when it is so, by the clock of that machine.' }),
  ageMs: milliseconds,
  reachable: z.boolean().meta({ description: 'Whether that machine can be reached; else it is what it said last.' }),
  boot: count,
  seq: count.meta({ description: 'Number of the last word of that machine in its life `boot`.' }),
  value: z.json()
}).meta({ id: 'Observation' })
export type Observation = z.output<typeof observation>

export const resourceShown = resource.extend({
  observed: z.array(observation).default([]).meta({ description: 'What roles see of it, the newest first.' })
}).meta({ id: 'ResourceShown' })

export const resourceQuery = z.strictObject({
  kind: kind.optional(),
  selector: z.string().max(2_048).optional().meta({ description: 'As `zone=ams,!retired`.' }),
  inherited: z.enum(['true', 'false']).default('false').meta({
    description: 'Whether a resource has the tags of what it stands on as well, unless it has such a tag itself.'
  }),
  parent: resourceRef.optional()
})
export const resourceBody = z.strictObject({
  id: label.max(64).optional(),
  kind,
  name,
  definition: definition.default({}),
  tags: tags.default({}),
  parent: parent.default(''),
  keys: keys.default([]),
  reason: reason.optional()
})
export const resourceChange = z.strictObject({
  version: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Refused unless it is this one; the present one when absent.' }),
  name: name.optional(),
  definition: definition.optional(),
  tags: tags.optional(),
  parent: parent.optional(),
  keys: keys.optional(),
  reason: reason.optional()
})
export const resourceRemoveQuery = z.strictObject({
  version: z.coerce.number<number>().int().min(1).optional(), reason: reason.optional()
})
export const resourceWritten = written
  .extend({ resource: z.object({ id: z.string(), kind: z.string(), name: z.string(), version: z.int().min(0) }) })
  .meta({ id: 'ResourceWritten' })

const schema = z.record(z.string(), z.json())
export const kindParams = z.strictObject({ name: kind })
export const kindShown = z.object({
  name: z.string(),
  schema: schema.meta({ description: 'A part of JSON Schema; a field with `key` claims a unique key of that family.' }),
  role: z.string().nullable().default(null).meta({
    description: 'The role that brought it; null when a person defined it.'
  }),
  revision: z.int().min(1),
  resources: z.int().min(0).meta({ description: 'How many there are of it.' }),
  changedIndex: index,
  changedAt: time
}).meta({ id: 'Kind' })
export type Kind = z.output<typeof kindShown>
export const kindBody = z.strictObject({
  name: kind,
  schema,
  revision: z.int().min(0).optional().meta({
    description: 'Refused unless it is this one, 0 for a kind without a schema; the present one when absent.'
  }),
  reason: reason.optional()
})
export const kindRemoveQuery = z.strictObject({ reason: reason.optional() })
export const kindWritten = written
  .extend({ kind: z.object({ name: z.string(), revision: z.int().min(0) }) })
  .meta({ id: 'KindWritten' })

export const keyClaim = z.object({
  key: z.string(),
  holder: z.string().meta({ description: 'A text of its own, or the kind and name of a resource.' }),
  resource: z.string().nullable().meta({ description: 'Id of the resource that holds it.' }),
  index,
  at: time
}).meta({ id: 'KeyClaim' })
export type KeyClaim = z.output<typeof keyClaim>

export const keyQuery = z.strictObject({
  family: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,31}$/)
    .optional()
    .meta({ description: 'What stands before the dash: `ip`.' }),
  holder: z.string().max(256).optional(),
  selector: z.string().max(2_048).optional().meta({ description: 'Held by a resource with these tags.' })
})
export const keyBody = z.strictObject({ key, holder, reason: reason.optional() })
export const keyReleaseQuery = z.strictObject({ holder, reason: reason.optional() })
export const keyWritten = written.extend({ key: z.string(), holder: z.string() }).meta({ id: 'KeyWritten' })

/**
 * Resources: what the cluster knows by name, and what is wanted of it.
 *
 * Touches chance for ids.
 */
import { randomBytes } from 'node:crypto'
import { refuse, type Resource as Shown } from '@hivemind/api'
import { HivemindError, type NodeId, selectorIn, selects, type Tags } from '@hivemind/base'
import type { Control, Resource } from '@hivemind/control'
import { observedOf } from '../observed.ts'
import { catchUp, draft, memberHere, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'

type Writing = 'resource-create' | 'resource-change' | 'resource-remove'
type AnyCall = Pick<Call<Writing>, 'node' | 'deadlineMs' | 'request' | 'stopping' | 'rounds'>
type Rows = Control['resources']

export const listResources: Handler<'resource-list'> = call => {
  const { kind, selector: text = '', inherited, parent } = call.query
  const selector = selectorIn(text)
  const above = parent === undefined ? undefined : parentId(call, parent)
  const tagsOf = inherited === 'true' ? inheriting(call.node.control()) : (one: Resource): Tags => one.tags
  const found = [...call.node.control().resources.values()].filter(one =>
    (kind === undefined || one.kind === kind) && (above === undefined || one.parent === above) &&
    selects(selector, tagsOf(one)))
  return list(call, 'ResourceList', found.map(resourceOf(call)))
}

/** Tags with those of what a resource stands on, the nearest first. */
function inheriting ({ resources, members }: Pick<Control, 'resources' | 'members'>): (one: Resource) => Tags {
  const known = new Map<string, Tags>()
  const tagsOf = (one: Resource): Tags => {
    const before = known.get(one.id)
    if (before !== undefined) return before
    const above = resources.get(one.parent)
    const machine = members.get(one.parent as NodeId)
    const tags = { ...above === undefined ? machine?.tags : tagsOf(above), ...one.tags }
    known.set(one.id, tags)
    return tags
  }
  return tagsOf
}

export const showResource: Handler<'resource-show'> = async call => {
  const found = await named(call, call.params.name)
  return one(call, 'Resource', { ...resourceOf(call)(found), observed: await observedOf(call, found) })
}

export const createResource: Handler<'resource-create'> = async call => {
  const { id = `R${randomBytes(8).toString('hex')}`, kind, name, definition, tags, parent, keys, reason } = call.body
  const fact = { id, kind, name, definition, tags, parent: await parentNamed(call, parent), keys }
  const written = await proposeOne(call, draft(call, 'resource-created', fact, { reason }))
  await appliedHere(call, written.index)
  return one(call, 'ResourceCreated', { ...written, resource: { id, kind, name, version: 1 } }, 'linearizable')
}

export const changeResource: Handler<'resource-change'> = async call => {
  const { reason, version, parent, ...over } = call.body
  await catchUp(call) // Whoever changed it a moment ago, through whichever agent, is not overlooked.
  const before = here(call, call.params.name)
  const { id, name, definition, tags, keys } = before
  const fact = {
    id, name, definition, tags, keys, from: version ?? before.version,
    parent: parent === undefined ? before.parent : parentId(call, parent),
    ...defined(over)
  }
  const written = await proposeOne(call, draft(call, 'resource-changed', fact, { reason }))
  await appliedHere(call, written.index)
  const resource = { id, kind: before.kind, name: fact.name, version: fact.from + 1 }
  return one(call, 'ResourceChanged', { ...written, resource }, 'linearizable')
}

export const removeResource: Handler<'resource-remove'> = async call => {
  const { version, reason } = call.query
  await catchUp(call)
  const { id, kind, name, version: now } = here(call, call.params.name)
  const from = version ?? now
  const written = await proposeOne(call, draft(call, 'resource-removed', { id, from }, { reason }))
  await appliedHere(call, written.index)
  return one(call, 'ResourceRemoved', { ...written, resource: { id, kind, name, version: from } }, 'linearizable')
}

/** A caller sees what it wrote, when it asks the same agent. An agent that lags too far behind is not waited for. */
export async function appliedHere ({ node }: Pick<AnyCall, 'node'>, index: number): Promise<void> {
  await node.applied(index as Parameters<typeof node.applied>[0], HERE_MS).catch(() => {})
}
const HERE_MS = 1_000

/** Fields that were given. */
const defined = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as
    { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }

/** A resource that may have been made through another agent a moment ago. */
async function named (call: AnyCall, name: string): Promise<Resource> {
  const known = lookUp(call.node.control().resources, name)
  if (known.length === 1 && known[0] !== undefined) return known[0]
  await catchUp(call)
  return here(call, name)
}

/** @throws {HivemindError} HIVE_NOT_FOUND, or HIVE_API_BAD_REQUEST when several have the name */
function here (call: Pick<AnyCall, 'node'>, name: string): Resource {
  const [found, ...others] = lookUp(call.node.control().resources, name)
  if (found === undefined) {
    throw new HivemindError(
      refuse('HIVE_NOT_FOUND', `no resource is called "${name}"`, { hint: 'List them: hivemind resource list.' })
    )
  }
  if (others.length === 0) return found
  const which = [found, ...others].map(one => `${one.kind}/${one.name}`).join(', ')
  throw new HivemindError(refuse('HIVE_API_BAD_REQUEST', `"${name}" is ${which.slice(0, 300)}; name one of them`))
}

/** By id, then by kind and name, then by name alone, which several kinds may have. */
function lookUp (resources: Rows, text: string): readonly Resource[] {
  const byId = resources.get(text)
  if (byId !== undefined) return [byId]
  const [kind = '', name] = text.split('/')
  return [...resources.values()].filter(one =>
    name === undefined ? one.name === text : one.kind === kind && one.name === name)
}

/** The id of what is to be stood on: a member before a resource of the same name. */
function parentId (call: Pick<AnyCall, 'node'>, text: string): string {
  return text === '' ? '' : memberHere(call, text)?.id ?? here(call, text).id
}

async function parentNamed (call: AnyCall, text: string): Promise<string> {
  if (text === '') return ''
  return memberHere(call, text)?.id ?? (await named(call, text)).id
}

function resourceOf (call: Pick<AnyCall, 'node'>): (resource: Resource) => Shown {
  const { resources } = call.node.control()
  const machines = new Map<string, string>(call.node.view().members.map(({ id, name }) => [id, name]))
  return ({ createdAt, changedAt, definition, tags, keys, claims = [], ...rest }) => {
    const above = resources.get(rest.parent)
    return {
      ...rest, definition: definition as Shown['definition'], tags: { ...tags }, keys: [...keys, ...claims],
      parentName: above === undefined ? machines.get(rest.parent) ?? rest.parent : `${above.kind}/${above.name}`,
      createdAt: timeText(createdAt), changedAt: timeText(changedAt)
    }
  }
}

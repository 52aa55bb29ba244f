/**
 * Roles: what is enabled and where, and how each is here.
 *
 * Touches nothing by itself; the code of a role is read by a process of its own.
 */
import { type RoleAnswer, refuse, type Role as Shown } from '@hivemind/api'
import { canonical, HivemindError, type NodeId, selectorIn, selects } from '@hivemind/base'
import {
  type Facts, fenceOf, grantsOf, holdersOf, isAlike, isUnreachable, type Role, type RoleUpdate, runsOn, unmetOf
} from '@hivemind/control'
import { catchUp, draft, memberNamed, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'
import { appliedHere } from './registry.ts'

/** Holders that are listed of a role that every member holds. */
const HOLDING_SHOWN = 100

type Named = 'role-enable' | 'role-disable' | 'role-show' | 'role-update'
type AnyCall = Pick<Call<Named>, 'node' | 'deadlineMs' | 'request' | 'stopping' | 'rounds'>

export const listRoles: Handler<'role-list'> = call =>
  list(call, 'RoleList', [...call.node.control().roles.values()].map(role => roleOf(call, role)))

export const showRole: Handler<'role-show'> = async call => {
  if (!call.node.control().roles.has(call.params.name)) await catchUp(call)
  return one(call, 'Role', roleOf(call, enabled(call, call.params.name)))
}

export const enableRole: Handler<'role-enable'> = async call => {
  const { source, config, user, reason } = call.body
  const { name: role, ...manifest } = await call.node.describeRole(source, config, user)
  const members = await meantFor(call)
  const from = call.node.control().roles.get(role)?.revision ?? 0
  const account = user === undefined ? {} : { user }
  const fact = { role, source, members: [...new Set(members)], ...account, from, ...manifest }
  const written = await proposeOne(call, draft(call, 'role-enabled', fact, { reason }))
  await appliedHere(call, written.index)
  const enabledRole = { name: role, version: manifest.version, revision: from + 1 }
  return one(call, 'RoleEnabled', { ...written, role: enabledRole }, 'linearizable')
}

/** Members that a role is for, by name and by tags; none for all. */
async function meantFor (call: Call<'role-enable'>): Promise<readonly NodeId[]> {
  const { members: names, selector: text } = call.body
  const members: NodeId[] = []
  for (const name of names) members.push((await memberNamed(call, name)).id)
  const selector = selectorIn(text)
  await catchUp(call)
  if (selector.length === 0) return members
  const found = [...call.node.control().members.values()]
    .filter(({ id, tags = {} }) => (members.length === 0 || members.includes(id)) && selects(selector, tags))
  if (found.length > 0) return found.map(({ id }) => id)
  throw new HivemindError(refuse('HIVE_NOT_FOUND', `no member has the tags ${text}`, {
    hint: 'See tags: hivemind node list; set them: hivemind node tag NAME KEY=VALUE.'
  }))
}

export const disableRole: Handler<'role-disable'> = async call => {
  const { member, reason } = call.query
  await catchUp(call)
  const role = enabled(call, call.params.name)
  const written = await proposeOne(call, member === undefined
    ? draft(call, 'role-disabled', { role: role.id, from: role.revision }, { reason })
    : draft(call, 'role-enabled', await without(call, role, member), { reason }))
  await appliedHere(call, written.index)
  const { id: name, version, revision } = role
  return one(call, 'RoleDisabled', { ...written, role: { name, version, revision } }, 'linearizable')
}

export const updateRole: Handler<'role-update'> = async call => {
  const { source, config, reason } = call.body
  await catchUp(call)
  const role = enabled(call, call.params.name)
  const from = role.revision
  const where = source ?? { ...role.source }
  const { name, ...manifest } = await call.node.describeRole(where, config ?? role.config, role.user)
  if (name !== role.id)
    throw new HivemindError(refuse('HIVE_API_BAD_REQUEST', `${where.at} is role ${name}, expected ${role.id}`))
  const fact = { role: name, source: where, from, ...manifest }
  const written = await proposeOne(call, draft(call, 'role-update-begun', fact, { reason }))
  await appliedHere(call, written.index)
  const updated = { name, version: manifest.version, revision: from + 1 }
  return one(call, 'RoleUpdating', { ...written, role: updated }, 'linearizable')
}

export const decideUpdate: Handler<'role-update-decide'> = async call => {
  const { go, reason } = call.body
  await catchUp(call)
  const { id: name, version, revision, update } = enabled(call, call.params.name)
  const fact = { role: name, revision: update?.revision ?? revision, go }
  const written = await proposeOne(call, draft(call, 'role-update-decided', fact, { reason }))
  await appliedHere(call, written.index)
  const decided = { name, version: go ? update?.to.version ?? version : version, revision }
  return one(call, 'RoleUpdateDecided', { ...written, role: decided }, 'linearizable')
}

/** Parts of a manifest that the log has; settings are filled in by the code, so they are compared as such. */
const COMPARED = [
  'holders', 'performs', 'requires', 'bootstrapRequires', 'degraded', 'watches', 'publishes', 'observes', 'proposes',
  'config', 'actions', 'processes', 'kinds'
] as const

export const describeEnabled: Handler<'role-describe'> = async call => {
  if (!call.node.control().roles.has(call.params.name)) await catchUp(call)
  const role = enabled(call, call.params.name)
  const { fits, ...found } = await call.node.examineRole(role)
  return one(call, 'RoleDescribed', {
    name: found.name, version: found.version, enabled: role.version,
    fits,
    differs: COMPARED.filter(part => canonical(found[part] ?? null) !== canonical(role[part] ?? null))
  })
}

export const lookAtRole: Handler<'role-look'> = async call => {
  const { params: { name, ask }, query: { input } } = call
  return one(call, 'RoleAnswer', await asked(call, name, ask, parsed(input), true))
}

export const askRole: Handler<'role-ask'> = async call => {
  const { params: { name, ask }, body: { input } } = call
  return one(call, 'RoleAnswer', await asked(call, name, ask, input, false))
}

async function asked (
  { node, deadlineMs }: Pick<AnyCall, 'node' | 'deadlineMs'>, role: string, ask: string, input: unknown, reads: boolean
) {
  const answer = await node.askRole(role, ask, input, reads, deadlineMs)
  return { role, ask, answer: answer as RoleAnswer['answer'] }
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HivemindError(refuse('HIVE_API_BAD_REQUEST', `query.input: ${text.slice(0, 80)} is no JSON`))
  }
}

/** A role as it is, but for one member. */
async function without (call: AnyCall, role: Role, name: string): Promise<Facts['role-enabled']> {
  const { id } = await memberNamed(call, name)
  const all = role.members.length > 0 ? role.members : [...call.node.control().members.keys()]
  const members = all.filter(one => one !== id)
  const {
    id: called, revision, update: _update, changedIndex: _index, changedAt: _at, grantedIndex: _granted, ...rest
  } = role
  if (members.length > 0 && members.length < all.length) return { ...rest, role: called, from: revision, members }
  throw new HivemindError(refuse('HIVE_API_BAD_REQUEST', members.length === 0
    ? `role ${called} runs on ${name} alone`
    : `role ${called} does not run on ${name}`, { hint: `Disable it everywhere: hivemind role disable ${called}.` }))
}

function enabled ({ node }: Pick<AnyCall, 'node'>, name: string): Role {
  const found = node.control().roles.get(name)
  if (found !== undefined) return found
  throw new HivemindError(
    refuse('HIVE_NOT_FOUND', `no role "${name}" is enabled`, { hint: 'List them: hivemind role list.' })
  )
}

function updateOf (
  { to, revision, done, turn, failed }: RoleUpdate, holders: readonly NodeId[], nameOf: (id: NodeId) => string
): Shown['update'] {
  return {
    version: to.version, source: { ...to.source }, revision, done: done.length,
    left: holders.filter(id => !done.includes(id)).length, turn: turn === '' ? null : nameOf(turn),
    failed: failed === null ? null : { member: nameOf(failed.member), problem: failed.problem }
  }
}

function roleOf ({ node }: Pick<AnyCall, 'node'>, role: Role): Shown {
  const control = node.control()
  const {
    id: name, members, update, changedAt, grantedIndex: _granted, watches: _watches, publishes: _publishes,
    observes = [], proposes: _proposes, processes = [], kinds = [], ...rest
  } = role
  const nameOf = (id: NodeId): string => control.members.get(id)?.name ?? id
  const holders = role.holders > 0
    ? grantsOf(control, name).map(({ member }) => member)
    : [...control.members.keys()].filter(id => runsOn(role, id)).slice(0, HOLDING_SHOWN)
  const here = node.roleHere(name)
  return {
    ...rest,
    name,
    members: members.map(nameOf),
    user: role.user ?? null,
    changedAt: timeText(changedAt),
    config: { ...rest.config } as Shown['config'],
    performs: [...rest.performs],
    requires: [...rest.requires],
    observes: [...observes],
    actions: (role.actions ?? []).map(action => ({ ...action })),
    templates: processes.map(({ name: template, about, multiplicity, opens, managed }) =>
      ({ name: template, about, multiplicity, opens: [...opens], managed })),
    kinds: kinds.map(({ kind, schema }) => ({
      name: kind, fields: Object.keys(schema['properties'] ?? {}), alike: isAlike(control.kinds.get(kind), schema)
    })),
    bootstrapRequires: [...rest.bootstrapRequires],
    unmet: [...unmetOf(control, role)],
    update: update === undefined ? null : updateOf(update, holdersOf(control, role), nameOf),
    holdingCount: holdersOf(control, role).length,
    holding: holders.map(id => ({
      id, name: nameOf(id), fence: fenceOf(control, name, id) ?? 0, reachable: !isUnreachable(control, id)
    })),
    here: here === null ? null : { ...here, words: [...here.words] }
  }
}

/**
 * Roles: which are enabled, on which members, and who holds those that not all of them hold.
 *
 * Pure. What the log has to know of a role stands in the entry that enables it, so that nobody needs its code to
 * understand the log. A holder's fence is the index of what made it one: whatever it writes names its fence, and an
 * older one changes nothing.
 *
 * Invariants: (1) a role has at most as many grants as it has holders, and none when every member holds it; (2) a grant
 * is of a member that the role may run on; (3) fences of later grants are higher.
 */
import { type Index, LIMITS, type NodeId, type Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts, KnownEnvelope, RoleFact, WrittenByRoles } from './envelope.ts'
import { refuse } from './errors.ts'
import { isUnreachable } from './failures.ts'
import { drop, put } from './hashing.ts'
import type { ProcessTemplate } from './process-facts.ts'
import { type Defining, defineRoleKinds, roleKindsRefused } from './role-kinds.ts'
import type { Control, Grant, Role } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

/** The part of the applied state that says who holds what. */
type Held = Pick<Control, 'roles' | 'grants' | 'members' | 'failures'>

const grantKey = (role: string, member: NodeId): string => `${role}/${member}`

/** Who holds a role by a grant, the first first. */
export const grantsOf = ({ grants }: Pick<Control, 'grants'>, role: string): readonly Grant[] =>
  [...grants.values()].filter(grant => grant.role === role)

/** Whether a role may run on a member. */
export const runsOn = ({ members }: Pick<Role, 'members'>, member: NodeId): boolean =>
  members.length === 0 || members.includes(member)

/** The role as one member is to run it now. */
export function roleAt (role: Role, member: NodeId): Role {
  const { update, ...rest } = role
  if (update === undefined || (update.turn !== member && !update.done.includes(member))) return role
  return { ...rest, ...update.to, revision: update.revision }
}

/** The fence under which a member holds a role now; null when it does not. */
export function fenceOf (
  control: Pick<Control, 'roles' | 'grants' | 'members'>,
  name: string,
  member: NodeId
): Index | null {
  const role = control.roles.get(name)
  if (role === undefined || !control.members.has(member) || !runsOn(role, member)) return null
  return role.holders === 0 ? role.changedIndex : control.grants.get(grantKey(name, member))?.fence ?? null
}

/** Members that hold a role and can be reached. */
export function holdersOf (control: Held, { id, holders, members }: Role): readonly NodeId[] {
  const all = holders > 0
    ? grantsOf(control, id).map(({ member }) => member)
    : [...control.members.keys()].filter(member => runsOn({ members }, member))
  return all.filter(member => !isUnreachable(control, member))
}

/** Capabilities that a role requires, and nobody who can be reached performs. */
export function unmetOf (control: Held, { requires }: Role): readonly string[] {
  const performed = new Set([...control.roles.values()]
    .filter(other => holdersOf(control, other).length > 0).flatMap(({ performs }) => performs))
  return requires.filter(capability => !performed.has(capability))
}

/** A capability that a role needs to begin, and nobody else performs. */
export interface Lack { readonly role: string, readonly capability: string }

/**
 * What the roles of a member need before they begin there (`bootstrapRequires`), and no other member performs: those
 * that it holds, and those that have a place for it.
 *
 * @param isReached - whether the asker itself finds a member reachable; the log has to say so as well
 */
export function lacksOf (control: Held, member: NodeId, isReached: (id: NodeId) => boolean): readonly Lack[] {
  const needy = [...control.roles.values()]
    .filter(role => role.bootstrapRequires.length > 0 && mayHold(control, role, member))
  if (needy.length === 0) return []
  const others = (role: Role): boolean => holdersOf(control, role).some(id => id !== member && isReached(id))
  const performed = new Set([...control.roles.values()].filter(others).flatMap(({ performs }) => performs))
  return needy.flatMap(({ id: role, bootstrapRequires }) => bootstrapRequires
    .filter(capability => !performed.has(capability)).map(capability => ({ role, capability })))
}

const mayHold = (control: Held, role: Role, member: NodeId): boolean =>
  fenceOf(control, role.id, member) !== null ||
  (runsOn(role, member) && grantsOf(control, role.id).length < role.holders)

export function roleEnabledRefused (
  control: Pick<Control, 'roles' | 'members'> & Defining, { role, from, members, kinds }: Facts['role-enabled']
): Refusal | null {
  const revision = control.roles.get(role)?.revision ?? 0
  if (revision !== from) {
    return refuse('HIVE_ROLE_CHANGED', `role ${role} is at revision ${revision}, and the command changes ${from}`)
  }
  const stranger = members.find(id => !control.members.has(id))
  if (stranger !== undefined) return refuse('HIVE_MEMBER_UNKNOWN', `${stranger} is no member`)
  if (from > 0 || control.roles.size < LIMITS.rolesMax) return roleKindsRefused(control, role, kinds)
  return refuse('HIVE_ROLE_LIMIT', `the cluster has ${control.roles.size} roles, its most`)
}

export function roleEnabled (control: Control, { body, at }: Of<'role-enabled'>, index: Index): readonly Change[] {
  const { role: id, from, source, members, user, ...rest } = body
  const role: Role = {
    ...declared(rest), id, source: { type: source.type, at: source.at }, members: [...members],
    ...user === undefined ? {} : { user }, revision: from + 1,
    changedIndex: index, changedAt: at, grantedIndex: control.roles.get(id)?.grantedIndex ?? index
  }
  put(control, 'roles', id, role)
  defineRoleKinds(control, id, role.kinds, index, at)
  const kept = role.holders
  for (const [place, grant] of grantsOf(control, id).filter(({ member }) => runsOn(role, member)).entries()) {
    if (place >= kept) drop(control, 'grants', grant.id)
  }
  for (const grant of grantsOf(control, id)) if (!runsOn(role, grant.member)) drop(control, 'grants', grant.id)
  return [{ type: 'roles-changed' }]
}

/** What is kept of a manifest: what was checked, and nothing that came along with it. */
export const declared = (
  {
    version, holders, performs, requires, bootstrapRequires, degraded, watches, publishes, observes, proposes, config,
    actions, processes, kinds
  }: RoleFact
): RoleFact => ({
  version, holders, degraded, config, performs: [...performs], requires: [...requires],
  bootstrapRequires: [...bootstrapRequires],
  watches: {
    members: watches.members, resources: [...watches.resources],
    ...watches.feeds === undefined ? {} : { feeds: [...watches.feeds] }
  },
  ...publishes === undefined ? {} : { publishes: [...publishes] },
  ...observes === undefined ? {} : { observes: [...observes] },
  proposes: { events: [...proposes.events], resources: [...proposes.resources], keys: [...proposes.keys] },
  ...(actions === undefined ? {} : {
    actions: actions.map(({ name, about, repeatable }) => ({ name, about, repeatable }))
  }),
  ...(processes === undefined ? {} : { processes: processes.map(templateKept) }),
  ...(kinds === undefined ? {} : { kinds: kinds.map(({ kind, schema }) => ({ kind, schema })) })
})

/** A template, likewise. */
const templateKept = (
  {
    name, about, multiplicity, opens, settings, managed, command, environment, endpoints, check, restarts, stop,
    user
  }: ProcessTemplate
): ProcessTemplate => ({
  name, about, multiplicity, opens: [...opens], settings: { ...settings }, managed, command: [...command],
  environment: { ...environment },
  endpoints: endpoints.map(({ name: endpoint, port, most }) => ({ name: endpoint, port, most })),
  check: check.type === 'tcp'
    ? { type: check.type, endpoint: check.endpoint }
    : check.type === 'none' ? { type: check.type } : { type: check.type, path: check.path },
  restarts, stop: { signal: stop.signal, ms: stop.ms, kills: stop.kills }, ...user === undefined ? {} : { user }
})

export function roleDisabledRefused (control: Control, { role, from }: Facts['role-disabled']): Refusal | null {
  const revision = control.roles.get(role)?.revision
  if (revision === undefined) return refuse('HIVE_ROLE_UNKNOWN', `no role "${role}" is enabled`)
  return revision === from
    ? null
    : refuse('HIVE_ROLE_CHANGED', `role ${role} is at revision ${revision}, and the command ends ${from}`)
}

export function roleDisabled (control: Control, { body }: Of<'role-disabled'>): readonly Change[] {
  for (const { id } of grantsOf(control, body.role)) drop(control, 'grants', id)
  drop(control, 'roles', body.role)
  return [{ type: 'roles-changed' }]
}

/** A grant names the one that it follows, so that of grants by two leaders, or of one repeated, one counts. */
export function roleGrantedRefused (control: Control, body: Facts['role-granted']): Refusal | null {
  const { role: name, member, replaces, after } = body
  const role = control.roles.get(name)
  if (role === undefined) return refuse('HIVE_ROLE_UNKNOWN', `no role "${name}" is enabled`)
  if (role.grantedIndex !== after) {
    return refuse('HIVE_ROLE_CHANGED', `role ${name} was granted last at ${role.grantedIndex}, and the grant follows ${after}`)
  }
  if (!control.members.has(member) || !runsOn(role, member) || fenceOf(control, name, member) !== null) {
    return refuse('HIVE_ROLE_HOLDER', `${member} holds role ${name} already, or may not`)
  }
  const left = grantsOf(control, name).filter(grant => grant.member !== replaces).length
  return left < role.holders
    ? null
    : refuse('HIVE_ROLE_HOLDER', `role ${name} has ${left} of ${role.holders} holders without ${replaces || 'anyone going'}`)
}

export function roleGranted (control: Control, { body, at }: Of<'role-granted'>, index: Index): readonly Change[] {
  const { role: name, member, replaces } = body
  const role = control.roles.get(name)
  if (role === undefined) return []
  if (replaces !== '') drop(control, 'grants', grantKey(name, replaces as NodeId))
  const id = grantKey(name, member)
  put(control, 'grants', id, { id, role: name, member, fence: index, at })
  put(control, 'roles', name, { ...role, grantedIndex: index })
  return [{ type: 'roles-changed' }]
}

/**
 * A member went: it holds nothing any more, and no role is meant for it. One that was meant for it alone runs nowhere.
 */
export function releaseRoles (control: Control, member: NodeId): void {
  for (const grant of [...control.grants.values()]) if (grant.member === member) drop(control, 'grants', grant.id)
  for (const role of [...control.roles.values()]) {
    if (role.members.length < 2 || !role.members.includes(member)) continue
    put(control, 'roles', role.id, { ...role, members: role.members.filter(id => id !== member) })
  }
}

/** Whether a role may write this: it holds its role under that fence, and declared what it writes. */
export function roleWroteRefused (
  control: Control,
  { role: name, member, fence, fact }: Facts['role-wrote']
): Refusal | null {
  const valid = fenceOf(control, name, member)
  if (valid !== fence) {
    return refuse('HIVE_ROLE_FENCED', `${member} writes for role ${name} with fence ${fence}, and ${valid ?? 'none'} is valid`)
  }
  const role = control.roles.get(name)
  const { proposes } = role === undefined ? { proposes: NOTHING } : roleAt(role, member)
  const [what, wanted, allowed] = writes(control, fact, proposes)
  return allowed.includes('*') || allowed.includes(wanted)
    ? null
    : refuse('HIVE_ROLE_UNDECLARED', `role ${name} writes ${what} ${wanted}, and declared ${allowed.join(', ') || 'none'}`)
}

const NOTHING = { events: [], resources: [], keys: [] }

/** What a role wrote, as if somebody else had. */
export const writtenBy = (envelope: Of<'role-wrote'>): Extract<KnownEnvelope, { type: WrittenByRoles }> =>
  ({ ...envelope, ...envelope.body.fact }) as Extract<KnownEnvelope, { type: WrittenByRoles }>

/** What a role writes: its sort, its word in the manifest, and the words that the manifest has. */
function writes (
  { resources }: Control,
  { type, body }: Facts['role-wrote']['fact'],
  { events, resources: kinds, keys }: Role['proposes']
): readonly [string, string, readonly string[]] {
  switch (type) {
    case 'event-appended': return ['event', body.event, events]
    case 'key-claimed':
    case 'key-released': return ['a key of family', body.key.split('-')[0] ?? '', keys]
    case 'resource-created': return ['a resource of kind', body.kind, kinds]
    case 'resource-changed':
    case 'resource-removed': return ['a resource of kind', resources.get(body.id)?.kind ?? '', kinds]
  }
}

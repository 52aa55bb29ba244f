/**
 * A new version of a role, member by member: one has its turn, says in the log that the new version works there or
 * why not, and the next one has it. The first that cannot ends the turns until a person decides.
 *
 * Pure. Nobody drives it: whose turn it is follows from the entries, so it goes on over the end of whoever asked for
 * it and of any leader. Who cannot be reached is passed over, and finds the new version when it is back.
 *
 * Invariants: (1) `turn` is of a holder that can be reached and is not done; (2) while something failed nobody has a
 * turn; (3) when nobody is left the role is the new one everywhere.
 */
import type { Index, NodeId, Refusal, WallMs } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { put } from './hashing.ts'
import { defineRoleKinds, roleKindsRefused } from './role-kinds.ts'
import { declared, fenceOf, holdersOf } from './roles.ts'
import type { Control, Role, RoleUpdate } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

const updating = (control: Control, name: string): (Role & { readonly update: RoleUpdate }) | null => {
  const role = control.roles.get(name)
  return role?.update === undefined ? null : { ...role, update: role.update }
}

/** Holders that can be reached and do not have the new version yet, in their order. */
const left = (control: Control, role: Role, { done }: Pick<RoleUpdate, 'done'>): readonly NodeId[] =>
  holdersOf(control, role).filter(member => !done.includes(member))

export function updateBegunRefused (control: Control, body: Facts['role-update-begun']): Refusal | null {
  const { role: name, from, holders } = body
  const role = control.roles.get(name)
  if (role === undefined) return refuse('HIVE_ROLE_UNKNOWN', `no role "${name}" is enabled`)
  if (role.revision !== from)
    return refuse('HIVE_ROLE_CHANGED', `role ${name} is at revision ${role.revision}, and the command changes ${from}`)
  if (role.update !== undefined)
    return refuse('HIVE_ROLE_UPDATING', `role ${name} is being updated to ${role.update.to.version}`)
  return role.holders === holders
    ? roleKindsRefused(control, name, body.kinds)
    : refuse('HIVE_ROLE_UPDATE', `role ${name} has ${role.holders} holders and the new version wants ${holders}`)
}

export function updateBegun (control: Control, { body, at }: Of<'role-update-begun'>, index: Index): readonly Change[] {
  const role = control.roles.get(body.role)
  if (role === undefined) return []
  const { role: _role, from: _from, source, ...rest } = body
  const to = { ...declared(rest), source: { type: source.type, at: source.at } }
  defineRoleKinds(control, role.id, to.kinds, index, at) // The first that has the new version relies on them.
  return advance(control, role, { to, revision: role.revision + 1, done: [], turn: '', failed: null }, index, at)
}

/** Give the next one its turn; when nobody is left the role is the new one. */
function advance (control: Control, role: Role, update: RoleUpdate, index: Index, at: WallMs): readonly Change[] {
  const [turn = ''] = left(control, role, update)
  if (turn !== '') put(control, 'roles', role.id, { ...role, update: { ...update, turn, failed: null } })
  else {
    const { update: _over, ...rest } = role
    put(control, 'roles', role.id, {
      ...rest, ...update.to, revision: update.revision, changedIndex: index, changedAt: at
    })
  }
  return [{ type: 'roles-changed' }]
}

/** Only whose turn it is says how it went. */
export function updateReportedRefused (control: Control, body: Facts['role-update-reported']): Refusal | null {
  const { role: name, member, revision } = body
  const role = updating(control, name)
  const holds = fenceOf(control, name, member) !== null
  if (holds && role?.update.turn === member && role.update.revision === revision) return null
  const turn = role === null ? 'it is not being updated' : `it is the turn of ${role.update.turn || 'nobody'}`
  return refuse('HIVE_ROLE_TURN', `${member} reports revision ${revision} of role ${name}, and ${turn}`)
}

export function updateReported (
  control: Control, { body, at }: Of<'role-update-reported'>, index: Index
): readonly Change[] {
  const role = updating(control, body.role)
  if (role === null) return []
  const { update } = role
  const { member, problem } = body
  if (problem === '') return advance(control, role, { ...update, done: [...update.done, member], turn: '' }, index, at)
  put(control, 'roles', role.id, { ...role, update: { ...update, turn: '', failed: { member, problem } } })
  return [{ type: 'roles-changed' }]
}

export function updateDecidedRefused (
  control: Control, { role: name, revision }: Facts['role-update-decided']
): Refusal | null {
  const role = updating(control, name)
  if (role === null) return refuse('HIVE_ROLE_UPDATE', `role ${name} is not being updated`)
  return role.update.revision === revision
    ? null
    : refuse('HIVE_ROLE_CHANGED', `role ${name} is being updated to revision ${role.update.revision}, and the command names ${revision}`)
}

/** Go on where it stopped, or go back: those that have the new version return to the one before. */
export function updateDecided (
  control: Control, { body, at }: Of<'role-update-decided'>, index: Index
): readonly Change[] {
  const role = updating(control, body.role)
  if (role === null) return []
  if (body.go) return advance(control, role, { ...role.update, turn: '' }, index, at)
  const { update: _over, ...rest } = role
  put(control, 'roles', role.id, rest)
  defineRoleKinds(control, role.id, rest.kinds, index, at) // As far as what was made meanwhile fits them.
  return [{ type: 'roles-changed' }]
}

/** Holders came or went: whose turn it was may be among those who went. */
export function turnsMoved (control: Control, index: Index): void {
  for (const { id } of [...control.roles.values()]) {
    const role = updating(control, id)
    if (role === null || role.update.failed !== null) continue
    const { turn } = role.update
    if (turn !== '' && left(control, role, role.update).includes(turn)) continue
    // The entry that moved the holders may not say when; the last time known of the role stands for it.
    advance(control, role, { ...role.update, turn: '' }, index, role.changedAt)
  }
}

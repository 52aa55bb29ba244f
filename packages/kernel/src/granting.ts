/**
 * The leader's duty toward roles that not every member holds: as many holders as each wants, of those that can be
 * reached.
 *
 * Pure. A level, not an edge: it looks at the applied state alone, so a new leader goes on where the last one stopped.
 * Whoever holds a role keeps it as long as it can be reached and is not draining. When nobody is there to take it over,
 * it stays where it is.
 */
import { type NodeId, ticks } from '@hivemind/base'
import { type Control, type Grant, grantsOf, isDraining, isUnreachable, type Role, runsOn } from '@hivemind/control'
import type { Effect } from './effect.ts'
import { proposeOwn } from './leading.ts'
import type { Kernel } from './state.ts'

/** A grant that was proposed is waited for so long, a second as shipped. */
const AGAIN_TICKS = 50

/** Grant one holder of each role that lacks one. */
export function settleRoles (kernel: Kernel, effects: Effect[]): void {
  const { control } = kernel
  if (control.roles.size === 0) return
  for (const role of control.roles.values()) {
    if (kernel.tick < (kernel.granting.get(role.id) ?? 0)) continue
    const body = nextGrant(control, role)
    if (body === null) continue
    kernel.granting.set(role.id, ticks(kernel.tick + AGAIN_TICKS))
    const { replaces } = body
    const cause = replaces === '' ? role.changedIndex : lossOf(control, replaces)
    proposeOwn(kernel, 'role-granted', body, String(cause), reasonOf(control, body.member, replaces), effects)
  }
}

/** A role moved: what was proposed for it is over. */
export function rolesMoved (kernel: Kernel): void { kernel.granting.clear() }

interface NextGrant {
  readonly role: string
  readonly member: NodeId
  readonly replaces: NodeId | ''
  readonly after: number
}

/** The grant that brings a role nearer to as many reachable holders as it wants; null when there is none to make. */
export function nextGrant (control: Control, role: Role): NextGrant | null {
  if (role.holders === 0) return null
  const grants = grantsOf(control, role.id)
  const lost = grants.find(({ member }) => isUnreachable(control, member)) ??
    grants.find(({ member }) => isDraining(control, member))
  if (lost === undefined && grants.length >= role.holders) return null
  const member = candidate(control, role, grants)
  if (member === null) return null
  const replaces = grants.length >= role.holders ? lost?.member ?? '' : ''
  return { role: role.id, member, replaces, after: role.grantedIndex }
}

/** Whoever can be reached and holds least; among equals the one that joined first. */
function candidate (control: Control, role: Role, grants: readonly Grant[]): NodeId | null {
  const load = new Map<NodeId, number>()
  for (const { member } of control.grants.values()) load.set(member, (load.get(member) ?? 0) + 1)
  let best: NodeId | null = null
  for (const id of control.members.keys()) {
    if (!runsOn(role, id) || isUnreachable(control, id) || isDraining(control, id)) continue
    if (grants.some(({ member }) => member === id)) continue
    if (best === null || (load.get(id) ?? 0) < (load.get(best) ?? 0)) best = id
  }
  return best
}

/** The entry by which a holder is one no longer. */
const lossOf = (control: Control, holder: NodeId): number | '' => isUnreachable(control, holder)
  ? control.failures.get(holder)?.index ?? ''
  : control.members.get(holder)?.drainedIndex ?? ''

function reasonOf (control: Control, member: NodeId, replaces: NodeId | ''): string {
  const nameOf = (id: NodeId): string => control.members.get(id)?.name ?? id
  return replaces === ''
    ? `${nameOf(member)} can hold it`
    : `${nameOf(replaces)} ${isUnreachable(control, replaces) ? 'cannot be reached' : 'is draining'}; ${nameOf(member)} takes it over`
}

/**
 * The part of the applied state that a role watches, and what of it the role does not know yet.
 *
 * Pure. Records of the applied state are replaced, never changed, so what was told is known by the record itself.
 */
import { type Control, isUnreachable, type Member, type Resource, type Role } from '@hivemind/control'
import { type FromAgent, type MemberRow, type ResourceRow, ROWS_MAX } from '@hivemind/role/protocol'

export type Rows = FromAgent & { readonly type: 'rows' }
type Watched = Pick<Control, 'members' | 'failures' | 'resources'>

/** What a role was told: records by id. */
export interface Told {
  readonly members: Map<string, { readonly member: Member, readonly reachable: boolean }>
  readonly resources: Map<string, Resource>
}
export const nothingTold = (): Told => ({ members: new Map(), resources: new Map() })

/** What is new to a role, in pieces; from here on it counts as told. */
export function untold (control: Watched, watches: Role['watches'], told: Told): readonly Rows[] {
  const members = watches.members ? newMembers(control, told) : { put: [], drop: [] }
  const resources = newResources(control, watches.resources, told)
  const pieces = Math.ceil(
    Math.max(members.put.length, resources.put.length, members.drop.length, resources.drop.length) / ROWS_MAX
  )
  return Array.from({ length: pieces }, (_, at): Rows => {
    const piece = <Row>(rows: Row[]): Row[] => rows.slice(at * ROWS_MAX, (at + 1) * ROWS_MAX)
    return {
      type: 'rows',
      members: { put: piece(members.put), drop: piece(members.drop) },
      resources: { put: piece(resources.put), drop: piece(resources.drop) }
    }
  })
}

interface Changes<Row> { readonly put: Row[], readonly drop: string[] }

function newMembers (control: Watched, { members: told }: Told): Changes<FromAgentMember> {
  const put: FromAgentMember[] = []
  for (const member of control.members.values()) {
    const reachable = !isUnreachable(control, member.id)
    const before = told.get(member.id)
    if (before?.member === member && before.reachable === reachable) continue
    told.set(member.id, { member, reachable })
    const { id, name, addresses } = member
    put.push({ id, name, addresses: [...addresses], reachable })
  }
  return { put, drop: forgotten(told, id => control.members.has(id as Member['id'])) }
}
type FromAgentMember = Rows['members']['put'][number] & MemberRow

function newResources (
  control: Watched,
  kinds: readonly string[],
  { resources: told }: Told
): Changes<Rows['resources']['put'][number] & ResourceRow> {
  if (kinds.length === 0) return { put: [], drop: [] }
  const put: Array<Rows['resources']['put'][number] & ResourceRow> = []
  for (const resource of control.resources.values()) {
    if (told.get(resource.id) === resource || !(kinds.includes('*') || kinds.includes(resource.kind))) continue
    told.set(resource.id, resource)
    const { id, kind, name, definition, tags, parent, keys, version } = resource
    put.push({ id, kind, name, definition: { ...definition }, tags: { ...tags }, parent, keys: [...keys], version })
  }
  return { put, drop: forgotten(told, id => control.resources.has(id)) }
}

function forgotten (told: Map<string, unknown>, there: (id: string) => boolean): string[] {
  const gone = [...told.keys()].filter(id => !there(id))
  for (const id of gone) told.delete(id)
  return gone
}

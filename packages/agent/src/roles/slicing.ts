/**
 * The part of the applied state that a role watches, and what of it the role does not know yet.
 *
 * Pure. Records of the applied state are replaced, never changed, so what was told is known by the record itself.
 */
import { type Control, isUnreachable, type Member, type Resource, type Role } from '@hivemind/control'
import type { Held } from '@hivemind/feed'
import { type FeedRow, type FromAgent, type MemberRow, type ResourceRow, ROWS_MAX } from '@hivemind/role/protocol'

export type Rows = FromAgent & { readonly type: 'rows' }
type Watched = Pick<Control, 'members' | 'failures' | 'resources'>
/** What is known here of a topic, by the member that says it. */
export type Topics = (topic: string) => ReadonlyMap<string, Held>

/** What a role was told: records by id. */
export interface Told {
  readonly members: Map<string, { readonly member: Member, readonly reachable: boolean }>
  readonly resources: Map<string, Resource>
  /** By topic and origin. */
  readonly feeds: Map<string, Held['contents']>
}
export const nothingTold = (): Told => ({ members: new Map(), resources: new Map(), feeds: new Map() })

/** What is new to a role, in pieces; from here on it counts as told. */
export function untold (
  control: Watched, topics: Topics, watches: Role['watches'], told: Told
): readonly Rows[] {
  const members = watches.members ? newMembers(control, told) : { put: [], drop: [] }
  const resources = newResources(control, watches.resources, told)
  const feeds = newFacts(topics, watches.feeds ?? [], told)
  const lengths = [members, resources, feeds].flatMap(({ put, drop }) => [put.length, drop.length])
  const pieces = Math.ceil(Math.max(...lengths) / ROWS_MAX)
  return Array.from({ length: pieces }, (_, at): Rows => {
    const piece = <Row>(rows: Row[]): Row[] => rows.slice(at * ROWS_MAX, (at + 1) * ROWS_MAX)
    return {
      type: 'rows',
      members: { put: piece(members.put), drop: piece(members.drop) },
      resources: { put: piece(resources.put), drop: piece(resources.drop) },
      feeds: { put: piece(feeds.put), drop: piece(feeds.drop) }
    }
  })
}

interface Changes<Row, Gone = string> { readonly put: Row[], readonly drop: Gone[] }

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

function newFacts (
  topics: Topics, watched: readonly string[], { feeds: told }: Told
): Changes<FeedRow & Rows['feeds']['put'][number], { readonly topic: string, readonly origin: string }> {
  const put: Array<FeedRow & Rows['feeds']['put'][number]> = []
  const drop: Array<{ readonly topic: string, readonly origin: string }> = []
  for (const topic of watched) {
    const held = topics(topic)
    for (const [origin, { contents }] of held) {
      const key = `${topic}/${origin}`
      if (told.get(key) === contents) continue
      told.set(key, contents)
      const { boot, seq, at, facts } = contents
      put.push({ topic, origin, boot, seq, at, facts: readable(facts) })
    }
    for (const key of [...told.keys()]) {
      const origin = key.slice(topic.length + 1)
      if (!key.startsWith(`${topic}/`) || held.has(origin)) continue
      told.delete(key)
      drop.push({ topic, origin })
    }
  }
  return { put, drop }
}

/** Facts that are JSON; whoever publishes in another form does not speak to roles. */
function readable (facts: Held['contents']['facts']): Record<string, unknown> {
  const read: Array<[string, unknown]> = []
  for (const { key, value } of facts) {
    if (value === null) continue
    try {
      read.push([key, JSON.parse(Buffer.from(value).toString('utf8'))])
    } catch { /* Another release's form. */ }
  }
  return Object.fromEntries(read)
}

function forgotten (told: Map<string, unknown>, there: (id: string) => boolean): string[] {
  const gone = [...told.keys()].filter(id => !there(id))
  for (const id of gone) told.delete(id)
  return gone
}

/**
 * What the names are made of: the part of the state that matters, checked where others wrote it.
 *
 * Pure. Facts are another machine's words: what is not of the form is left out, and said.
 */
import { isIP } from 'node:net'
import type { RoleState } from '@hivemind/role'
import { z } from 'zod'

export const SERVICES = 'services'
/** The topic on which the servers tell of each other. */
export const SERVERS = 'dns'
export const RECORD_KIND = 'dns-record'

const address = z.string().refine(text => isIP(text) !== 0)
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const serviceFact = z.object({
  port: z.int().min(1).max(65_535),
  protocol: z.enum(['tcp', 'udp']),
  tags: z.array(z.string().regex(label)).max(16),
  address: address.optional(),
  health: z.enum(['unknown', 'passing', 'failing']),
  reason: z.string().max(256).default('')
})
const serverFact = z.object({ host: address, port: z.int().min(1).max(65_535) })
const recordDefinition = z.object({
  name: z.string().min(1).max(1_024),
  type: z.string().max(16),
  values: z.array(z.string().max(4_096)).min(1).max(100),
  ttlSeconds: z.int().min(0).max(604_800).optional()
})

export interface Host {
  readonly id: string
  readonly name: string
  readonly addresses: readonly string[]
  readonly reachable: boolean
  /** How far its words are known here; null when it has said nothing. */
  readonly seq: { readonly boot: number, readonly seq: number, readonly at: number } | null
  readonly services: readonly Service[]
  /** Where it serves these zones; null when it is no name server. */
  readonly server: { readonly host: string, readonly port: number } | null
}
export interface Service extends Omit<z.output<typeof serviceFact>, 'address'> {
  readonly name: string
  readonly address: string | null
}
export interface StaticRecord {
  readonly resource: string
  readonly name: string
  readonly type: string
  readonly values: readonly string[]
  readonly ttlSeconds: number | null
}
export interface View {
  readonly self: string
  readonly degraded: boolean
  readonly hosts: readonly Host[]
  readonly records: readonly StaticRecord[]
  /** What was left out, one sentence each. */
  readonly problems: readonly string[]
}

export function viewOf ({ self, degraded, members, resources, feeds }: RoleState): View {
  const problems: string[] = []
  const said = new Map(feeds.filter(({ topic }) => topic === SERVICES).map(row => [row.origin, row]))
  const servers = new Map(feeds.filter(({ topic }) => topic === SERVERS)
    .map(({ origin, facts }) => [origin, serverFact.safeParse(facts['server']).data ?? null]))
  const hosts = members.map(({ id, name, addresses, reachable }): Host => {
    const row = said.get(id)
    return {
      id, name,
      reachable: reachable || id === self.id, // Whoever can ask this one can reach it.
      addresses: [...new Set(addresses.flatMap(addressIn))].sort(),
      seq: row === undefined ? null : { boot: row.boot, seq: row.seq, at: row.at },
      services: row === undefined ? [] : servicesIn(name, row.facts, problems),
      server: servers.get(id) ?? null
    }
  }).sort((one, other) => one.name < other.name ? -1 : 1)
  const records = resources.filter(({ kind }) => kind === RECORD_KIND).flatMap(({ name: resource, definition }) => {
    const { data: read, error } = recordDefinition.safeParse(definition)
    if (read === undefined) problems.push(`${RECORD_KIND}/${resource}: ${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`)
    return read === undefined ? [] : [{ ...read, resource, ttlSeconds: read.ttlSeconds ?? null }]
  }).sort((one, other) => one.resource < other.resource ? -1 : 1)
  return { self: self.name, degraded, hosts, records, problems }
}

function servicesIn (host: string, facts: Readonly<Record<string, unknown>>, problems: string[]): readonly Service[] {
  return Object.entries(facts).flatMap(([key, value]): readonly Service[] => {
    const [, name = ''] = /^service\/(.*)$/.exec(key) ?? []
    const { data: read } = serviceFact.safeParse(value)
    if (read !== undefined && label.test(name)) return [{ ...read, name, address: read.address ?? null }]
    problems.push(`${host} says ${key.slice(0, 80)} in a form that is not understood here`)
    return []
  }).sort((one, other) => one.name < other.name ? -1 : 1)
}

/** The address of `10.0.0.5:7946` or `[fd00::5]:7946`; none of a name or of libp2p's own form. */
function addressIn (text: string): readonly string[] {
  const host = text.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return isIP(host) === 0 || host === '0.0.0.0' || host === '::' ? [] : [host]
}

/**
 * Questions to a role that works on the agent's machine, and what the roles of ours answer.
 *
 * Touches the client that it is handed.
 */
import type { Client, Reply } from '@hivemind/api'

export type CheckWanted =
  | { readonly type: 'http', readonly url: string }
  | { readonly type: 'tcp', readonly host?: string, readonly port: number }
  | { readonly type: 'script', readonly argv: readonly string[] }
export interface Service {
  readonly name: string
  readonly port: number
  readonly address?: string
  readonly protocol: string
  readonly tags: readonly string[]
  readonly check: CheckWanted | null
}
export interface Health {
  readonly state: 'unknown' | 'passing' | 'failing'
  readonly reason: string
  readonly since: number
}
/** What `host` answers to `list`. */
export interface ServiceList {
  readonly services: ReadonlyArray<{ readonly service: Service, readonly health: Health }>
}

/** What `dns` answers. */
export interface DnsZone {
  readonly name: string
  readonly serial: number
  readonly names: number
  readonly records: number
  readonly changesKept: number
}
export interface DnsZones {
  readonly zones: readonly DnsZone[]
  readonly port: number
  /** Threads that take datagrams in batches; 0 where they are taken one by one. */
  readonly workers: number
  readonly degraded: boolean
}
export interface RecordRow {
  readonly name: string
  readonly ttl: number
  readonly type: string
  readonly value: string
}
export interface DnsRecords { readonly records: readonly RecordRow[], readonly total: number }
export interface DnsAnswer {
  readonly name: string
  readonly type: string
  readonly rcode: string
  readonly authoritative: boolean
  readonly answers: readonly RecordRow[]
  readonly authority: readonly RecordRow[]
  readonly additional: readonly RecordRow[]
  readonly degraded: boolean
}
export interface DnsHost {
  readonly host: string
  readonly reachable: boolean
  readonly boot: number
  readonly seq: number
  readonly lag: number
  readonly at: number | null
  readonly services: number
  readonly passing: number
}
export interface DnsCheck {
  readonly hosts: readonly DnsHost[]
  readonly servers: ReadonlyArray<{ readonly name: string, readonly answers: boolean }>
  readonly problems: readonly string[]
  readonly zones: readonly DnsZone[]
  readonly degraded: boolean
  /** A zone of another server that is kept equal; null when none is. */
  readonly driver: DnsDriver | null
}
export interface DnsDriver {
  readonly server: string
  readonly zone: string
  readonly state: 'elsewhere' | 'behind' | 'equal'
  readonly serial: number | null
  readonly problem: string | null
}
export interface DnsExport {
  readonly zones: ReadonlyArray<{ readonly name: string, readonly serial: number, readonly text: string }>
}

/** An answer as a command shows it: the role's own, in the envelope of the agent. */
export interface Answered<Answer> {
  readonly kind: string
  readonly item: Answer
  readonly meta: Reply<'role-look'>['meta']
}

type Input = Readonly<Record<string, unknown>>

/** Ask what changes nothing. */
export async function look<Answer> (
  client: Client, name: string, ask: string, input: Input = {}
): Promise<Answered<Answer>> {
  const query = { input: JSON.stringify(input) }
  const { kind, item, meta } = await client.call('role-look', { params: { name, ask }, query })
  return { kind, item: item.answer as Answer, meta }
}

/** Ask for something to be done. */
export async function ask<Answer> (client: Client, name: string, ask: string, input: Input): Promise<Answered<Answer>> {
  const body = { input: JSON.parse(JSON.stringify(input)) as Record<string, never> }
  const { kind, item, meta } = await client.call('role-ask', { params: { name, ask }, body })
  return { kind, item: item.answer as Answer, meta }
}

/**
 * What the role answers to people: zones, records, a question as a resolver would ask it, how far the hosts are heard.
 *
 * Touches the other servers, for `check`.
 */
import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { answer } from './answering.ts'
import { liveSet } from './live.ts'
import type { NameServer } from './name-server.ts'
import type { Host } from './view.ts'
import { keyOf, type NameKey, nameFrom, nameText } from './wire/name.ts'
import { rcodeText, typeFrom, typeText } from './wire/numbers.ts'
import { rdataText } from './wire/rdata.ts'
import type { RecordSet } from './wire/writing.ts'
import type { Zone } from './zone/zone.ts'

export interface RecordRow {
  readonly name: string
  readonly ttl: number
  readonly type: string
  readonly value: string
}

const rowsOf = ({ name, type, ttl, rdatas }: RecordSet): readonly RecordRow[] =>
  rdatas.map(rdata => ({ name: nameText(name), ttl, type: typeText(type), value: rdataText(type, rdata) }))

/** Records in one answer: a larger zone is looked at by name, or exported. */
const RECORDS_MAX = 2_000

export const zonesOf = (server: NameServer) => ({
  zones: [...server.kept.values()].map(({ zone, differences }) => ({
    name: nameText(zone.apex),
    serial: zone.serial,
    names: zone.nodes.size,
    records: [...zone.nodes.values()].reduce(
      (sum, { sets }) => sum + [...sets.values()].reduce((one, set) => one + set.rdatas.length, 0),
      0
    ),
    changesKept: differences.length
  })),
  port: server.port, workers: server.workers, counters: server.counters, degraded: server.view.degraded
})

/** Records in the order of a zone file: the apex first, then by name from the right. */
export function recordsOf (server: NameServer, zoneName: string | undefined, below: string | undefined) {
  const rows: RecordRow[] = []
  const wanted = below === undefined ? null : keyOf(nameIn(below, 'name'))
  for (const zone of chosen(server, zoneName)) {
    for (const [key, { sets }] of sorted(zone)) {
      if (wanted !== null && !(key === wanted || nameText(key).endsWith(`.${nameText(wanted)}`))) continue
      for (const set of sets.values()) rows.push(...rowsOf(set))
    }
  }
  return { records: rows.slice(0, RECORDS_MAX), total: rows.length }
}

/** The zone as a master file. RFC 1035 5. */
export function exported (server: NameServer, zoneName: string | undefined) {
  const zones = chosen(server, zoneName).map(zone => {
    const rows = sorted(zone).flatMap(([, { sets }]) => [...sets.values()]).flatMap(rowsOf)
    const soaFirst = [...rows.filter(({ type }) => type === 'SOA'), ...rows.filter(({ type }) => type !== 'SOA')]
    const lines = soaFirst.map(({ name, ttl, type, value }) => `${name}\t${ttl}\tIN\t${type}\t${value}`)
    return { name: nameText(zone.apex), serial: zone.serial, text: `${lines.join('\n')}\n` }
  })
  return { zones }
}

const sorted = (
  zone: Zone
): ReadonlyArray<readonly [NameKey, Zone['nodes'] extends ReadonlyMap<NameKey, infer One> ? One : never]> => {
  const order = (key: NameKey): string => nameText(key).split('.').reverse().join('.')
  return [...zone.nodes].sort(([one], [other]) => order(one) < order(other) ? -1 : 1)
}

function chosen (server: NameServer, name: string | undefined): readonly Zone[] {
  if (name === undefined) return [...server.kept.values()].map(({ zone }) => zone)
  const zone = server.kept.get(keyOf(nameIn(name, 'zone')))?.zone
  if (zone === undefined) throw new Error(`no zone ${name} is served here`)
  return [zone]
}

function nameIn (text: string, what: string) {
  const name = nameFrom(text)
  if (name === null) throw new Error(`${what}: "${text.slice(0, 80)}" is no domain name`)
  return name
}

/** What a resolver would be answered. A name without dots at its end may leave the zone out: `web.service`. */
export function queried (server: NameServer, text: string, typeName: string) {
  const type = typeFrom(typeName)
  if (type === null) throw new Error(`"${typeName}" is no type of records`)
  const zones = new Map([...server.kept].map(([key, { zone }]) => [key, zone]))
  const moment = server.moment
  const ask = (name: ReturnType<typeof nameIn>) => ({
    name,
    found: answer(
      zones,
      {
        id: 0,
        opcode: 0,
        recursionDesired: false,
        name,
        type,
        class: 1,
        question: Buffer.alloc(0),
        edns: null,
        from: null,
        tsig: null
      },
      (zone, key) => liveSet(zone, key, server.main, moment, Date.now())
    )
  })
  const whole = ask(nameIn(text, 'name'))
  const { name, found } = whole.found.authoritative || text.endsWith('.')
    ? whole
    : ask(nameIn(`${text}.${nameText(server.main)}`, 'name'))
  const rows = (sets: readonly RecordSet[]): readonly RecordRow[] => sets.flatMap(rowsOf)
  return {
    name: nameText(name), type: typeText(type), rcode: rcodeText(found.rcode), authoritative: found.authoritative,
    answers: rows(found.answers), authority: rows(found.authority), additional: rows(found.additional),
    degraded: server.view.degraded
  }
}

/** Hosts that other servers are asked about; of more only what is known here is told. */
const ASKED_MAX = 100
const ASKING_MS = 700

interface Heard { readonly boot: number, readonly seq: number }

/** How far each host is heard here and by the other servers, and what is wrong with the records. */
export async function checked (server: NameServer) {
  const { view, problems } = server
  const others = view.hosts.filter(host => host.server !== null && host.name !== view.self && host.reachable)
  const heardBy = new Map(await Promise.all(others.map(async other =>
    [other.name, await vectorOf(other, view.hosts.slice(0, ASKED_MAX), server.config.zone)] as const)))
  const hosts = view.hosts.map(host => {
    const own: Heard = host.seq ?? { boot: 0, seq: 0 }
    const heard = [own, ...[...heardBy.values()].flatMap(vector => vector?.get(host.name) ?? [])]
    const newest = heard.reduce((one, two) =>
      two.boot > one.boot || (two.boot === one.boot && two.seq > one.seq) ? two : one
    )
    return {
      host: host.name, reachable: host.reachable, boot: own.boot, seq: own.seq,
      // Numbers of an earlier life cannot be compared: all of the new one is missing.
      lag: own.boot === newest.boot ? newest.seq - own.seq : newest.seq,
      at: host.seq?.at ?? null, services: host.services.length,
      passing: host.reachable ? host.services.filter(({ health }) => health === 'passing').length : 0
    }
  })
  const servers = [
    { name: view.self, answers: true },
    ...others.map(({ name }) => ({ name, answers: heardBy.get(name) != null }))
  ]
  return {
    hosts, servers, problems, degraded: view.degraded, zones: zonesOf(server).zones, driver: server.pushed
  }
}

/** What another server has of the hosts; null when it does not answer. */
async function vectorOf (
  other: Host,
  hosts: readonly Host[],
  zone: string
): Promise<ReadonlyMap<string, Heard> | null> {
  const { host = '', port = 0 } = other.server ?? {}
  const address = host === '0.0.0.0' || host === '::' ? other.addresses[0] : host
  if (address === undefined) return null
  const resolver = new Resolver({ timeout: ASKING_MS, tries: 1 })
  resolver.setServers([`${isIPv6(address) ? `[${address}]` : address}:${port}`])
  const rows = await Promise.all(hosts.map(async ({ name }) => {
    try {
      const [texts = []] = await resolver.resolveTxt(`_seq.${name}.node.${zone}`)
      const [, boot = 0, seq = 0] = /^boot (\d+) seq (\d+)/.exec(texts.join('')) ?? []
      return [name, { boot: Number(boot), seq: Number(seq) }] as const
    } catch {
      return null
    }
  }))
  const heard = rows.filter(row => row !== null)
  return heard.length === 0 ? null : new Map(heard)
}

/**
 * The zones as a function of what is known: members, their services and health, static records.
 *
 * Pure: equal views give equal sets. `NODE.node.ZONE` are machines, `SERVICE.service.ZONE` what they serve; a name
 * below `_why` says why another one answers as it does. Only what passes on a machine that can be reached is answered.
 */
import { isIPv4 } from 'node:net'
import type { Config } from '../config.ts'
import type { Host, Service, StaticRecord, View } from '../view.ts'
import { isBelow, joined, keyOf, label, type Name, type NameKey, nameFrom, nameText, parentOf } from '../wire/name.ts'
import { TYPE, typeFrom, typeText } from '../wire/numbers.ts'
import { addressRdata, nameRdata, rdataFrom, srvRdata, txtRdata } from '../wire/rdata.ts'
import type { RecordSet } from '../wire/writing.ts'
import { nodesOf } from './zone.ts'

export interface Built {
  /** Sets of each zone, by its apex; without SOA. */
  readonly zones: ReadonlyMap<NameKey, { readonly apex: Name, readonly nodes: ReturnType<typeof nodesOf> }>
  readonly problems: readonly string[]
}

const NODE = label('node')
const SERVICE = label('service')
const WHY = label('_why')

/** @param config - whose names are domain names: its schema says so */
export function build (view: View, config: Config): Built {
  const problems = [...view.problems]
  const zone = nameFrom(config.zone) as Name
  const apexes = [zone, ...[...config.zones, ...config.reverse].map(text => nameFrom(text) as Name)]
  const sets = new Map<NameKey, RecordSet[]>(apexes.map(apex => [keyOf(apex), []]))
  const put = (set: RecordSet): boolean => {
    const found = sets.get(apexOf(sets, keyOf(set.name)) ?? '' as NameKey)
    found?.push(set)
    return found !== undefined
  }
  for (const apex of apexes)
    for (const host of view.hosts) if (host.server !== null && host.reachable) put(serverSet(apex, zone, host, config))
  for (const host of view.hosts) for (const set of hostSets(host, zone, config)) put(set)
  for (const set of serviceSets(view.hosts, zone, config)) put(set)
  for (const record of view.records) {
    const made = recordSet(record, config)
    if (typeof made === 'string') problems.push(made)
    else if (!put(made)) problems.push(`${record.resource}: ${nameText(made.name)} is in none of the zones`)
  }
  const zones = new Map(apexes.map(apex => {
    const nodes = nodesOf(sets.get(keyOf(apex)) ?? [], apex)
    dropBesideAliases(nodes, problems)
    return [keyOf(apex), { apex, nodes }]
  }))
  return { zones, problems }
}

function apexOf (zones: ReadonlyMap<NameKey, unknown>, key: NameKey): NameKey | null {
  for (let at = key; ; at = parentOf(at)) {
    if (zones.has(at)) return at
    if (at.length <= 1) return null
  }
}

const nodeName = (host: Host, zone: Name): Name => joined(label(host.name) + NODE, zone)
const why = (of: Name, texts: readonly string[], ttl: number): RecordSet =>
  ({ name: joined(WHY, of), type: TYPE.TXT, ttl, rdatas: texts.map(text => txtRdata([text])) })

const serverSet = (apex: Name, zone: Name, host: Host, { ttlSeconds }: Config): RecordSet =>
  ({ name: apex, type: TYPE.NS, ttl: ttlSeconds.node, rdatas: [nameRdata(nodeName(host, zone))] })

/** A machine's own name and back. */
function * hostSets (host: Host, zone: Name, { ttlSeconds: { node: ttl } }: Config): Generator<RecordSet> {
  const name = nodeName(host, zone)
  const said = host.addresses.join(' ') || 'no address that is known'
  yield why(name, [host.reachable ? `reachable: ${said}` : `left out: unreachable, says the log: ${said}`], ttl)
  if (!host.reachable) return
  yield * addressSets(name, host.addresses, ttl)
  for (const address of host.addresses) {
    const reverse = nameFrom(reverseText(address))
    if (reverse !== null) yield { name: reverse, type: TYPE.PTR, ttl, rdatas: [nameRdata(name)] }
  }
}

function * addressSets (name: Name, addresses: readonly string[], ttl: number): Generator<RecordSet> {
  const four = addresses.filter(isIPv4)
  const six = addresses.filter(address => !isIPv4(address))
  if (four.length > 0) yield { name, type: TYPE.A, ttl, rdatas: four.map(addressRdata).sort(Buffer.compare) }
  if (six.length > 0) yield { name, type: TYPE.AAAA, ttl, rdatas: six.map(addressRdata).sort(Buffer.compare) }
}

/** `5.0.0.10.in-addr.arpa`, RFC 1035 3.5; nibbles under ip6.arpa, RFC 3596 2.5. */
export function reverseText (address: string): string {
  const bytes = addressRdata(address)
  if (bytes.length === 4) return `${[...bytes].reverse().join('.')}.in-addr.arpa`
  return `${[...bytes.toString('hex')].reverse().join('.')}.ip6.arpa`
}

/**
 * A service: addresses of all that pass, a place for each of them (`HOST.SERVICE.service`), SRV to these places at the
 * service's own name and at that of RFC 2782, and why others are left out.
 */
function* serviceSets (
  hosts: readonly Host[],
  zone: Name,
  { ttlSeconds: { service: ttl } }: Config
): Generator<RecordSet> {
  for (const host of hosts) {
    for (const service of host.services) {
      const { name, protocol, port } = service
      const at = joined(label(name) + SERVICE, zone)
      const addresses = service.address === null ? host.addresses : [service.address]
      yield why(at, [reasonOf(host, service, addresses)], ttl)
      if (!host.reachable || service.health !== 'passing' || addresses.length === 0) continue
      const place = joined(label(host.name), at)
      const srv = [srvRdata(0, 0, port, place)]
      yield * addressSets(at, addresses, ttl)
      yield * addressSets(place, addresses, ttl)
      yield { name: at, type: TYPE.SRV, ttl, rdatas: srv }
      yield {
        name: joined(label(`_${name}`) + label(`_${protocol}`) + SERVICE, zone),
        type: TYPE.SRV,
        ttl,
        rdatas: srv
      }
      if (service.tags.length > 0)
        yield { name: place, type: TYPE.TXT, ttl, rdatas: [txtRdata(service.tags.map(tag => `tag=${tag}`))] }
    }
  }
}

function reasonOf (host: Host, service: Service, addresses: readonly string[]): string {
  const what = `${host.name} ${addresses.join(' ')} port ${service.port}`
  if (!host.reachable) return `${what}: left out, the machine is unreachable`
  if (addresses.length === 0) return `${what}: left out, no address of the machine is known`
  return service.health === 'passing' ? `${what}: passing` : `${what}: left out, ${service.health}: ${service.reason}`
}

function recordSet (record: StaticRecord, { ttlSeconds }: Config): RecordSet | string {
  const { resource, values } = record
  const name = nameFrom(record.name)
  const type = typeFrom(record.type)
  if (name === null || type === null) return `${resource}: "${record.name} ${record.type}" is no name and type`
  const rdatas: Buffer[] = []
  for (const value of values) {
    const rdata = rdataFrom(type, value)
    if (typeof rdata === 'string') return `${resource}: ${rdata}`
    if (!rdatas.some(known => known.equals(rdata))) rdatas.push(rdata)
  }
  if (type === TYPE.CNAME && rdatas.length > 1)
    return `${resource}: a name has one CNAME at most, found ${rdatas.length}`
  return { name, type, ttl: record.ttlSeconds ?? ttlSeconds.record, rdatas: rdatas.sort(Buffer.compare) }
}

/** RFC 1034 3.6.2: beside an alias there is nothing else, and no second one. */
function dropBesideAliases (nodes: ReturnType<typeof nodesOf>, problems: string[]): void {
  for (const { name, sets } of nodes.values()) {
    const alias = sets.get(TYPE.CNAME)
    if (alias === undefined || (sets.size === 1 && alias.rdatas.length === 1)) continue
    const others = [...sets.keys()].filter(type => type !== TYPE.CNAME).map(typeText)
    problems.push(`${nameText(name)} has a CNAME beside ${others.join(', ') || 'another one'}: the CNAME is left out`)
    ;(sets as Map<number, RecordSet>).delete(TYPE.CNAME)
  }
}

/** Whether a name is one of the zones' own. */
export const isServed = (zones: Built['zones'], name: Name): boolean =>
  [...zones.keys()].some(apex => isBelow(keyOf(name), apex))

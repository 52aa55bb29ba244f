/**
 * A question's answer, out of the zones.
 *
 * Pure. Source: RFC 1034 4.3.2; RFC 2308 (nothing, with the SOA); RFC 8482 (ANY); RFC 6891 6.1.3 (versions); RFC 2782
 * (what is added to SRV).
 */
import { isBelow, keyOf, type Name, type NameKey, readName } from './wire/name.ts'
import { CLASS, RCODE, TYPE } from './wire/numbers.ts'
import { txtRdata } from './wire/rdata.ts'
import type { Query } from './wire/reading.ts'
import type { Answer, RecordSet } from './wire/writing.ts'
import { lookUp, setAt, type Zone, zoneOf } from './zone/zone.ts'

export type Zones = ReadonlyMap<NameKey, Zone>

/** Names whose records are made when they are asked for, as `_age`: below a zone, never copied to secondaries. */
export type Live = (zone: Zone, key: NameKey) => RecordSet | null

/** Aliases that one answer follows; a circle ends there. */
const ALIASES_MAX = 8

const nothing = { answers: [], authority: [], additional: [] } as const

export const refusal = (rcode: number): Answer => ({ rcode, authoritative: false, ...nothing })

export function answer (zones: Zones, query: Query, live: Live): Answer {
  if (query.edns !== null && query.edns.version > 0) return refusal(RCODE.badVersion)
  if (query.class !== CLASS.IN) return refusal(RCODE.refused)
  const key = keyOf(query.name)
  const zone = zoneOf(zones, key)
  if (zone === null) return refusal(RCODE.refused) // Nobody else's names are looked for: no recursion.
  const { type } = query
  // Types of questions and of transport are no types of records; transfers are answered elsewhere, over TCP.
  if (type === TYPE.AXFR || type === TYPE.IXFR) return refusal(RCODE.refused)
  if (type === TYPE.ANY) return anything(zone, query.name, key, live)
  return found(zone, query.name, key, type, live)
}

/** RFC 8482 4.2: that the name is there, and no more. */
function anything (zone: Zone, name: Name, key: NameKey, live: Live): Answer {
  const whole = found(zone, name, key, TYPE.HINFO, live)
  if (whole.rcode !== RCODE.noError || !whole.authoritative || whole.answers.length > 0) return whole
  const node = zone.nodes.get(key)
  if (node !== undefined && node.sets.size === 0) return whole // Only names below it are there.
  const hinfo: RecordSet = { name, type: TYPE.HINFO, ttl: 3_600, rdatas: [txtRdata(['RFC8482', ''])] }
  return { rcode: RCODE.noError, authoritative: true, answers: [hinfo], authority: [], additional: [] }
}

function found (zone: Zone, asked: Name, askedKey: NameKey, type: number, live: Live): Answer {
  const answers: RecordSet[] = []
  let name = asked
  let key = askedKey
  for (let aliases = 0; aliases <= ALIASES_MAX; aliases++) {
    const made = live(zone, key)
    const looked = made === null
      ? lookUp(zone, name, key, type)
      : made.type === type ? { type: 'answer', sets: [made] } as const : { type: 'no-data' } as const
    switch (looked.type) {
      case 'answer': {
        answers.push(...looked.sets)
        const additional = looked.sets.flatMap(set => added(zone, set))
        return { rcode: RCODE.noError, authoritative: true, answers, authority: [], additional }
      }
      case 'referral': {
        const { set } = looked
        const authoritative = answers.length > 0
        return { rcode: RCODE.noError, authoritative, answers, authority: [set], additional: added(zone, set) }
      }
      case 'no-data': return negative(zone, answers, RCODE.noError)
      case 'no-name': return negative(zone, answers, RCODE.nameError)
      case 'alias': {
        answers.push(looked.set)
        const target = readName(looked.set.rdatas[0] as Buffer, 0)?.name
        // Beyond the zone the resolver goes on by itself.
        if (target === undefined || !isBelow(keyOf(target), zone.key)) break
        name = target
        key = keyOf(target)
        continue
      }
    }
    break
  }
  return { rcode: RCODE.noError, authoritative: true, answers, authority: [], additional: [] }
}

/** RFC 2308 3: the SOA says how long it may be remembered. RFC 6604 3: the code is that of the last name. */
const negative = (zone: Zone, answers: readonly RecordSet[], rcode: number): Answer =>
  ({ rcode, authoritative: true, answers, authority: [zone.soa], additional: [] })

/** Addresses of the names that a set points to, as far as they are in the zone. */
function added (zone: Zone, set: RecordSet): RecordSet[] {
  const offset = set.type === TYPE.SRV ? 6 : set.type === TYPE.MX ? 2 : set.type === TYPE.NS ? 0 : -1
  if (offset < 0) return []
  return set.rdatas.flatMap(rdata => {
    const target = readName(rdata, offset)?.name
    if (target === undefined) return []
    const key = keyOf(target)
    return [setAt(zone, key, TYPE.A), setAt(zone, key, TYPE.AAAA)].filter(one => one !== null)
  })
}

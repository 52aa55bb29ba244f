/**
 * Zones over time: each change raises the serial and is remembered, so that a secondary is sent what changed (IXFR).
 *
 * Pure. The serial is the time of the change in seconds, and always higher than the one before, so that servers of one
 * zone have much the same and a restart never goes back. Source: RFC 1982 (serials), RFC 1995.
 */
import { joined, keyOf, label, type Name, type NameKey } from '../wire/name.ts'
import { TYPE } from '../wire/numbers.ts'
import { type Soa, soaRdata } from '../wire/rdata.ts'
import type { RecordSet } from '../wire/writing.ts'
import type { Node, Zone } from './zone.ts'

/** One change of a zone, from one serial to the next. */
export interface Difference {
  readonly from: RecordSet
  readonly to: RecordSet
  readonly removed: readonly RecordSet[]
  readonly added: readonly RecordSet[]
}

export interface Kept {
  readonly zone: Zone
  /** The newest last. */
  readonly differences: readonly Difference[]
}

const DIFFERENCES_MAX = 64
/** Refresh, retry and expire for secondaries: NOTIFY comes at once, these are for when it is lost. */
const SOA_TIMES = { refresh: 60, retry: 10, expire: 604_800 } as const
const STAR = label('*')

/** What of a zone can change. */
export interface Contents {
  readonly apex: Name
  readonly nodes: ReadonlyMap<NameKey, Node>
  /** The first of the servers, in their order. */
  readonly primary: Name
  readonly negativeTtl: number
}

/**
 * The zone after new contents.
 *
 * @param least - a serial that the next one is not below: the time in seconds, or one that was told in an earlier life
 * @returns what was kept, the same object, when nothing changed
 */
export function next (kept: Kept | null, contents: Contents, least: number): Kept {
  const { apex, nodes, primary, negativeTtl } = contents
  const before = kept?.zone ?? null
  const removed: RecordSet[] = []
  const added: RecordSet[] = []
  if (before !== null) compare(before.nodes, nodes, removed, added)
  const [soaNow] = before?.soa.rdatas ?? []
  const same = before !== null && removed.length === 0 && added.length === 0 &&
    soaNow?.equals(soaOf(primary, apex, before.serial, negativeTtl)) === true
  if (kept !== null && same) return kept
  const serial = before === null ? least >>> 0 : Math.max(least, before.serial + 1) >>> 0
  const soa: RecordSet = {
    name: apex,
    type: TYPE.SOA,
    ttl: negativeTtl,
    rdatas: [soaOf(primary, apex, serial, negativeTtl)]
  }
  const zone = zoneOf(apex, nodes, soa, serial)
  if (kept === null || before === null) return { zone, differences: [] }
  const difference = { from: before.soa, to: soa, removed, added }
  return { zone, differences: [...kept.differences, difference].slice(-DIFFERENCES_MAX) }
}

function zoneOf (apex: Name, nodes: ReadonlyMap<NameKey, Node>, soa: RecordSet, serial: number): Zone {
  const key = keyOf(apex)
  const all = new Map(nodes)
  const top = all.get(key)
  all.set(key, { name: apex, sets: new Map([...top?.sets ?? [], [TYPE.SOA, soa]]) })
  const rows = [...all]
  return {
    apex, key, nodes: all, soa, serial,
    wild: rows.some(([one]) => one.startsWith(STAR)),
    delegates: rows.some(([one, { sets }]) => one !== key && sets.has(TYPE.NS))
  }
}

const soaOf = (primary: Name, apex: Name, serial: number, minimum: number): Buffer =>
  soaRdata({ primary, mailbox: joined(label('hostmaster'), apex), serial, ...SOA_TIMES, minimum } satisfies Soa)

/** What of sets went and came, SOA aside; a set with another time to live goes and comes whole. */
export function compare (
  before: ReadonlyMap<NameKey, Node>, after: ReadonlyMap<NameKey, Node>, removed: RecordSet[], added: RecordSet[]
): void {
  const only = (one: RecordSet, other: RecordSet | undefined): RecordSet | null => {
    if (other === undefined || other.ttl !== one.ttl) return one
    const rdatas = one.rdatas.filter(rdata => !other.rdatas.some(known => known.equals(rdata)))
    return rdatas.length === 0 ? null : { ...one, rdatas }
  }
  const missing = (from: ReadonlyMap<NameKey, Node>, to: ReadonlyMap<NameKey, Node>, list: RecordSet[]): void => {
    for (const [key, { sets }] of from) {
      const there = to.get(key)?.sets
      for (const [type, set] of sets) {
        if (type === TYPE.SOA) continue
        const rest = only(set, there?.get(type))
        if (rest !== null) list.push(rest)
      }
    }
  }
  missing(before, after, removed)
  missing(after, before, added)
}

/** RFC 1982 3.2: serials go round, so which is later is a matter of distance. */
export const isLater = (serial: number, than: number): boolean =>
  serial !== than && ((serial - than) >>> 0) < 0x8000_0000

/**
 * A zone as it is looked up: nodes by name, each with its sets, and what a question finds.
 *
 * Pure. Source: RFC 1034 4.3.2 (the search), RFC 4592 (wildcards, empty non-terminals), RFC 2308 (nothing found).
 */
import { isBelow, keyOf, label, type Name, type NameKey, parentOf } from '../wire/name.ts'
import { TYPE } from '../wire/numbers.ts'
import type { RecordSet } from '../wire/writing.ts'

/** A node without sets stands for names below it: an empty non-terminal. */
export interface Node { readonly name: Name, readonly sets: ReadonlyMap<number, RecordSet> }

export interface Zone {
  readonly apex: Name
  readonly key: NameKey
  readonly nodes: ReadonlyMap<NameKey, Node>
  readonly soa: RecordSet
  readonly serial: number
  /** There are names with a star or delegations in it; where there are none nobody looks for them. */
  readonly wild: boolean
  readonly delegates: boolean
}

export type Found =
  | { readonly type: 'answer', readonly sets: readonly RecordSet[] }
  | { readonly type: 'alias', readonly set: RecordSet }
  | { readonly type: 'referral', readonly set: RecordSet }
  /** The name is there and has nothing of the type. */
  | { readonly type: 'no-data' }
  | { readonly type: 'no-name' }

const STAR = label('*')

/** Nodes of a zone out of its sets; of a set that comes twice the records of both. */
export function nodesOf (sets: Iterable<RecordSet>, apex: Name): Map<NameKey, Node> {
  const nodes = new Map<NameKey, { name: Name, sets: Map<number, RecordSet> }>()
  const apexKey = keyOf(apex)
  for (const set of sets) {
    const node = nodeAt(nodes, set.name, apexKey)
    const before = node.sets.get(set.type)
    node.sets.set(set.type, before === undefined ? set : merged(before, set))
  }
  nodeAt(nodes, apex, apexKey)
  return nodes
}

function nodeAt (
  nodes: Map<NameKey, { name: Name, sets: Map<number, RecordSet> }>, name: Name, apex: NameKey
): { name: Name, sets: Map<number, RecordSet> } {
  const key = keyOf(name)
  const found = nodes.get(key)
  if (found !== undefined) return found
  const made = { name, sets: new Map<number, RecordSet>() }
  nodes.set(key, made)
  for (let at = name; keyOf(at) !== apex && at.length > apex.length;) { // What is above it is there too.
    at = parentOf(at)
    if (nodes.has(keyOf(at))) break
    nodes.set(keyOf(at), { name: at, sets: new Map() })
  }
  return made
}

/** RFC 2181 5.2: one time to live for a set; the shorter one is safe. */
function merged (one: RecordSet, other: RecordSet): RecordSet {
  const added = other.rdatas.filter(rdata => !one.rdatas.some(known => known.equals(rdata)))
  return { ...one, ttl: Math.min(one.ttl, other.ttl), rdatas: [...one.rdatas, ...added].sort(Buffer.compare) }
}

/** What a zone has for a name in it. */
export function lookUp (zone: Zone, name: Name, key: NameKey, type: number): Found {
  if (zone.delegates) {
    const cut = delegationOf(zone, key)
    if (cut !== null) return { type: 'referral', set: cut }
  }
  const node = zone.nodes.get(key)
  if (node !== undefined) return inNode(node, type, set => set)
  return zone.wild ? underStar(zone, name, key, type) : { type: 'no-name' }
}

function inNode ({ sets }: Node, type: number, named: (set: RecordSet) => RecordSet): Found {
  const set = sets.get(type)
  if (set !== undefined) return { type: 'answer', sets: [named(set)] }
  const alias = sets.get(TYPE.CNAME)
  return alias === undefined ? { type: 'no-data' } : { type: 'alias', set: named(alias) }
}

/** RFC 1034 4.2.1: what is at or below NS records that are not the apex' belongs to others. */
function delegationOf (zone: Zone, key: NameKey): RecordSet | null {
  let found: RecordSet | null = null
  for (let at = key; at !== zone.key && at.length > zone.key.length; at = parentOf(at))
    found = zone.nodes.get(at)?.sets.get(TYPE.NS) ?? found // The one nearest to the apex.
  return found
}

/** RFC 4592 3.3.1: the star below the closest name that is there, and no other. */
function underStar (zone: Zone, name: Name, key: NameKey, type: number): Found {
  for (let at = key; at !== zone.key && at.length > zone.key.length;) {
    at = parentOf(at)
    if (!zone.nodes.has(at)) continue
    const star = zone.nodes.get((STAR + at) as NameKey)
    return star === undefined ? { type: 'no-name' } : inNode(star, type, set => ({ ...set, name }))
  }
  return { type: 'no-name' }
}

/** The zone that a name is in: of several the lowest. */
export function zoneOf<One extends Pick<Zone, 'key'>> (zones: ReadonlyMap<NameKey, One>, key: NameKey): One | null {
  for (let at = key; ; at = parentOf(at)) {
    const zone = zones.get(at)
    if (zone !== undefined) return zone
    if (at.length <= 1) return null
  }
}

/** Sets of a node that is in the zone and not delegated, for what is added to an answer. */
export function setAt (zone: Zone, key: NameKey, type: number): RecordSet | null {
  return isBelow(key, zone.key) ? zone.nodes.get(key)?.sets.get(type) ?? null : null
}

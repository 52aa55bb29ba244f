/**
 * Who observes whom, when nobody can observe everyone: K rings, each with all members in an order of its own.
 *
 * A member's observers are the one before it on each ring; where that one is chosen already, the next one back. So
 * each member has exactly K of them, whatever the size; the first ring alone connects everybody, and together the rings
 * are an expander, which stays connected when many go at once. Places follow from identities, so all who know the
 * same members agree, and a join or a leave moves only its neighbours. docs/adr/0020-slices-of-five-rings.md.
 *
 * Pure. Source: Rapid (Suresh et al., ATC 2018) 4.1. Divergence: exactly K distinct observers, so majorities are real.
 */
import { fingerprint, type NodeId } from '@hivemind/base'

/** Observers of each member. Three of five agree: two may lie or be cut off, in either direction. */
export const OBSERVERS = 5

/** Up to so many members all observe all: a slice would save nothing and a majority of all is better. */
export const SMALL = 16

/** Owned by whoever keeps the directory; `follow` is the only one to change it. */
export interface Rings {
  /** Place of each member on each ring. */
  readonly places: Map<NodeId, readonly number[]>
  /** Members of each ring by ascending place. */
  readonly rings: ReadonlyArray<NodeId[]>
}

export const noRings = (): Rings => ({ places: new Map(), rings: Array.from({ length: OBSERVERS }, () => []) })

/** Let the rings hold exactly these members; costs what changed. */
export function follow (rings: Rings, members: Iterable<NodeId>): void {
  const wanted = new Set(members)
  for (const id of [...rings.places.keys()]) if (!wanted.has(id)) remove(rings, id)
  for (const id of wanted) if (!rings.places.has(id)) add(rings, id)
}

/** Those whose word counts when a member is doubted; in no order that means anything. */
export function observersOf (rings: Rings, subject: NodeId): readonly NodeId[] {
  if (rings.places.size <= SMALL) return others(rings, subject)
  const chosen = new Set<NodeId>([subject])
  for (const ring of rings.rings) chosen.add(firstBefore(rings, ring, subject, chosen))
  chosen.delete(subject)
  return [...chosen]
}

/** Those whom a member observes: all whose observer it is. */
export function observedBy (rings: Rings, self: NodeId): readonly NodeId[] {
  if (rings.places.size <= SMALL) return others(rings, self)
  const found = new Set<NodeId>()
  for (const [number, ring] of rings.rings.entries()) {
    const at = placeIn(rings, number, self)
    // Who is looked for lies less than K places on: so many can be passed over on the way back to us.
    for (let ahead = 1; ahead <= OBSERVERS; ahead++) {
      const subject = ring[(at + ahead) % ring.length] as NodeId
      if (!found.has(subject) && observersOf(rings, subject).includes(self)) found.add(subject)
    }
  }
  return [...found]
}

const others = (rings: Rings, id: NodeId): readonly NodeId[] => [...rings.places.keys()].filter(one => one !== id)

function firstBefore (rings: Rings, ring: readonly NodeId[], subject: NodeId, chosen: ReadonlySet<NodeId>): NodeId {
  const at = placeIn(rings, rings.rings.indexOf(ring as NodeId[]), subject)
  for (let back = 1; ; back++) {
    const id = ring[(at - back + ring.length) % ring.length] as NodeId
    if (!chosen.has(id)) return id // More than SMALL members, so there is one.
  }
}

function add (rings: Rings, id: NodeId): void {
  rings.places.set(id, rings.rings.map((_, number) => placeOf(number, id)))
  for (const [number, ring] of rings.rings.entries()) ring.splice(placeIn(rings, number, id), 0, id)
}

function remove (rings: Rings, id: NodeId): void {
  for (const [number, ring] of rings.rings.entries()) ring.splice(placeIn(rings, number, id), 1)
  rings.places.delete(id)
}

/** Fifty-three bits of an identity's fingerprint, another one on each ring. */
function placeOf (number: number, id: NodeId): number {
  const { high, low } = fingerprint([number, id])
  return high * 2 ** 21 + (low >>> 11)
}

/** Where a member stands on a ring, or would: by place, and by identity should two have one place. */
function placeIn (rings: Rings, number: number, id: NodeId): number {
  const ring = rings.rings[number] as NodeId[]
  const place = placeAt(rings, number, id)
  let from = 0
  let to = ring.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const other = ring[middle] as NodeId
    const found = placeAt(rings, number, other)
    if (found < place || (found === place && other < id)) from = middle + 1
    else to = middle
  }
  return from
}

const placeAt = (rings: Rings, number: number, id: NodeId): number => rings.places.get(id)?.[number] as number

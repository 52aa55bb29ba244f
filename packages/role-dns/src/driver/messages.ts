/**
 * What is said to a server whose zone is kept: give me all of it; change this, if nobody else did.
 *
 * Pure. Source: RFC 2136 2.4.2 (a set that has to be as it was), 2.5 (what comes and goes); RFC 5936.
 */
import { keyOf, type Name, type NameKey } from '../wire/name.ts'
import { CLASS, OPCODE, TYPE } from '../wire/numbers.ts'
import { serialIn } from '../wire/rdata.ts'
import type { RecordSet } from '../wire/writing.ts'
import { compare } from '../zone/history.ts'
import type { Node } from '../zone/zone.ts'

type Nodes = ReadonlyMap<NameKey, Node>

/** What goes and comes of one name: in one message, and what goes first, so that an alias can become something else. */
export interface Change { readonly removed: readonly RecordSet[], readonly added: readonly RecordSet[] }

/** What a server makes itself when it signs: RRSIG, NSEC, DNSKEY, NSEC3, NSEC3PARAM, CDS, CDNSKEY, a private type. */
const SIGNING: ReadonlySet<number> = new Set([46, 47, 48, 50, 51, 59, 60, 65_534])

/** Whether a set is that server's own matter: its SOA, its name servers, its signatures. */
export const isTheirs = (name: Name | NameKey, type: number, apex: NameKey): boolean =>
  type === TYPE.SOA || SIGNING.has(type) || (type === TYPE.NS && keyOf(name as Name) === apex)

/** What makes one zone of the other, by name. */
export function changesOf (before: Nodes, after: Nodes, apex: NameKey): readonly Change[] {
  const removed: RecordSet[] = []
  const added: RecordSet[] = []
  compare(before, after, removed, added)
  const names = new Map<NameKey, { removed: RecordSet[], added: RecordSet[] }>()
  for (const [list, which] of [[removed, 'removed'], [added, 'added']] as const) {
    for (const set of list) {
      if (isTheirs(set.name, set.type, apex)) continue
      const change = names.get(keyOf(set.name)) ?? { removed: [], added: [] }
      change[which].push(set)
      names.set(keyOf(set.name), change)
    }
  }
  return [...names.values()]
}

const MESSAGE_BYTES = 16 * 1024

/** Names are written whole; type, class, time to live and length take ten bytes. */
const bytesOf = (sets: readonly RecordSet[]): number =>
  sets.reduce((sum, { name, rdatas }) => rdatas.reduce((all, { length }) => all + name.length + 10 + length, sum), 0)

/** Changes that go into one message each. */
export function * portions (changes: readonly Change[]): Generator<readonly Change[]> {
  let portion: Change[] = []
  let bytes = 0
  for (const change of changes) {
    const size = bytesOf(change.removed) + bytesOf(change.added)
    if (portion.length > 0 && bytes + size > MESSAGE_BYTES) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(change)
    bytes += size
  }
  if (portion.length > 0) yield portion
}

/** The SOA after one more change. RFC 1982 3.1; a serial of 0 is avoided, as some take it for none. */
export function nextSoa (soa: Buffer): Buffer {
  const next = Buffer.from(soa)
  next.writeUInt32BE(((serialIn(soa) ?? 0) + 1) >>> 0 || 1, soa.length - 20)
  return next
}

/** @param soa - what theirs has to be, or nothing is changed @param ttl - of the SOA */
export function updateOf (
  apex: Name, id: number, soa: { readonly before: Buffer, readonly after: Buffer, readonly ttl: number },
  changes: readonly Change[]
): Buffer {
  const rows = (sets: readonly RecordSet[], of: number): Buffer[] => sets.flatMap(({ name, type, ttl, rdatas }) =>
    rdatas.map(rdata => row(name, type, of, of === CLASS.NONE ? 0 : ttl, rdata)))
  const updates = [
    ...changes.flatMap(({ removed, added }) => [...rows(removed, CLASS.NONE), ...rows(added, CLASS.IN)]),
    row(apex, TYPE.SOA, CLASS.IN, soa.ttl, soa.after)
  ]
  return Buffer.concat([
    words(id, OPCODE.update << 11, 1, 1, updates.length, 0),
    Buffer.from(apex, 'latin1'), words(TYPE.SOA, CLASS.IN),
    row(apex, TYPE.SOA, CLASS.IN, 0, soa.before), ...updates
  ])
}

export const askFor = (apex: Name, type: number, id: number): Buffer =>
  Buffer.concat([words(id, 0, 1, 0, 0, 0), Buffer.from(apex, 'latin1'), words(type, CLASS.IN)])

const row = (name: Name, type: number, of: number, ttl: number, rdata: Buffer): Buffer =>
  Buffer.concat([Buffer.from(name, 'latin1'), words(type, of, ttl >>> 16, ttl & 0xffff, rdata.length), rdata])

const words = (...all: readonly number[]): Buffer => Buffer.from(all.flatMap(word => [word >> 8, word & 0xff]))

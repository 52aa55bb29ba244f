/**
 * Queries out of packets: a question, and of the rest what a server has to know.
 *
 * Pure. Every byte is hostile: what does not fit is told by the code that it is answered with. Source: RFC 1035 4.1,
 * RFC 6891 (EDNS), RFC 8945 (TSIG), RFC 1995 (IXFR).
 */
import { type Name, readName } from './name.ts'
import { CLASS, FLAG, HEADER_BYTES, OPCODE, RCODE, TYPE } from './numbers.ts'
import { serialIn } from './rdata.ts'

export interface Query {
  readonly id: number
  readonly opcode: number
  readonly recursionDesired: boolean
  readonly name: Name
  readonly type: number
  readonly class: number
  /** The question as it came, to be sent back as it came. */
  readonly question: Buffer
  readonly edns: Edns | null
  /** The serial of the zone that an IXFR goes on from. */
  readonly from: number | null
  readonly tsig: Tsig | null
}

export interface Edns { readonly version: number, readonly udpBytes: number, readonly dnssecOk: boolean }

/** A transaction signature; `at` is where its record begins in the packet. RFC 8945 4.2. */
export interface Tsig {
  readonly at: number
  readonly key: Name
  readonly algorithm: Name
  readonly signedAt: number
  readonly fudge: number
  readonly mac: Buffer
  readonly originalId: number
  readonly error: number
  readonly other: Buffer
}

/** What a packet is: nothing to be answered, a mistake to be answered, or a query. */
export type Read =
  | { readonly type: 'silence' }
  | {
      readonly type: 'refused'
      readonly rcode: number
      readonly id: number
      readonly opcode: number
      readonly flags: number
      /** As it came, when it could be read. */
      readonly question: Buffer | null
    }
  | { readonly type: 'query', readonly query: Query }

export const SILENCE: Read = { type: 'silence' }
/** Records behind the question that are looked at; a server is sent three at most. */
const RECORDS_MAX = 16

export function readQuery (packet: Buffer): Read {
  if (packet.length < HEADER_BYTES) return SILENCE
  const id = packet.readUInt16BE(0)
  const flags = packet.readUInt16BE(2)
  if ((flags & FLAG.response) !== 0) return SILENCE // Answering answers is how two servers keep each other busy.
  const opcode = (flags >> 11) & 0xf
  const refused = (rcode: number, question: Buffer | null = null): Read =>
    ({ type: 'refused', rcode, id, opcode, flags, question })
  if (opcode !== OPCODE.query && opcode !== OPCODE.notify) return refused(RCODE.notImplemented)
  if (packet.readUInt16BE(4) !== 1) return refused(RCODE.formatError)
  const read = readName(packet, HEADER_BYTES)
  if (read === null || read.next + 4 > packet.length) return refused(RCODE.formatError)
  const end = read.next + 4
  const question = packet.subarray(HEADER_BYTES, end)
  const rest = readRecords(packet, end, read.name)
  if (rest === null) return refused(RCODE.formatError, question)
  const recursionDesired = (flags & FLAG.recursionDesired) !== 0
  const query: Query = {
    id, opcode, recursionDesired, name: read.name, type: packet.readUInt16BE(read.next),
    class: packet.readUInt16BE(read.next + 2), question, ...rest
  }
  return { type: 'query', query }
}

type Rest = Pick<Query, 'edns' | 'from' | 'tsig'>

function readRecords (packet: Buffer, start: number, zone: Name): Rest | null {
  const counts = [packet.readUInt16BE(6), packet.readUInt16BE(8), packet.readUInt16BE(10)] as const
  const total = counts[0] + counts[1] + counts[2]
  if (total > RECORDS_MAX) return null
  let rest: Rest = { edns: null, from: null, tsig: null }
  let at = start
  for (let record = 0; record < total; record++) {
    const owner = readName(packet, at)
    if (owner === null || owner.next + 10 > packet.length) return null
    const body = owner.next + 10
    const end = body + packet.readUInt16BE(owner.next + 8)
    if (end > packet.length || rest.tsig !== null) return null // A signature is the last record.
    const additional = record >= counts[0] + counts[1]
    const next = withRecord(packet, { rest, at, owner: owner.name, fields: owner.next, body, end, additional, zone })
    if (next === null) return null
    rest = next
    at = end
  }
  return rest
}

interface Found {
  readonly rest: Rest
  readonly at: number
  readonly owner: Name
  /** Where type, class and time to live stand. */
  readonly fields: number
  readonly body: number
  readonly end: number
  readonly additional: boolean
  readonly zone: Name
}

/** What is known after one more record; null when it may not be there. */
function withRecord (packet: Buffer, { rest, at, owner, fields, body, end, additional }: Found): Rest | null {
  const type = packet.readUInt16BE(fields)
  if (type === TYPE.OPT) {
    if (!additional || rest.edns !== null || owner.length !== 1) return null // RFC 6891 6.1.1: one, at the root.
    const udpBytes = packet.readUInt16BE(fields + 2)
    const version = packet[fields + 5] ?? 0
    return { ...rest, edns: { version, udpBytes, dnssecOk: ((packet[fields + 6] ?? 0) & 0x80) !== 0 } }
  }
  if (type === TYPE.TSIG) {
    const tsig = additional ? readTsig(packet, at, owner, body, end) : null
    return tsig === null ? null : { ...rest, tsig }
  }
  if (type === TYPE.SOA && !additional && packet.readUInt16BE(fields + 2) === CLASS.IN)
    return { ...rest, from: serialIn(packet.subarray(body, end)) }
  return rest
}

export function readTsig (packet: Buffer, at: number, key: Name, body: number, end: number): Tsig | null {
  const algorithm = readName(packet, body)
  if (algorithm === null || algorithm.next + 16 > end) return null
  const fixed = algorithm.next
  const macBytes = packet.readUInt16BE(fixed + 8)
  const tail = fixed + 10 + macBytes
  if (tail + 6 > end) return null
  const otherBytes = packet.readUInt16BE(tail + 4)
  if (tail + 6 + otherBytes !== end) return null
  return {
    at, key, algorithm: algorithm.name,
    signedAt: packet.readUIntBE(fixed, 6), fudge: packet.readUInt16BE(fixed + 6),
    mac: packet.subarray(fixed + 10, tail), originalId: packet.readUInt16BE(tail),
    error: packet.readUInt16BE(tail + 2), other: packet.subarray(tail + 6, end)
  }
}

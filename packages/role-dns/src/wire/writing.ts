/**
 * Answers into packets, owner names compressed, as many record sets as fit.
 *
 * Pure. Source: RFC 1035 4.1, RFC 2181 9 (what is cut, and when), RFC 6891.
 */
import { keyOf, type Name, type NameKey } from './name.ts'
import { FLAG, HEADER_BYTES, TYPE, UDP_BYTES_EDNS } from './numbers.ts'
import type { Query } from './reading.ts'

/** Records of one name and type. */
export interface RecordSet {
  readonly name: Name
  readonly type: number
  readonly ttl: number
  readonly rdatas: readonly Buffer[]
}

export interface Answer {
  readonly rcode: number
  readonly authoritative: boolean
  readonly answers: readonly RecordSet[]
  readonly authority: readonly RecordSet[]
  readonly additional: readonly RecordSet[]
}

const CLASS_IN = 1
const OPT_BYTES = 11
/** Records that are a name and nothing else, which may be compressed as well. RFC 3597 4. */
const NAMED: ReadonlySet<number> = new Set([TYPE.NS, TYPE.CNAME, TYPE.PTR])
/** A pointer has 14 bits. RFC 1035 4.1.4. */
const POINTER_MAX = 0x3fff

/** Bytes of a packet under way, and where its names stand. */
export class Packet {
  #bytes: Buffer
  #at = HEADER_BYTES
  readonly #most: number
  readonly #names = new Map<NameKey, number>()
  readonly #counts = [0, 0, 0, 0]

  /** @param most - bytes that it may have */
  constructor (most: number, question: Buffer | null) {
    this.#bytes = Buffer.allocUnsafe(Math.min(most, 2_048))
    this.#most = most
    this.#bytes.fill(0, 0, HEADER_BYTES)
    if (question === null) return
    this.#room(question.length)
    question.copy(this.#bytes, this.#at)
    this.#remember(keyOf(question.toString('latin1', 0, question.length - 4) as Name), this.#at)
    this.#at += question.length
    this.#counts[0] = 1
  }

  get length (): number { return this.#at }

  /** Add a whole set, or nothing of it. @returns whether it fits, `reserve` bytes being kept free behind it */
  add (section: 1 | 2 | 3, { name, type, ttl, rdatas }: RecordSet, reserve: number, rotate = 0): boolean {
    const start = this.#at
    for (let nth = 0; nth < rdatas.length; nth++) {
      const rdata = rdatas[(nth + rotate) % rdatas.length] as Buffer
      if (!this.#record(name, type, ttl, rdata, reserve)) {
        this.#at = start
        return false
      }
    }
    this.#counts[section] = (this.#counts[section] ?? 0) + rdatas.length
    return true
  }

  #record (name: Name, type: number, ttl: number, rdata: Buffer, reserve: number): boolean {
    const target = NAMED.has(type) ? rdata.toString('latin1') as Name : null
    const body = target === null ? rdata.length : this.#nameBytes(target)
    if (this.#at + this.#nameBytes(name) + 10 + body + reserve > this.#most) return false
    this.#room(name.length + 10 + rdata.length)
    this.#name(name)
    const bytes = this.#bytes
    const fields = this.#at
    bytes.writeUInt16BE(type, fields)
    bytes.writeUInt16BE(CLASS_IN, fields + 2)
    bytes.writeUInt32BE(ttl, fields + 4)
    this.#at += 10
    if (target !== null) this.#name(target)
    else {
      rdata.copy(bytes, this.#at)
      this.#at += rdata.length
    }
    bytes.writeUInt16BE(this.#at - fields - 10, fields + 8)
    return true
  }

  #nameBytes (name: Name): number {
    const key = keyOf(name)
    for (let from = 0; from < key.length - 1; from += 1 + key.charCodeAt(from))
      if (this.#names.has(from === 0 ? key : key.slice(from) as NameKey)) return from + 2
    return name.length
  }

  /** Write a name, the end of it as a pointer to where it stands already, in whatever case. */
  #name (name: Name): void {
    const key = keyOf(name)
    let from = 0
    let known: number | undefined
    for (; from < key.length - 1; from += 1 + key.charCodeAt(from)) {
      known = this.#names.get(from === 0 ? key : key.slice(from) as NameKey)
      if (known !== undefined) break
    }
    this.#remember(key, this.#at, from)
    this.#bytes.write(known === undefined ? name : name.slice(0, from), this.#at, 'latin1')
    this.#at += known === undefined ? name.length : from
    if (known === undefined) return
    this.#bytes.writeUInt16BE(0xc000 | known, this.#at)
    this.#at += 2
  }

  /** From here on the labels before `end` are a place to point to. */
  #remember (key: NameKey, at: number, end = key.length - 1): void {
    for (let from = 0; from < end && at + from <= POINTER_MAX; from += 1 + key.charCodeAt(from))
      this.#names.set(key.slice(from) as NameKey, at + from)
  }

  #room (more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.min(this.#most + 512, Math.max(this.#bytes.length * 2, this.#at + more)))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }

  /** RFC 6891 6.1.2: what we take over UDP, and the upper bits of the code. */
  edns (rcode: number, dnssecOk: boolean): void {
    this.#room(OPT_BYTES)
    const bytes = this.#bytes
    bytes[this.#at] = 0
    bytes.writeUInt16BE(TYPE.OPT, this.#at + 1)
    bytes.writeUInt16BE(UDP_BYTES_EDNS, this.#at + 3)
    bytes[this.#at + 5] = rcode >> 4
    bytes[this.#at + 6] = 0
    bytes.writeUInt16BE(dnssecOk ? 0x8000 : 0, this.#at + 7)
    bytes.writeUInt16BE(0, this.#at + 9)
    this.#at += OPT_BYTES
    this.#counts[3] = (this.#counts[3] ?? 0) + 1
  }

  /** The packet; nothing can be added any more. */
  done (id: number, flags: number): Buffer {
    const bytes = this.#bytes
    bytes.writeUInt16BE(id, 0)
    bytes.writeUInt16BE(flags, 2)
    for (const [at, count] of this.#counts.entries()) bytes.writeUInt16BE(count, 4 + at * 2)
    return bytes.subarray(0, this.#at)
  }
}

const flagsOf = (opcode: number, recursionDesired: boolean, authoritative: boolean, rcode: number): number =>
  FLAG.response | (opcode << 11) | (authoritative ? FLAG.authoritative : 0) |
  (recursionDesired ? FLAG.recursionDesired : 0) | (rcode & 0xf)

/**
 * An answer as bytes.
 *
 * What the question is about has to fit whole, or the packet says that it is cut and the client asks over TCP; what is
 * added for convenience is left out instead. RFC 2181 9.
 *
 * @param most - bytes that the client and the way to it take
 * @param rotate - by how many records sets are turned, so that not everybody takes the first
 */
export function writeAnswer (query: Query, answer: Answer, most: number, rotate = 0): Buffer {
  const packet = new Packet(most, query.question)
  const reserve = query.edns === null ? 0 : OPT_BYTES
  const flags = flagsOf(query.opcode, query.recursionDesired, answer.authoritative, answer.rcode)
  const needed = answer.answers.every(set => packet.add(1, set, reserve, rotate)) &&
    answer.authority.every(set => packet.add(2, set, reserve))
  if (!needed) return cut(query, flags)
  for (const set of answer.additional) if (!packet.add(3, set, reserve)) break
  if (query.edns !== null) packet.edns(answer.rcode, query.edns.dnssecOk)
  return packet.done(query.id, flags)
}

/** Nothing but the question, and that there is more: half a set would be taken for the whole. */
function cut (query: Query, flags: number): Buffer {
  const packet = new Packet(UDP_BYTES_EDNS, query.question)
  if (query.edns !== null) packet.edns(flags & 0xf, query.edns.dnssecOk)
  return packet.done(query.id, flags | FLAG.truncated)
}

/** The answer of a server that limits how much it says: come over TCP. */
export const writeCut = (query: Query, authoritative: boolean): Buffer =>
  cut(query, flagsOf(query.opcode, query.recursionDesired, authoritative, 0))

/** An answer to what could not be read: a header, and the question if that could. */
export function writeRefusal ({ id, opcode, flags, rcode, question }: {
  readonly id: number
  readonly opcode: number
  readonly flags: number
  readonly rcode: number
  readonly question: Buffer | null
}): Buffer {
  const packet = new Packet(HEADER_BYTES + (question?.length ?? 0), question)
  return packet.done(id, flagsOf(opcode, (flags & FLAG.recursionDesired) !== 0, false, rcode))
}

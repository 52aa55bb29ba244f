/**
 * Answers of other servers out of packets: records with their names whole, and the signature.
 *
 * Pure. Every byte is hostile: what is malformed is null. Source: RFC 1035 4.1, RFC 3597 4 (names in what records say).
 */
import { type Name, readName } from './name.ts'
import { FLAG, HEADER_BYTES, TYPE } from './numbers.ts'
import { readTsig, type Tsig } from './reading.ts'

export interface AnswerRecord {
  readonly name: Name
  readonly type: number
  readonly ttl: number
  readonly rdata: Buffer
}

export interface ReadAnswer {
  readonly id: number
  readonly rcode: number
  /** Of the section of answers. */
  readonly records: readonly AnswerRecord[]
  readonly tsig: Tsig | null
}

/** @returns null for what is no answer, or malformed */
export function readAnswer (packet: Buffer): ReadAnswer | null {
  if (packet.length < HEADER_BYTES || (packet.readUInt16BE(2) & FLAG.response) === 0) return null
  let at = HEADER_BYTES
  for (let left = packet.readUInt16BE(4); left > 0; left--) {
    const question = readName(packet, at)
    if (question === null || question.next + 4 > packet.length) return null
    at = question.next + 4
  }
  const answers = packet.readUInt16BE(6)
  const total = answers + packet.readUInt16BE(8) + packet.readUInt16BE(10)
  const records: AnswerRecord[] = []
  let tsig: Tsig | null = null
  for (let nth = 0; nth < total; nth++) {
    const owner = readName(packet, at)
    if (owner === null || owner.next + 10 > packet.length || tsig !== null) return null
    const body = owner.next + 10
    const end = body + packet.readUInt16BE(owner.next + 8)
    if (end > packet.length) return null
    const type = packet.readUInt16BE(owner.next)
    if (type === TYPE.TSIG) {
      tsig = readTsig(packet, at, owner.name, body, end)
      if (tsig === null) return null
    } else if (nth < answers) {
      const rdata = wholeRdata(packet, type, body, end)
      if (rdata === null) return null
      records.push({ name: owner.name, type, ttl: packet.readUInt32BE(owner.next + 4), rdata })
    }
    at = end
  }
  return { id: packet.readUInt16BE(0), rcode: packet.readUInt16BE(2) & 0xf, records, tsig }
}

/** Bytes before the names in what a record says, and how many names there are. */
const NAMES: ReadonlyMap<number, readonly [before: number, names: number]> = new Map([
  [TYPE.NS, [0, 1]], [TYPE.CNAME, [0, 1]], [TYPE.PTR, [0, 1]], [TYPE.SOA, [0, 2]], [TYPE.MX, [2, 1]], [TYPE.SRV, [6, 1]]
])

function wholeRdata (packet: Buffer, type: number, body: number, end: number): Buffer | null {
  const [before, names] = NAMES.get(type) ?? [0, 0]
  if (body + before > end) return null
  const parts = [packet.subarray(body, body + before)]
  let at = body + before
  for (let nth = 0; nth < names; nth++) {
    const read = readName(packet, at)
    if (read === null || read.next > end) return null
    parts.push(Buffer.from(read.name, 'latin1'))
    at = read.next
  }
  return Buffer.concat([...parts, packet.subarray(at, end)])
}

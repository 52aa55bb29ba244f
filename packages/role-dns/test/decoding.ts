/**
 * Packets as text, and queries as packets, for tests. Pure. Written apart from the server's own reader of answers: it
 * has none.
 */
import { nameFrom, nameText, readName } from '../src/wire/name.ts'
import { rcodeText, TYPE, typeFrom, typeText } from '../src/wire/numbers.ts'
import { rdataText } from '../src/wire/rdata.ts'

export interface Asked {
  readonly id?: number
  readonly opcode?: number
  readonly class?: number
  /** Bytes over UDP by EDNS; none when left out. */
  readonly edns?: number
  readonly version?: number
  /** The serial that an IXFR goes on from. */
  readonly from?: number
}

/** A query for `name type`. */
export function ask (text: string, { id = 7, opcode = 0, class: of = 1, edns, version = 0, from }: Asked = {}): Buffer {
  const [name = '.', type = 'A'] = text.split(' ')
  const header = Buffer.alloc(12)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE((opcode << 11) | 0x0100, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(from === undefined ? 0 : 1, 8)
  header.writeUInt16BE(edns === undefined ? 0 : 1, 10)
  const question = Buffer.concat([Buffer.from(nameFrom(name) ?? '', 'latin1'), words(typeFrom(type) ?? 0, of)])
  const soa =
    from === undefined
      ? []
      : [Buffer.from([0xc0, 12]), words(TYPE.SOA, 1, 0, 0, 22), Buffer.alloc(2), long(from), Buffer.alloc(16)]
  const opt =
    edns === undefined ? [] : [Buffer.from([0]), words(TYPE.OPT, edns), Buffer.from([0, version, 0, 0, 0, 0])]
  return Buffer.concat([header, question, ...soa, ...opt])
}
const words = (...all: readonly number[]): Buffer => Buffer.from(all.flatMap(word => [word >> 8, word & 0xff]))
const long = (value: number): Buffer => words(value >>> 16, value & 0xffff)

export interface Decoded {
  /** `NOERROR aa tc`. */
  readonly head: string
  readonly question: string
  /** `name ttl TYPE value` of each section. */
  readonly answers: readonly string[]
  readonly authority: readonly string[]
  readonly additional: readonly string[]
  readonly edns: { readonly udpBytes: number, readonly version: number } | null
}

/** @throws {Error} when the packet is not well-formed to its last byte */
export function decode (packet: Buffer): Decoded {
  const flags = packet.readUInt16BE(2)
  let at = 12
  const name = (): string => {
    const read = readName(packet, at)
    if (read === null) throw new Error(`no name at ${at} of ${packet.toString('hex')}`)
    at = read.next
    return nameText(read.name)
  }
  let question = ''
  if (packet.readUInt16BE(4) === 1) {
    question = `${name()} ${typeText(packet.readUInt16BE(at))}`
    at += 4
  }
  let edns: Decoded['edns'] = null
  let upper = 0
  const section = (count: number): string[] => Array.from({ length: count }, () => {
    const owner = name()
    const type = packet.readUInt16BE(at)
    const ttl = packet.readUInt32BE(at + 4)
    const end = at + 10 + packet.readUInt16BE(at + 8)
    if (end > packet.length) throw new Error(`a record ends at ${end} of ${packet.length}`)
    if (type === TYPE.OPT) {
      edns = { udpBytes: packet.readUInt16BE(at + 2), version: packet[at + 5] ?? 0 }
      upper = packet[at + 4] ?? 0
    }
    const text = `${owner} ${ttl} ${typeText(type)} ${rdataText(type, uncompressed(packet, type, at + 10, end))}`
    at = end
    return text
  })
  const answers = section(packet.readUInt16BE(6))
  const authority = section(packet.readUInt16BE(8))
  const additional = section(packet.readUInt16BE(10)).filter(text => !/ (OPT|TSIG) /.test(text))
  if (at !== packet.length) throw new Error(`${packet.length - at} bytes are left over`)
  const bits = [
    ['aa', 0x0400],
    ['tc', 0x0200],
    ['ra', 0x0080]
  ] as const
  const head = [
    rcodeText((upper << 4) | (flags & 0xf)),
    ...bits.filter(([, bit]) => (flags & bit) !== 0).map(([bit]) => bit)
  ]
  return { head: head.join(' '), question, answers, authority, additional, edns }
}

/** Where names stand in what a record says, after so many bytes; other servers compress them there too. RFC 3597 4. */
const NAMES: Readonly<Record<number, readonly [skip: number, names: number]>> = {
  [TYPE.NS]: [0, 1], [TYPE.CNAME]: [0, 1], [TYPE.PTR]: [0, 1], [TYPE.SOA]: [0, 2], [TYPE.MX]: [2, 1], [TYPE.SRV]: [6, 1]
}

function uncompressed (packet: Buffer, type: number, start: number, end: number): Buffer {
  const [skip, names] = NAMES[type] ?? [0, 0]
  const parts = [packet.subarray(start, start + skip)]
  let at = start + skip
  for (let count = 0; count < names; count++) {
    const read = readName(packet, at)
    if (read === null) throw new Error(`no name at ${at}`)
    parts.push(Buffer.from(read.name, 'latin1'))
    at = read.next
  }
  return Buffer.concat([...parts, packet.subarray(at, end)])
}

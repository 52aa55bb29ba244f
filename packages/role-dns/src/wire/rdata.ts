/**
 * What records say, as bytes and as people write it.
 *
 * Pure. Source: RFC 1035 3.3, 3.4 and 5.1; RFC 3596 (AAAA), 2782 (SRV), 3597 (types without a form here), 5952.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { type Name, nameFrom, nameText, readName } from './name.ts'
import { TYPE } from './numbers.ts'

/** Bytes of one record, never compressed. */
export type Rdata = Buffer

const bytesOfName = (name: Name): Buffer => Buffer.from(name, 'latin1')

export const addressRdata = (address: string): Rdata => isIPv4(address)
  ? Buffer.from(address.split('.').map(Number))
  : Buffer.from(groupsOf(address).flatMap(group => [group >> 8, group & 0xff]))
export const nameRdata = (name: Name): Rdata => bytesOfName(name)

export function srvRdata (priority: number, weight: number, port: number, target: Name): Rdata {
  const bytes = Buffer.alloc(6)
  bytes.writeUInt16BE(priority, 0)
  bytes.writeUInt16BE(weight, 2)
  bytes.writeUInt16BE(port, 4)
  return Buffer.concat([bytes, bytesOfName(target)])
}

/** Texts of up to 255 bytes each; a longer one becomes several. */
export function txtRdata (texts: readonly string[]): Rdata {
  const parts = texts.flatMap(text => {
    const bytes = Buffer.from(text, 'utf8')
    const count = Math.max(1, Math.ceil(bytes.length / 255))
    return Array.from({ length: count }, (_, at) => bytes.subarray(at * 255, (at + 1) * 255))
  })
  return Buffer.concat(parts.flatMap(part => [Buffer.from([part.length]), part]))
}

export interface Soa {
  readonly primary: Name
  readonly mailbox: Name
  readonly serial: number
  readonly refresh: number
  readonly retry: number
  readonly expire: number
  /** How long an answer that there is nothing may be kept. RFC 2308 4. */
  readonly minimum: number
}

export function soaRdata ({ primary, mailbox, serial, refresh, retry, expire, minimum }: Soa): Rdata {
  const numbers = Buffer.alloc(20)
  for (const [at, value] of [serial, refresh, retry, expire, minimum].entries())
    numbers.writeUInt32BE(value >>> 0, at * 4)
  return Buffer.concat([bytesOfName(primary), bytesOfName(mailbox), numbers])
}

/** The serial of a SOA record's bytes; null when they are none. */
export const serialIn = (rdata: Buffer): number | null =>
  rdata.length < 22 ? null : rdata.readUInt32BE(rdata.length - 20)

function groupsOf (address: string): readonly number[] {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`)
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array.from({ length: gap }, () => '0'), ...right].map(group => Number.parseInt(group, 16))
}

/** RFC 5952 4.2: the longest run of zero groups, the first of equals, is left out. */
function addressText (bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16)).join(':')
  const runs = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run)
  const longest = runs.reduce((one, other) => other.split('0').length > one.split('0').length ? other : one, '')
  if (longest === '') return groups
  const at = groups.indexOf(longest)
  return `${groups.slice(0, at)}::${groups.slice(at + longest.length).replace(/^:/, '')}`
}

const whole = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 0xffff ? Number(text) : null

/**
 * Read what a record says.
 *
 * @returns a sentence on what is expected instead when it is not of the form of its type
 */
export function rdataFrom (type: number, text: string): Rdata | string {
  const words = text.trim().split(/\s+/)
  const last = nameFrom(words.at(-1) ?? '')
  switch (type) {
    case TYPE.A: return isIPv4(text) ? addressRdata(text) : `"${text}" is no IPv4 address`
    case TYPE.AAAA: return isIPv6(text) && !text.includes('%') ? addressRdata(text) : `"${text}" is no IPv6 address`
    case TYPE.TXT: return text.length <= 4_096 ? txtRdata([text]) : 'a text has at most 4096 characters'
    case TYPE.NS: case TYPE.CNAME: case TYPE.PTR:
      return last !== null && words.length === 1 ? nameRdata(last) : `"${text}" is no domain name`
    case TYPE.MX: {
      const preference = whole(words[0])
      if (preference === null || last === null || words.length !== 2) return `"${text}" is not PREFERENCE NAME`
      return Buffer.concat([Buffer.from([preference >> 8, preference & 0xff]), nameRdata(last)])
    }
    case TYPE.SRV: {
      const [priority, weight, port] = words.map(whole)
      if (priority == null || weight == null || port == null || last === null || words.length !== 4)
        return `"${text}" is not PRIORITY WEIGHT PORT NAME`
      return srvRdata(priority, weight, port, last)
    }
    default: return 'records of this type cannot be set; they can be A, AAAA, CNAME, MX, NS, PTR, SRV, TXT'
  }
}

/** A record as a zone file has it. */
export function rdataText (type: number, rdata: Buffer): string {
  const nameAt = (at: number): string => {
    const read = readName(rdata, at)
    return read === null ? '?' : nameText(read.name)
  }
  switch (type) {
    case TYPE.A: return [...rdata].join('.')
    case TYPE.AAAA: return rdata.length === 16 ? addressText(rdata) : generic(rdata)
    case TYPE.NS: case TYPE.CNAME: case TYPE.PTR: return nameAt(0)
    case TYPE.MX: return `${rdata.readUInt16BE(0)} ${nameAt(2)}`
    case TYPE.SRV: return `${rdata.readUInt16BE(0)} ${rdata.readUInt16BE(2)} ${rdata.readUInt16BE(4)} ${nameAt(6)}`
    case TYPE.TXT: case TYPE.HINFO: return textsOf(rdata).map(quoted).join(' ')
    case TYPE.SOA: {
      const primary = readName(rdata, 0)
      if (primary === null) return generic(rdata)
      const numbers = Array.from({ length: 5 }, (_, at) => rdata.readUInt32BE(rdata.length - 20 + at * 4))
      return `${nameText(primary.name)} ${nameAt(primary.next)} ${numbers.join(' ')}`
    }
    default: return generic(rdata)
  }
}

const generic = (rdata: Buffer): string => `\\# ${rdata.length} ${rdata.toString('hex')}`.trim()

/** The texts of a TXT record. */
export function textsOf (rdata: Buffer): readonly Buffer[] {
  const texts: Buffer[] = []
  for (let at = 0; at < rdata.length;) {
    const length = rdata[at] ?? 0
    texts.push(rdata.subarray(at + 1, at + 1 + length))
    at += 1 + length
  }
  return texts
}

const quoted = (bytes: Buffer): string =>
  `"${bytes.toString('latin1').replace(/["\\]|[^ -~]/g, one =>
    /["\\]/.test(one) ? `\\${one}` : `\\${String(one.charCodeAt(0)).padStart(3, '0')}`)}"`

/**
 * Numbers of DNS: types, classes, codes, bits. Pure. Source: IANA, Domain Name System parameters.
 */

export const TYPE = {
  A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, HINFO: 13, MX: 15, TXT: 16, AAAA: 28, SRV: 33, OPT: 41, TSIG: 250, IXFR: 251,
  AXFR: 252, ANY: 255
} as const
export type TypeName = keyof typeof TYPE

const NAMES = new Map<number, string>(Object.entries(TYPE).map(([name, number]) => [number, name]))
/** RFC 3597 5: a type that has no name here is `TYPE123`. */
export const typeText = (type: number): string => NAMES.get(type) ?? `TYPE${type}`

/** @returns null for what is no type */
export function typeFrom (text: string): number | null {
  const name = text.toUpperCase()
  if (Object.hasOwn(TYPE, name)) return TYPE[name as TypeName]
  const [, number] = /^TYPE(\d{1,5})$/.exec(name) ?? []
  return number !== undefined && Number(number) <= 0xffff ? Number(number) : null
}

export const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const
export const OPCODE = { query: 0, notify: 4, update: 5 } as const

export const RCODE = {
  noError: 0, formatError: 1, serverFailure: 2, nameError: 3, notImplemented: 4, refused: 5, setMissing: 8,
  notAuth: 9, badVersion: 16,
  badSignature: 16, badKey: 17, badTime: 18
} as const
const RCODE_NAMES = [
  'NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH',
  'NOTZONE', '', '', '', '', '', 'BADVERS'
]
export const rcodeText = (rcode: number): string => RCODE_NAMES[rcode] || `RCODE${rcode}`

/** Bits of the second and third byte. RFC 1035 4.1.1. */
export const FLAG = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200, recursionDesired: 0x0100 } as const

export const HEADER_BYTES = 12
/** RFC 1035 4.2.1, and what fits a path that does not fragment (DNS flag day 2020). */
export const UDP_BYTES_PLAIN = 512
export const UDP_BYTES_EDNS = 1_232
export const TCP_BYTES_MAX = 65_535

/**
 * Response rate limiting: a server must be no good for flooding somebody whose address was forged.
 *
 * Pure but for its counts, which several threads may share; time is handed in. Source: Vixie and Schryver, DNS Response
 * Rate Limiting (ISC-TN-2012-1). One network is given so many answers alike in a second; of those beyond it every
 * second one is cut, which a real client takes as a hint to come over TCP, and the others are not sent.
 */
export type Verdict = 'send' | 'cut' | 'drop'

/**
 * Counts there are. Networks and kinds are spread over them by a hash that nobody outside can foresee; two that meet in
 * one share what is allowed, which only matters where they reach it together.
 */
const COUNTS = 1 << 16
const SLIP = 2
/** A count is the second that it is of, in the upper 12 bits, and how many were asked for in it. */
const COUNT_BITS = 20
const COUNT_MAX = (1 << COUNT_BITS) - 1
const SECONDS = 0xfff

/** Counts that threads can share, so that all of them together keep to one limit. */
export const sharedCounts = (): Int32Array => new Int32Array(new SharedArrayBuffer(COUNTS * 4))

export class Limiter {
  readonly #most: number
  readonly #counts: Int32Array
  readonly #seed: number

  /**
   * @param most - answers alike to one network in a second; 0 for no limit, at most 1,000,000
   * @param seed - any number that is not known outside, the same in all threads that share counts
   */
  constructor (most: number, counts = sharedCounts(), seed = 0) {
    this.#most = most
    this.#counts = counts
    this.#seed = seed
  }

  /**
   * @param network - hash of whom the answer goes to, as `networkOf` or `networkAt` have it
   * @param kind - hash of what makes answers alike: the name for one that exists, the zone for one that does not
   * @param now - milliseconds of any clock
   */
  judge (network: number, kind: number, now: number): Verdict {
    if (this.#most === 0) return 'send'
    const second = Math.floor(now / 1_000) & SECONDS
    const place = mixed(mixed(this.#seed, network), kind) & (COUNTS - 1)
    for (;;) {
      const before = Atomics.load(this.#counts, place)
      const count = before >>> COUNT_BITS === second ? Math.min((before & COUNT_MAX) + 1, COUNT_MAX) : 1
      if (Atomics.compareExchange(this.#counts, place, before, (second << COUNT_BITS) | count) !== before) continue
      if (count <= this.#most) return 'send'
      return count % SLIP === 0 ? 'cut' : 'drop'
    }
  }
}

function mixed (hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e37_79b1)
  return product ^ (product >>> 15)
}

/** A hash of a text of one character a byte. */
export function hashOf (text: string): number {
  let hash = text.length
  for (let at = 0; at < text.length; at++) hash = mixed(hash, text.charCodeAt(at))
  return hash
}

const FOUR_IN_SIX = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** /24 of IPv4, /56 of IPv6: what one customer has. */
export function networkOf (address: string): number {
  const four = address.includes(':') ? FOUR_IN_SIX.exec(address)?.[1] : address
  if (four !== undefined) return hashOf(four.slice(0, four.lastIndexOf('.')))
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const zeros =
    tail === undefined
      ? []
      : Array.from({ length: Math.max(0, 8 - groups.length - tail.split(':').length) }, () => '0')
  const [a = '0', b = '0', c = '0', d = '0'] = [...groups, ...zeros, ...(tail?.split(':') ?? [])]
  return hashOf([a, b, c, d.padStart(4, '0').slice(0, 2)].join(':'))
}

const INET = 2
/** Where addresses stand in `sockaddr_in` and `sockaddr_in6`. */
const IN_ADDRESS = 4
const IN6_ADDRESS = 8

/** The same networks, of an address as the system writes it. */
export function networkAt (bytes: Uint8Array, at: number): number {
  const four = bytes[at] === INET ? at + IN_ADDRESS : mappedAt(bytes, at + IN6_ADDRESS)
  const from = four ?? at + IN6_ADDRESS
  const end = from + (four === null ? 7 : 3)
  let hash = end - from
  for (let one = from; one < end; one++) hash = mixed(hash, bytes[one] as number)
  return hash
}

/** RFC 4291 2.5.5.2: where the IPv4 address stands in one that carries it, else null. */
function mappedAt (bytes: Uint8Array, at: number): number | null {
  for (let one = at; one < at + 10; one++) if (bytes[one] !== 0) return null
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff ? at + 12 : null
}

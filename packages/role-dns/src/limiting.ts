/**
 * Response rate limiting: a server must be no good for flooding somebody whose address was forged.
 *
 * Pure; time is handed in. Source: Vixie and Schryver, DNS Response Rate Limiting (ISC-TN-2012-1). One network is given
 * so many answers alike in a second; of those beyond it every second one is cut, which a real client takes as a hint to
 * come over TCP, and the others are not sent.
 */
export type Verdict = 'send' | 'cut' | 'drop'

/** Kinds of answers that are counted at once; beyond it everybody starts anew, which lets more through, not less. */
const COUNTED_MAX = 100_000
const SLIP = 2

export class Limiter {
  readonly #most: number
  #counts = new Map<string, number>()
  #secondAt = 0

  /** @param most - answers alike to one network in a second; 0 for no limit */
  constructor (most: number) { this.#most = most }

  /**
   * @param kind - what makes answers alike: the name for one that exists, the zone for one that does not
   * @param now - milliseconds of any clock
   */
  judge (address: string, kind: string, now: number): Verdict {
    if (this.#most === 0) return 'send'
    if (now - this.#secondAt >= 1_000 || this.#counts.size >= COUNTED_MAX) {
      this.#secondAt = now
      this.#counts = new Map()
    }
    const key = `${networkOf(address)} ${kind}`
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    if (count <= this.#most) return 'send'
    return count % SLIP === 0 ? 'cut' : 'drop'
  }
}

/** /24 of IPv4, /56 of IPv6: what one customer has. */
export function networkOf (address: string): string {
  if (!address.includes(':')) return address.slice(0, address.lastIndexOf('.'))
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const zeros =
    tail === undefined
      ? []
      : Array.from({ length: Math.max(0, 8 - groups.length - tail.split(':').length) }, () => '0')
  const [a = '0', b = '0', c = '0', d = '0'] = [...groups, ...zeros, ...(tail?.split(':') ?? [])]
  return [a, b, c, d.padStart(4, '0').slice(0, 2)].join(':')
}

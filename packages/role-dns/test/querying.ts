/** Queries out of a number: every sort that a server may meet, much of it about names that it has. Pure. */
import { type Asked, ask } from './decoding.ts'

/** A generator of whole numbers below a limit, the same for the same seed (mulberry32). */
export function chance (seed: number): (limit: number) => number {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

const TYPES = ['A', 'AAAA', 'SRV', 'TXT', 'PTR', 'NS', 'SOA', 'CNAME', 'MX', 'HINFO', 'TYPE99', 'TYPE65']
const SIZES = [undefined, undefined, 0, 512, 700, 1_232, 4_096]

export interface Drawn { readonly text: string, readonly packet: Buffer }

/** @param names - names that the server has, absolute */
export function drawn (below: (limit: number) => number, names: readonly string[], id: number): Drawn {
  const pick = <One>(list: readonly One[]): One => list[below(list.length)] as One
  const edns = pick(SIZES)
  const type = pick(TYPES)
  const name = cased(below, named(below, pick(names)))
  const version = edns !== undefined && below(40) === 0 ? 1 + below(3) : 0
  const asked: Asked = { id, version, ...edns === undefined ? {} : { edns }, ...below(60) === 0 ? { class: 3 } : {} }
  const packet = ask(`${name} ${type}`, asked)
  const text = `${name} ${type} ${JSON.stringify(asked)}`
  if (below(25) > 0) return { text, packet }
  for (let changes = 1 + below(3); changes > 0; changes--) packet[4 + below(packet.length - 4)] = below(256)
  return { text: `${text} damaged: ${packet.toString('hex')}`, packet }
}

/** The name, or one beside, below or above it. */
function named (below: (limit: number) => number, name: string): string {
  const labels = name.split('.')
  switch (below(8)) {
    case 0: return `x${below(100)}.${name}`
    case 1: return labels.slice(1 + below(2)).join('.') || '.'
    case 2: return `y${below(10)}.${labels.slice(1).join('.')}`
    case 3: return below(6) === 0 ? `other${below(10)}.example.` : name
    case 4: return below(4) === 0 ? `a\\000b.${name}` : name
    default: return name
  }
}

const cased = (below: (limit: number) => number, name: string): string =>
  name.replace(/[a-z]/g, letter => below(3) === 0 ? letter.toUpperCase() : letter)

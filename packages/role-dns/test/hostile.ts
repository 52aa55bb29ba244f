/** Packets that mean no good, out of a number. Pure. */
import { type Key, Signing } from '../src/tsig.ts'
import { ask } from './decoding.ts'
import { drawn } from './querying.ts'

/** A query that is whole, damaged, signed and damaged, cut, or no query at all. */
export function hostile (below: (limit: number) => number, names: readonly string[], key: Key | null): Buffer {
  const kind = below(10)
  if (kind === 0) return Buffer.from(Array.from({ length: below(120) }, () => below(256)))
  const copy = (): Buffer => ask(`hive.test ${below(2) === 0 ? 'AXFR' : 'IXFR'}`, { from: 3 })
  const signed = (): Buffer => key === null ? copy() : new Signing(key, null).sign(copy(), 1_000)
  const packet = kind === 1 ? signed() : drawn(below, names, below(65_536)).packet
  const damages = kind > 4 || below(2) === 0 ? 1 + below(6) : 0
  for (let count = 0; count < damages; count++) packet[below(packet.length)] = below(256)
  return kind === 9 ? packet.subarray(0, below(packet.length + 1)) : packet
}

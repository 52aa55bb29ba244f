/** Whatever is said is heard: every message survives its bytes unchanged. */

import { isDeepStrictEqual } from 'node:util'
import type { Framed } from '@hivemind/kernel'
import fc from 'fast-check'
import { test } from 'tap'
import * as wire from '../src/index.ts'
import * as arbitrary from './fixtures/arbitrary.ts'

/** Prototypes count: what comes back is made of plain objects, arrays and byte arrays only. */
function survives<Said> (said: Said, heard: unknown): void {
  if (!isDeepStrictEqual(heard, said)) throw new Error(`said ${JSON.stringify(said)}\nheard ${JSON.stringify(heard)}`)
}
/** fast-check makes some objects without a prototype. */
const plain = <Value>(arb: fc.Arbitrary<Value>): fc.Arbitrary<Value> => arb.map(value => structuredClone(value))
const runs = { numRuns: 500 }

test('a frame of each protocol says on the other side what it said here', t => {
  const framed: fc.Arbitrary<Framed> = fc.oneof(
    plain(arbitrary.raft).map(message => ({ protocol: 'raft' as const, message })),
    plain(arbitrary.ask).map(message => ({ protocol: 'ask' as const, message })),
    plain(arbitrary.swim).map(message => ({ protocol: 'swim' as const, message }))
  )
  fc.assert(fc.property(plain(arbitrary.stamp), framed, (stamp, said) => {
    survives({ stamp, framed: said }, wire.decodeFrame(said.protocol, wire.encodeFrame(stamp, said)))
  }), { numRuns: 1_500 })
  t.end()
})

test('words of newcomers and of those who answer survive', t => {
  fc.assert(fc.property(plain(arbitrary.join), said => survives(said, wire.decodeJoin(wire.encodeJoin(said)))), runs)
  fc.assert(fc.property(plain(arbitrary.joinReply), said => survives(said, wire.decodeJoinReply(wire.encodeJoinReply(said)))), runs)
  t.end()
})

test('a pull and its frames survive', t => {
  fc.assert(fc.property(plain(arbitrary.pull), said => survives(said, wire.decodePull(wire.encodePull(said)))), runs)
  fc.assert(fc.property(plain(arbitrary.pullFrame), said => survives(said, wire.decodePullFrame(wire.encodePullFrame(said)))), runs)
  t.end()
})

test('an envelope survives with any JSON in it', t => {
  fc.assert(fc.property(plain(arbitrary.envelope), said => survives(said, wire.decodeEnvelope(wire.encodeEnvelope(said)))), runs)
  t.end()
})

test('two digests have the same bytes to sign only if they are equal', t => {
  fc.assert(fc.property(plain(arbitrary.digest), plain(arbitrary.digest), (one, other) => {
    const same = Buffer.compare(wire.digestBytes(one), wire.digestBytes(other)) === 0
    return same === isDeepStrictEqual(one, other) && Buffer.compare(wire.digestBytes(one), wire.digestBytes(structuredClone(one))) === 0
  }), runs)
  t.end()
})

/** Whatever is said is heard: every message survives its bytes unchanged. */

import { isDeepStrictEqual } from 'node:util'
import { clusterId } from '@hivemind/base'
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

type Encode<Said> = (said: Said) => Uint8Array
type Decode = (bytes: Uint8Array) => unknown

function hold<Said> (arb: fc.Arbitrary<Said>, encode: Encode<Said>, decode: Decode): void {
  fc.assert(fc.property(plain(arb), said => survives(said, decode(encode(said)))), runs)
}

test('a frame of each protocol says on the other side what it said here', t => {
  const framed: fc.Arbitrary<Framed> = fc.oneof(
    plain(arbitrary.raft).map(message => ({ protocol: 'raft' as const, message })),
    plain(arbitrary.ask).map(message => ({ protocol: 'ask' as const, message })),
    plain(arbitrary.swim).map(message => ({ protocol: 'swim' as const, message })),
    plain(arbitrary.feed).map(message => ({ protocol: 'feed' as const, topic: 'host', message }))
  )
  fc.assert(fc.property(plain(arbitrary.stamp), framed, (stamp, said) => {
    survives({ stamp, framed: said }, wire.decodeFrame(said.protocol, wire.encodeFrame(stamp, said)))
  }), { numRuns: 1_500 })
  t.end()
})

test('words of newcomers and of those who answer survive', t => {
  hold(arbitrary.join, wire.encodeJoin, wire.decodeJoin)
  hold(arbitrary.joinReply, wire.encodeJoinReply, wire.decodeJoinReply)
  t.end()
})

test('a pull and its frames survive', t => {
  hold(arbitrary.pull, wire.encodePull, wire.decodePull)
  hold(arbitrary.pullFrame, wire.encodePullFrame, wire.decodePullFrame)
  t.end()
})

test('an envelope survives with any JSON in it', t => {
  hold(arbitrary.envelope, wire.encodeEnvelope, wire.decodeEnvelope)
  t.end()
})

test('two contents have the same bytes to sign only if they, cluster and topic are equal', t => {
  const scope = fc.record({
    cluster: fc.constantFrom(clusterId('c1'), clusterId('c2')),
    topic: fc.constantFrom('a', 'b')
  })
  const signed = plain(fc.tuple(scope, arbitrary.contents))
  fc.assert(fc.property(signed, signed, plain(scope), (one, other, its) => {
    const bytes = ([around, contents]: typeof one): Uint8Array => wire.contentsBytes(around, contents)
    const same = (its: typeof one): boolean => Buffer.compare(bytes(one), bytes(its)) === 0
    const elsewhere: typeof one = [its, one[1]]
    return [other, elsewhere, structuredClone(one)].every(two => same(two) === isDeepStrictEqual(one, two))
  }), runs)
  t.end()
})

test('two digests have the same bytes to sign only if they are equal', t => {
  fc.assert(fc.property(plain(arbitrary.digest), plain(arbitrary.digest), (one, other) => {
    const same = (its: typeof one): boolean => Buffer.compare(wire.digestBytes(one), wire.digestBytes(its)) === 0
    return same(other) === isDeepStrictEqual(one, other) && same(structuredClone(one))
  }), runs)
  t.end()
})

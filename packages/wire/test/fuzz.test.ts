/**
 * Goal: whatever bytes arrive, a decoder gives a message or a HivemindError of this package.
 *
 * Method: for each protocol 10,000 frames: random bytes, good frames with bytes changed, cut, doubled or joined with
 * another. The chance is seeded; a failure prints the frame.
 */
import { HivemindError } from '@hivemind/base'
import type { Framed } from '@hivemind/kernel'
import fc from 'fast-check'
import { test } from 'tap'
import * as wire from '../src/index.ts'
import * as arbitrary from './fixtures/arbitrary.ts'

const FRAMES = 10_000
const SEED = 20_261

type Decode = (bytes: Uint8Array) => unknown

/** A good frame that something happened to; most changes leave most of it readable. */
function hurt (frames: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const good = fc.constantFrom(...fc.sample(frames, { numRuns: 400, seed: SEED }))
  const places = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 })
  return fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 4, arbitrary: fc.tuple(good, places).map(([bytes, all]) => changed(bytes, all)) },
    { weight: 2, arbitrary: fc.tuple(good, fc.nat()).map(([bytes, end]) => bytes.slice(0, end % (bytes.length + 1))) },
    { weight: 2, arbitrary: fc.tuple(good, good).map(([one, other]) => new Uint8Array([...one, ...other])) }
  )
}

function changed (bytes: Uint8Array, places: ReadonlyArray<readonly [number, number]>): Uint8Array {
  const copy = bytes.slice()
  for (const [at, byte] of places) if (copy.length > 0) copy[at % copy.length] = byte
  return copy
}

interface Seen { readonly read: number, readonly refused: number }

function refusesOrReads (good: fc.Arbitrary<Uint8Array>, decode: Decode): Seen {
  const seen = { read: 0, refused: 0 }
  fc.assert(fc.property(hurt(good), bytes => {
    try {
      decode(bytes)
      seen.read++
    } catch (error) {
      if (!(error instanceof HivemindError) || !error.code.startsWith('HIVE_WIRE_')) throw error
      if (error.message.length > 400) throw new Error(`a message of ${error.message.length} characters`)
      seen.refused++
    }
  }), { numRuns: FRAMES, seed: SEED })
  return seen
}

const { stamp } = arbitrary
type Protocol = readonly [fc.Arbitrary<Uint8Array>, Decode]

function framed (protocol: Framed['protocol'], all: fc.Arbitrary<Framed>): Protocol {
  const bytes = fc.tuple(stamp, all).map(([at, one]) => wire.encodeFrame(at, one))
  return [bytes, found => wire.decodeFrame(protocol, found)]
}

const protocols: Readonly<Record<string, Protocol>> = {
  raft: framed('raft', arbitrary.raft.map(message => ({ protocol: 'raft', message }))),
  ask: framed('ask', arbitrary.ask.map(message => ({ protocol: 'ask', message }))),
  swim: framed('swim', arbitrary.swim.map(message => ({ protocol: 'swim', message }))),
  feed: framed('feed', arbitrary.feed.map(message => ({ protocol: 'feed', topic: 'host', message }))),
  join: [arbitrary.join.map(wire.encodeJoin), wire.decodeJoin],
  'join reply': [arbitrary.joinReply.map(wire.encodeJoinReply), wire.decodeJoinReply],
  pull: [arbitrary.pull.map(wire.encodePull), wire.decodePull],
  'pull frame': [arbitrary.pullFrame.map(wire.encodePullFrame), wire.decodePullFrame]
}

for (const [protocol, [good, decode]] of Object.entries(protocols)) {
  test(`${FRAMES} hurt frames of the ${protocol} protocol are read or refused`, t => {
    const { read, refused } = refusesOrReads(good, decode)
    t.ok(read > 100 && refused > 100, `${read} read, ${refused} refused`)
    t.end()
  })
}

test(`${FRAMES} hurt envelopes are read or null, and their reason is a refusal`, t => {
  const seen = { read: 0, refused: 0 }
  fc.assert(fc.property(hurt(arbitrary.envelope.map(wire.encodeEnvelope)), bytes => {
    const found = wire.readEnvelope(bytes)
    if ('refusal' in found !== (wire.decodeEnvelope(bytes) === null)) throw new Error('two answers')
    'refusal' in found ? seen.refused++ : seen.read++
  }), { numRuns: FRAMES, seed: SEED })
  t.ok(seen.read > 100 && seen.refused > 100, `${seen.read} read, ${seen.refused} refused`)
  t.end()
})

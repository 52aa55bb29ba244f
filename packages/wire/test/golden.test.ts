/**
 * Goal: the format cannot change unnoticed, since agents of different releases speak to each other and read old logs.
 *
 * Method: one message of each type against its bytes in golden.txt, both ways. REWRITE=1 writes the file anew, which is
 * right only for a type that is new: anything else needs a new protocol version and a word in UPGRADING.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Framed } from '@hivemind/kernel'
import { test } from 'tap'
import * as wire from '../src/index.ts'
import * as examples from './fixtures/examples.ts'

interface Vector {
  readonly message: unknown
  readonly bytes: Uint8Array
  readonly decode: (bytes: Uint8Array) => unknown
}

const { stamp } = examples
const frame = (framed: Framed): Vector => ({
  message: { stamp, framed },
  bytes: wire.encodeFrame(stamp, framed),
  decode: bytes => wire.decodeFrame(framed.protocol, bytes)
})

const vectors = new Map<string, Vector>()
for (const [type, message] of Object.entries(examples.raft)) {
  vectors.set(`raft ${type}`, frame({ protocol: 'raft', message }))
}
for (const [type, message] of Object.entries(examples.ask)) {
  vectors.set(`ask ${type}`, frame({ protocol: 'ask', message }))
}
for (const [type, message] of Object.entries(examples.swim)) {
  vectors.set(`swim ${type}`, frame({ protocol: 'swim', message }))
}
for (const [type, message] of Object.entries(examples.join)) {
  vectors.set(`join ${type}`, { message, bytes: wire.encodeJoin(message), decode: wire.decodeJoin })
}
for (const [type, message] of Object.entries(examples.joinReply)) {
  vectors.set(`join-reply ${type}`, { message, bytes: wire.encodeJoinReply(message), decode: wire.decodeJoinReply })
}
vectors.set('pull', { message: examples.pull, bytes: wire.encodePull(examples.pull), decode: wire.decodePull })
for (const [type, message] of Object.entries(examples.pullFrame)) {
  vectors.set(`pull-frame ${type}`, { message, bytes: wire.encodePullFrame(message), decode: wire.decodePullFrame })
}
const { envelope } = examples
vectors.set('envelope', { message: envelope, bytes: wire.encodeEnvelope(envelope), decode: wire.decodeEnvelope })
vectors.set('digest to sign', { message: null, bytes: wire.digestBytes(examples.digest), decode: () => null })
const { state } = examples
const stated = wire.digestBytes({ ...examples.digest, state })
vectors.set('digest with a state to sign', { message: null, bytes: stated, decode: () => null })
const where = wire.whereaboutsBytes(examples.whereabouts)
vectors.set('whereabouts to sign', { message: null, bytes: where, decode: () => null })
for (const [type, message] of Object.entries(examples.feed)) {
  vectors.set(`feed ${type}`, frame({ protocol: 'feed', topic: 'host', message }))
}
const scope = { cluster: stamp.cluster, topic: 'host' }
const toSign = wire.contentsBytes(scope, examples.contents)
vectors.set('feed contents to sign', { message: null, bytes: toSign, decode: () => null })

const path = join(import.meta.dirname, 'golden.txt')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
if (process.env['REWRITE'] === '1') {
  writeFileSync(path, [...vectors].map(([name, { bytes }]) => `${name}: ${hex(bytes)}\n`).join(''))
}
const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
const golden = new Map(lines.map(line => line.split(': ') as [string, string]))

test('each message type has its golden bytes', t => {
  t.same([...golden.keys()], [...vectors.keys()])
  t.end()
})

test('messages are written as golden bytes, and golden bytes are read as them', t => {
  for (const [name, { message, bytes, decode }] of vectors) {
    const expected = golden.get(name) ?? ''
    t.equal(hex(bytes), expected, `${name} is written`)
    t.same(decode(new Uint8Array(Buffer.from(expected, 'hex'))), message, `${name} is read`)
  }
  t.end()
})

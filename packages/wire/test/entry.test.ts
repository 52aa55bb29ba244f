/** Entries from the wire and from disk: a change of voters says who they are, or is refused. Raft thesis 4.1. */
import { HivemindError, index, LIMITS, nodeId, term } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import { test } from 'tap'
import { configurationOf, encodeEnvelope, entryOf } from '../src/index.ts'
import { envelope, voterChange } from './fixtures/examples.ts'

const changing = (body: unknown, type = 'voters-changed'): Envelope => ({ ...envelope, type, body })
const codeOf = (make: () => unknown): string => {
  try {
    make()
    return 'taken'
  } catch (error) {
    if (error instanceof HivemindError) return error.code
    throw error
  }
}
const entry = (kind: 'noop' | 'command' | 'configuration', payload: Uint8Array): string =>
  codeOf(() => entryOf(index(7), term(2), kind, payload))

test('a change of voters brings its configuration, in sorted order', t => {
  const payload = encodeEnvelope(voterChange)
  t.strictSame(entryOf(index(7), term(2), 'configuration', payload), {
    index: 7, term: 2, kind: 'configuration', payload, configuration: { voters: ['Alice', 'Bob'], learners: ['Carol'] }
  })
  const unsorted = changing({ voters: ['b', 'a'], learners: ['d', 'c'] })
  t.same(configurationOf(unsorted), { voters: ['a', 'b'], learners: ['c', 'd'] })
  t.end()
})

test('a change of several voters brings the outgoing ones along', t => {
  const joint = changing({ voters: ['b', 'a'], learners: ['c'], outgoing: ['d', 'c', 'a'] })
  t.same(configurationOf(joint), { voters: ['a', 'b'], learners: ['c'], outgoing: ['a', 'c', 'd'] })
  for (const outgoing of [null, [], 'a', ['a', 'a'], [1], [...'abcdefgh']])
    t.equal(configurationOf(changing({ voters: ['a'], learners: [], outgoing })), null, JSON.stringify(outgoing))
  t.end()
})

test('the founder of a cluster is its only voter', t => {
  const founder = { id: nodeId('Alice'), name: 'alice', addresses: [], version: '' }
  const founded = changing({ cluster: 'c1', name: 'lab', founder }, 'cluster-created')
  t.same(configurationOf(founded), { voters: ['Alice'], learners: [] })
  t.end()
})

test('an envelope that names no voters, or names them badly, is no configuration', t => {
  for (const body of [
    null, [], {}, { voters: [] }, { voters: [], learners: [] }, { voters: ['a'] }, { voters: 'a', learners: [] },
    { voters: ['a', 'a'], learners: [] }, { voters: ['a'], learners: ['a'] }, { voters: [1], learners: [] },
    { voters: ['a b'], learners: [] }, { voters: [''], learners: [] }, { voters: [...'abcdefgh'], learners: [] },
    { voters: ['x'.repeat(129)], learners: [] }
  ]) {
    t.equal(configurationOf(changing(body)), null, JSON.stringify(body))
    t.equal(entry('configuration', encodeEnvelope(changing(body))), 'HIVE_WIRE_CONFIGURATION')
  }
  for (const body of [{}, { founder: null }, { founder: { id: 7 } }, { founder: [] }]) {
    t.equal(configurationOf(changing(body, 'cluster-created')), null, JSON.stringify(body))
  }
  t.equal(configurationOf(envelope), null, 'another type')
  t.end()
})

test('a configuration entry whose payload is no envelope is refused', t => {
  t.equal(entry('configuration', new Uint8Array(0)), 'HIVE_WIRE_CONFIGURATION')
  t.equal(entry('configuration', new Uint8Array([255, 255])), 'HIVE_WIRE_CONFIGURATION')
  t.end()
})

test('the payload of a command is not looked at, and is not copied', t => {
  const payload = new Uint8Array([255, 0, 1])
  t.equal(entryOf(index(7), term(2), 'command', payload).payload, payload)
  t.equal(entry('command', new Uint8Array(LIMITS.entryBytesMax)), 'taken')
  t.equal(entry('command', new Uint8Array(LIMITS.entryBytesMax + 1)), 'HIVE_WIRE_TOO_LARGE')
  t.equal(entry('noop', new Uint8Array(1)), 'HIVE_WIRE_RANGE')
  t.end()
})

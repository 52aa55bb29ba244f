/**
 * Goal: a digest that was asked for anew is compared although the log has moved on before it came.
 * Method: a newcomer whose state is moved by hand, since the answer to a question is never that late in a text test.
 */
import { fingerprintText, type Index, index, nodeId } from '@hivemind/base'
import t from 'tap'
import { digestCame, needsNewerDigest, stateReached } from '../src/comparing.ts'
import type { Digest, Effect } from '../src/index.ts'
import { addressOf, boot, claimOf, emptyDisk } from './disk.ts'

const self = nodeId('n')
const digestAt = (at: Index, hash: string): Digest => ({
  cluster: 'c1' as never, clusterName: 'prod', lineage: 0, epoch: 1 as never, index: index(3), member: self,
  voters: [nodeId('a'), nodeId('b')],
  peers: ['a', 'b'].map(id => ({ id: nodeId(id), name: id, addresses: [addressOf(id)] })), state: { index: at, hash }
})

/** A newcomer that has got a state of index 7 from a, beyond its digest, and then one entry. */
function newcomer () {
  const { name, addresses: listen, version } = claimOf(self)
  const plan = { addresses: [addressOf('b')], name, listen, version, voter: false, token: null }
  const { kernel } = boot(self, emptyDisk(), plan, 1, 0)
  const { joining } = kernel
  if (joining === null) throw new Error('it does not join')
  const effects: Effect[] = []
  joining.digest = digestAt(index(5), '0000000000000000')
  joining.signer = nodeId('b')
  kernel.pulling = { id: 1, from: nodeId('a'), purpose: 'follow', through: index(0), heardAt: kernel.tick }
  for (const at of [7, 8]) {
    kernel.control.appliedIndex = index(at)
    stateReached(kernel, effects)
  }
  return { kernel, joining, effects }
}

t.test('a digest of what was applied a moment ago is enough', async t => {
  const { kernel, joining, effects } = newcomer()
  t.ok(needsNewerDigest(kernel, joining))
  const hash = fingerprintText(kernel.control.hash)
  digestCame(kernel, joining, digestAt(index(6), hash), effects)
  t.notOk(joining.compared, 'of 6 nothing is known')
  digestCame(kernel, joining, digestAt(index(7), hash), effects)
  t.ok(joining.compared)
  t.notOk(needsNewerDigest(kernel, joining))
  t.same(effects, [])
})

t.test('and one that says something else ends this life, and names who is not to be followed', async t => {
  const { kernel, joining, effects } = newcomer()
  digestCame(kernel, joining, digestAt(index(7), 'ffffffffffffffff'), effects)
  t.equal(kernel.phase, 'fenced')
  t.match(effects, [
    { type: 'note', level: 'error' },
    { type: 'fence', refusal: { code: 'HIVE_JOIN_DIVERGED' }, rejoin: ['b.example:7400'], avoid: ['a'] }
  ])
})

t.test('where nobody else is known it stops', async t => {
  const { kernel, joining, effects } = newcomer()
  joining.sources.add(nodeId('b'))
  digestCame(kernel, joining, digestAt(index(7), 'ffffffffffffffff'), effects)
  const fence = effects.find(({ type }) => type === 'fence')
  t.match(fence, { refusal: { code: 'HIVE_JOIN_DIVERGED' } })
  t.notOk(Object.hasOwn(fence ?? {}, 'rejoin'))
})

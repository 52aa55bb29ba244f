// Goal: bulk does not delay small messages behind it: it has a connection of its own, which ends with the pull.

import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { all, introduce, isOpen, peer, scene } from '../suite/actor.ts'
import { makeRelay } from '../suite/relay.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }
const never = new AbortController().signal

t.test('a pull dials a connection of its own, and closes it', async t => {
  const stage = scene(t, subject)
  const [a, b] = [await stage.actor(), await stage.actor()]
  const relay = await makeRelay(t, b.net.addresses()[0] ?? '')
  b.net.setPeers([peer(a, { keep: false })])
  a.net.setPeers([peer(b, { addresses: [relay.address] })])
  await stage.until(() => isOpen(a, b) && isOpen(b, a))
  t.equal(relay.open(), 1)
  b.onPull = async (_request, stream) => { while (true) await stream.write(new Uint8Array(100_000)) }
  for await (const _frame of a.net.pull(b.id, new Uint8Array([1]), never)) {
    t.equal(relay.open(), 2)
    b.net.send(a.id, 'raft', new Uint8Array([7]))
    await stage.until(() => a.arrivals.length === 1)
    break
  }
  while (relay.open() > 1) await new Promise(setImmediate)
  b.net.send(a.id, 'raft', new Uint8Array([8]))
  await stage.until(() => a.arrivals.length === 2)
  t.same([a.told.length, b.told.length], [1, 1], 'the line came and went without a word')
})

t.test('pulls at once share a line, and each gets its own answer', async t => {
  const stage = scene(t, subject)
  const [a, b] = [await stage.actor(), await stage.actor()]
  await introduce(stage, a, b)
  b.onPull = async (request, stream) => await stream.write(new Uint8Array([...request, 9]))
  const pull = async (mark: number) => await all(a.net.pull(b.id, new Uint8Array([mark]), never))
  const answers = await Promise.all([1, 2, 3].map(pull))
  t.same(answers, [1, 2, 3].map(mark => [new Uint8Array([mark, 9])]))
  t.ok(isOpen(a, b))
})

t.test('a pull from a peer that cannot be dialled uses the connection that is there', async t => {
  const stage = scene(t, subject)
  const [a, b] = [await stage.actor(), await stage.actor()]
  b.net.setPeers([peer(a, { keep: false, addresses: [] })])
  a.net.setPeers([peer(b)])
  await stage.until(() => isOpen(a, b) && isOpen(b, a))
  a.onPull = async (_request, stream) => await stream.write(new Uint8Array([3]))
  t.same(await all(b.net.pull(a.id, new Uint8Array([1]), never)), [new Uint8Array([3])])
})

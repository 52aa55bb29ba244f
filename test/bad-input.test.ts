/**
 * Goal: random and mutated bytes on every protocol and malformed API requests crash nothing and change nothing.
 * Method: a real agent; frames come over real libp2p connections, once from a stranger and once from a member's own
 * identity; requests come over the unix socket. Seeded, so a failure can be repeated.
 */
import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { draw, HivemindError, type NodeId, nodeId, prng } from '@hivemind/base'
import {
  createIdentity,
  type FrameProtocol,
  type Identity,
  identityFromBytes,
  libp2pNet,
  type Net
} from '@hivemind/net'
import t from 'tap'
import { exported } from './agreeing.ts'
import { Fleet, isAlive, type Machine } from './fleet.ts'

const fleet = new Fleet()
const chance = { prng: prng(Number(process.env['SEED'] ?? 1)) }
const PROTOCOLS: readonly FrameProtocol[] = ['raft', 'ask', 'swim', 'feed']
t.teardown(() => fleet.stop())
t.setTimeout(240_000)

const noise = (bytesMax: number): Uint8Array =>
  Uint8Array.from({ length: 1 + draw(chance, bytesMax) }, () => draw(chance, 256))

/** Frames that a member really sends, to be mutated: a well-formed beginning reaches deeper than noise. */
function mutated (frame: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(frame)
  for (let flips = 1 + draw(chance, 4); flips > 0; flips--) bytes[draw(chance, bytes.length)] = draw(chance, 256)
  return draw(chance, 4) === 0 ? bytes.subarray(0, draw(chance, bytes.length) + 1) : bytes
}

async function speaker (identity: Identity, seen: Uint8Array[]): Promise<Net> {
  const net = libp2pNet({ identity, listen: ['127.0.0.1:0'] })({
    onFrame: (_from, _protocol, frame) => { if (seen.length < 500) seen.push(frame) },
    onOpened: () => {}, onClosed: () => {}, onGone: () => {}, onNote: () => {},
    onJoinRequest: async () => new Uint8Array(1), onPull: async () => {}
  })
  await net.start()
  return net
}

/** Pull with a frame that means nothing: to be cut off is the right answer, and to be given anything is not. */
async function pullOnce (net: Net, target: NodeId, frame: Uint8Array): Promise<void> {
  try {
    for await (const _ of net.pull(target, frame, AbortSignal.timeout(2_000)))
      throw new Error('the agent answered a pull that means nothing')
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
  }
}

/** What the log got since, but that the machine that was killed is found gone, or back: that comes when it comes. */
async function addedAfter (machine: Machine, index: number): Promise<readonly string[]> {
  const types = (await exported(machine)).filter(entry => entry.index > index).map(({ type }) => type)
  return types.filter(type => !/^member-(failed|returned)$/.test(type))
}

t.test('10,000 frames to each frame protocol and hundreds to the others change nothing', async t => {
  const a = await fleet.init('a')
  const b = await fleet.join('b', 'a')
  await fleet.kill('b')
  const target = nodeId((await a.client.status()).id)
  const before = await a.client.status()
  let warmBytes = 0
  const member = identityFromBytes(readFileSync(join(b.dataDir, 'identity.key')))
  for (const identity of [await createIdentity(), member, await createIdentity()]) {
    // By now all is loaded that is loaded when it is first wanted, and the heap is as large as it becomes.
    warmBytes = (await a.client.status()).agent.rssBytes
    const seen: Uint8Array[] = []
    const net = await speaker(identity, seen)
    net.setPeers([{ id: target, addresses: [a.address], admitted: true, keep: true }])
    for (let sent = 0; sent < 10_000; sent++) {
      const model = seen[draw(chance, Math.max(1, seen.length))]
      const frame = model === undefined || draw(chance, 2) === 0 ? noise(400) : mutated(model)
      if (sent % 50 === 0) await net.requestJoin(a.address, frame.subarray(0, 4_000), 5_000).catch(() => null)
      if (sent % 50 === 25) await pullOnce(net, target, frame)
      net.send(target, PROTOCOLS[draw(chance, PROTOCOLS.length)] ?? 'raft', frame)
      if (sent % 100 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    await net.stop()
  }
  t.ok(isAlive(a.pid), 'the agent lives')
  const after = await a.client.status()
  t.same(await addedAfter(a, before.appliedIndex), [], 'nothing was appended, but that b is gone')
  t.equal(after.agent.pid, before.agent.pid, 'and is the same process')
  const memory = `memory ${before.agent.rssBytes} -> ${warmBytes} -> ${after.agent.rssBytes}`
  t.ok(after.agent.rssBytes < warmBytes + 50e6, `the last 10,000 took none: ${memory}`)
  t.ok(after.agent.rssBytes < before.agent.rssBytes + 300e6, memory)
})

t.test('1,000 malformed API requests', async t => {
  const a = fleet.machine('a')
  const before = await a.client.status()
  const paths = [
    '/v1/log',
    '/v1/join-tokens',
    '/v1/epoch/bump',
    '/v1/members/%00',
    '/v1/log?from=-1',
    '/v1/log/999999999999',
    '/v1/control-plane/transfer',
    '/v1/nothing',
    '/v1/join-requests/x/approve'
  ]
  const bodies = [
    '{',
    '[]',
    '{"events":[]}',
    '{"events":[{"type":"","payload":1}]}',
    '{"events":{}}',
    `{"events":[{"type":"${'x'.repeat(500)}","payload":1}]}`,
    `${'['.repeat(5_000)}`,
    '{"__proto__":{"x":1}}',
    '"',
    '\u0000',
    '{"uses":-1}',
    '{"ttlMs":1e99}'
  ]
  const codes = new Map<number, number>()
  for (let sent = 0; sent < 1_000; sent++) {
    const code = await ask(
      a.dataDir,
      ['GET', 'POST', 'DELETE', 'PUT'][draw(chance, 4)] ?? 'GET',
      paths[draw(chance, paths.length)] ?? '/',
      bodies[draw(chance, bodies.length)] ?? ''
    )
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  t.notOk(
    [...codes.keys()].some(code => code >= 500 && code !== 503),
    `no server error; statuses ${JSON.stringify([...codes])}`
  )
  const after = await a.client.status()
  t.same(await addedAfter(a, before.appliedIndex), [], 'nothing was appended')
  t.ok(after.agent.rssBytes < before.agent.rssBytes + 100e6)
  const log = join(a.dataDir, 'agent.log')
  t.ok(existsSync(log))
  t.notMatch(readFileSync(log, 'utf8'), /unhandled|uncaught|invariant broken/i)
})

function ask (dataDir: string, method: string, path: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        socketPath: join(dataDir, 'agent.sock'),
        method,
        path,
        headers: { 'content-type': draw(chance, 3) === 0 ? 'text/plain' : 'application/json' }
      },
      reply => {
        reply.resume()
        reply.on('end', () => resolve(reply.statusCode ?? 0))
      }
    )
    sent.on('error', reject)
    sent.end(method === 'GET' ? undefined : body)
  })
}

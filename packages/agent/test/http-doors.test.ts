/** Who may come in, how much at once, and how the doors close. */
import { once } from 'node:events'
import { linkSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { connect, PATHS, type RouteName } from '@hivemind/api'
import t from 'tap'
import { startHttp } from '../src/http/index.ts'
import { FakeNode } from './fixtures/http-node.ts'
import { newSocketPath, raw, running } from './fixtures/http-server.ts'

const silent = (): void => undefined
const quiet = { debug: silent, info: silent, warn: silent, error: silent }

t.test('the socket belongs to its owner and group', async t => {
  const { socketPath } = await running(t)
  t.equal(statSync(socketPath).mode & 0o777, 0o660)
})

t.test('a socket that a killed agent left is taken over', async t => {
  const socketPath = newSocketPath()
  const left = createServer().listen(socketPath)
  await once(left, 'listening')
  // A name that outlives its listener is what kill -9 leaves; Node itself would remove it, so a second name is made.
  linkSync(socketPath, `${socketPath}.left`)
  left.close()
  await once(left, 'close')
  const { client } = await running(t, { socketPath: `${socketPath}.left` })
  t.equal((await client.status()).name, 'a')
})

t.test('a socket that someone listens on, and a file, are left alone', async t => {
  const { socketPath, client } = await running(t)
  await t.rejects(startHttp({ node: new FakeNode(), socketPath, log: quiet }), { code: 'HIVE_API_LISTEN' })
  t.equal((await client.status()).name, 'a')
  const path = newSocketPath()
  writeFileSync(path, 'precious')
  await t.rejects(startHttp({ node: new FakeNode(), socketPath: path, log: quiet }), { code: 'HIVE_API_LISTEN' })
  t.ok(statSync(path).isFile())
  await t.rejects(startHttp({ node: new FakeNode(), socketPath: `${path}${'x'.repeat(120)}`, log: quiet }), {
    code: 'HIVE_API_LISTEN'
  })
})

t.test('over TCP every route but a probe needs the token', async t => {
  const { server, node } = await running(t, { tcpToken: 'secret-token' })
  const port = server.tcpPort!
  for (const name of Object.keys(PATHS) as RouteName[]) {
    const { method, path, access } = PATHS[name]
    if (access === 'probe') continue
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: 'Bearer ' },
      { authorization: 'Basic secret-token' }
    ] as const) {
      const answer = await raw({ port }, method, path.replace(/\{\w+\}/g, '1'), { headers })
      t.match(JSON.parse(answer.text), { code: 'HIVE_API_UNAUTHENTICATED', status: 401, exit: 4 }, `${name} is closed`)
    }
  }
  t.equal((await raw({ port }, 'GET', '/v1/nothing')).status, 401, 'what is no route is not told to strangers')
  t.equal((await raw({ port }, 'GET', '/livez')).status, 200)
  t.same(node.asked, [])
  const client = connect({ addr: `http://127.0.0.1:${port}`, token: 'secret-token' })
  t.teardown(() => client.close())
  t.match(await client.log.append({ type: 'x', payload: null }), { index: 3 })
  t.match(
    (await raw({ port }, 'GET', '/v1/nothing', { headers: { authorization: 'Bearer secret-token' } })).status,
    404
  )
})

t.test('the API never listens on the network without encryption', async t => {
  const socketPath = newSocketPath()
  for (const host of ['0.0.0.0', '::', '10.0.0.1']) {
    await t.rejects(startHttp({ node: new FakeNode(), socketPath, log: quiet, tcp: { host, port: 0, token: 'x' } }), {
      code: 'HIVE_API_LISTEN'
    })
  }
  t.equal(statSync(socketPath, { throwIfNoEntry: false }), undefined, 'a server that cannot open all doors opens none')
})

t.test('too many calls, bytes or streams are told to come back', async t => {
  const { node, socketPath } = await running(t, { limits: { calls: 2, bodyBytes: 100, streams: 1 } })
  const entered = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  node.before = async () => {
    entered.resolve()
    await leave.promise
  }
  const slow = raw({ socketPath }, 'GET', '/v1/log')
  await entered.promise
  const large = await raw({ socketPath }, 'POST', '/v1/log', {
    body: JSON.stringify({ events: [{ type: 'x', payload: 'x'.repeat(100) }] })
  })
  t.match(large, { status: 429, headers: { 'retry-after': '1' } })
  t.match(JSON.parse(large.text), { code: 'HIVE_BUSY', changed: 'no', retry: 'yes' })
  const second = raw({ socketPath }, 'GET', '/v1/log')
  while (node.asked.length < 2) await new Promise(setImmediate)
  t.equal((await raw({ socketPath }, 'GET', '/v1/status')).status, 429)
  t.equal((await raw({ socketPath }, 'GET', '/livez')).status, 200, 'probes are always answered')
  leave.resolve()
  t.equal((await slow).status, 200)
  t.equal((await second).status, 200)
  t.equal((await raw({ socketPath }, 'GET', '/v1/status')).status, 200)

  const client = connect({ addr: `unix://${socketPath}` })
  t.teardown(() => client.close())
  const first = client.log.follow({ from: 1 })
  await first.next()
  t.equal((await raw({ socketPath }, 'GET', '/v1/log/follow')).status, 429)
  await first.return?.()
  while (node.followers > 1) await new Promise(setImmediate)
  t.equal(
    (await raw({ socketPath }, 'GET', '/v1/log', { headers: { accept: 'application/x-ndjson' } })).status,
    200,
    'a place was given back'
  )
})

t.test('stopping finishes what is under way, ends streams, and takes nothing new', async t => {
  const { node, server, client, socketPath } = await running(t)
  const rows = client.log.follow({ from: 1 })
  await rows.next()
  const entered = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  node.before = async () => {
    entered.resolve()
    await leave.promise
  }
  const append = client.log.append({ type: 'last', payload: 1 })
  await entered.promise
  const stopped = server.stop()
  // Many tries, so that a server without patience has had time to cut the append.
  for (let count = 0; count < 50; count++) {
    await t.rejects(raw({ socketPath }, 'GET', '/v1/status'), { code: 'ENOENT' })
  }
  leave.resolve()
  t.match(await append, { index: 3 })
  await stopped
  t.equal(node.followers, 0)
  t.equal(statSync(socketPath, { throwIfNoEntry: false }), undefined)
})

t.test('one line of the log for each call says who did what', async t => {
  const { client, lines, socketPath } = await running(t)
  await client.call('epoch-bump')
  const { headers } = await raw({ socketPath }, 'GET', '/v1/nothing', { headers: { 'x-request-id': 'mine-1' } })
  t.equal(headers['x-request-id'], 'mine-1')
  while (lines.length < 2) await new Promise(setImmediate)
  t.match(lines, [
    {
      level: 'info',
      message: 'api call',
      fields: { method: 'POST', route: 'epoch-bump', status: 200, who: 'unix', req: /^[0-9a-f]{16}$/, ms: Number }
    },
    { level: 'debug', fields: { route: 'none', status: 404, req: 'mine-1' } }
  ])
})

t.test('a fault of ours is told to the log, not to the caller', async t => {
  const { node, socketPath, lines } = await running(t)
  node.readLog = async () => { throw new Error('secret detail') }
  const answer = await raw({ socketPath }, 'GET', '/v1/log')
  t.match(JSON.parse(answer.text), { code: 'HIVE_API_INTERNAL', status: 500, changed: 'unknown' })
  t.notMatch(answer.text, /secret detail/)
  t.match(lines.find(({ message }) => message === 'api call failed')?.fields['err'], { message: 'secret detail' })
})

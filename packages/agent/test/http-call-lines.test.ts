// Goal: a call by a line is answered as it would be by HTTP, and connections of lines keep the limits that others have.

import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { Socket } from 'node:net'
import { API_LIMITS, CALLS_PATH, CALLS_PROTOCOL, connect, TEXT_ROUTES } from '@hivemind/api'
import { contract } from '@hivemind/api/contract'
import { HivemindError } from '@hivemind/base'
import t from 'tap'
import { newSocketPath, type Running, running } from './fixtures/http-server.ts'

const UPGRADE = { connection: 'Upgrade', upgrade: CALLS_PROTOCOL }

interface Answer { readonly id: number, readonly status: number, readonly answer?: unknown, readonly problem?: unknown }

/** A raw connection of lines. */
async function line ({ socketPath }: Pick<Running, 'socketPath'>): Promise<Socket> {
  const sent = request({ socketPath, path: CALLS_PATH, headers: UPGRADE, agent: false })
  sent.end()
  const [, socket] = await once(sent, 'upgrade') as [unknown, Socket]
  return socket
}

/** Write, and wait for so many answers. */
async function answers (socket: Socket, text: string, count: number): Promise<Answer[]> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let told = ''
  socket.on('data', chunk => {
    told += String(chunk)
    if (told.split('\n').length > count) resolve()
  })
  socket.write(text)
  await promise
  socket.removeAllListeners('data')
  return told.trim().split('\n').map(one => JSON.parse(one) as Answer)
}

const ofLines = ({ lines }: Running): boolean => /^[0-9a-f]{12}-\d+$/.test(String(lines.at(-1)?.fields['req']))

/** Calls until they go by lines. */
async function untilLines (run: Running): Promise<void> {
  while (!ofLines(run)) {
    await run.client.status()
    await new Promise(setImmediate)
  }
}

t.test('a client that calls often comes to call by lines, and hears the same', async t => {
  const run = await running(t)
  const { client, lines } = run
  const first = await client.status()
  t.notOk(ofLines(run), 'the first call goes by HTTP')
  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    await work.then(() => 'none', error => error instanceof HivemindError ? error.refusal.code : String(error))
  const missing = (): Promise<string> => codeOf(client.log.show(999))
  const wrong = (): Promise<string> => codeOf(client.call('log-read', { query: { limit: 0 } }))
  const byHttp = [await missing(), await wrong()]
  await untilLines(run)
  t.same(await client.status(), first)
  t.same([await missing(), await wrong()], byHttp)
  t.same(byHttp, ['HIVE_NOT_FOUND', 'HIVE_API_BAD_REQUEST'])
  t.match(await client.log.append({ type: 'x', payload: { a: ['\n', 'ü'] } }), { index: 3 })
  t.match(lines.at(-1), { level: 'info', fields: { route: 'log-append', method: 'POST', status: 200, who: 'unix' } })
  t.match(await client.log.show(3, { consistency: 'stale' }), { type: 'x', payload: { a: ['\n', 'ü'] } })
  t.match((await client.log.read({ from: 3, limit: 1 })).items, [{ index: 3 }])
  t.match(await client.members(), [{ name: 'a' }, { name: 'b' }])
})

t.test('what the client takes for text is text in the contract', async t => {
  const text = Object.entries(contract).filter(([, route]) => 'media' in route).map(([name]) => name)
  t.same([...TEXT_ROUTES], text)
})

t.test('calls are answered when they are done, each under its number', async t => {
  const run = await running(t)
  const release = Promise.withResolvers<void>()
  run.node.before = () => release.promise
  const socket = await line(run)
  const event = '{"events":[{"type":"x","payload":1}]}'
  const [one] = await answers(socket, `{"id":1,"call":"log-append","body":${event}}\n{"id":2,"call":"status"}\n`, 1)
  t.match(one, { id: 2, status: 200, answer: { kind: 'Status' } })
  const later = answers(socket, '', 1)
  release.resolve()
  t.match(await later, [{ id: 1, status: 200, answer: { items: [{ type: 'appended', index: 3 }] } }])
  socket.destroy()
})

t.test('what is no call is refused, each alone', async t => {
  const run = await running(t)
  const socket = await line(run)
  const asked = [
    { id: 1, call: 'nothing' }, { id: 2, call: 'log-follow' }, { id: 3, call: 'toString' },
    { id: 4, call: 'status', deadlineMs: 0 }, { id: 5, call: 'log-show', params: { index: 'x' } },
    { id: 6, call: 'log-append', body: { events: [] } }
  ]
  const told = await answers(socket, asked.map(one => `${JSON.stringify(one)}\n`).join(''), asked.length)
  const codes = told.toSorted((a, b) => a.id - b.id).map(({ problem }) => (problem as { code: string }).code)
  t.same(codes, [...Array(3).fill('HIVE_API_NO_ROUTE'), ...Array(3).fill('HIVE_API_BAD_REQUEST')])
  t.match(await answers(socket, '{"id":7,"call":"status"}\n', 1), [{ id: 7, status: 200 }])
  socket.destroy()
})

t.test('a line that nobody could be answered for ends the connection', async t => {
  const run = await running(t)
  for (const text of ['\n', 'x\n', '{}\n', '{"id":"1","call":"status"}\n', '{"id":1,"call":"status","__proto__":{}}\n',
    '{"id":1,"call":"status","\\u005f_proto__":{}}\n', 'x'.repeat(API_LIMITS.callLineBytesMax + 1)]) {
    const socket = await line(run)
    socket.on('error', () => undefined)
    socket.write(text)
    socket.resume()
    await once(socket, 'close')
  }
  t.same(run.node.asked, [])
})

t.test('limits hold over lines as they do over HTTP', async t => {
  const run = await running(t, { limits: { calls: 1, bodyBytes: 100, streams: 1 } })
  const release = Promise.withResolvers<void>()
  run.node.before = () => release.promise
  const socket = await line(run)
  const told = await answers(socket, '{"id":1,"call":"log-read"}\n{"id":2,"call":"status"}\n', 1)
  t.match(told, [{ id: 2, status: 429, problem: { code: 'HIVE_BUSY' } }])
  const later = answers(socket, '', 1)
  release.resolve()
  t.match(await later, [{ id: 1, status: 200 }])
  const large = JSON.stringify({ events: [{ type: 'x', payload: 'x'.repeat(100) }] })
  t.match(await answers(socket, `{"id":3,"call":"log-append","body":${large}}\n`, 1), [{ id: 3, status: 429 }])
  socket.destroy()
})

t.test('strangers get no line, and nothing else is upgraded', async t => {
  const { server: { tcpPort } } = await running(t, { tcpToken: 'secret-token' })
  const status = async (path: string, headers: Record<string, string>): Promise<number | undefined> => {
    const sent = request({ host: '127.0.0.1', port: tcpPort ?? 0, path, headers, agent: false })
    sent.end()
    const { promise, resolve } = Promise.withResolvers<number | undefined>()
    sent.once('response', response => {
      resolve(response.statusCode)
      response.resume()
    })
    sent.once('upgrade', (response, socket: Socket) => {
      resolve(response.statusCode)
      socket.destroy()
    })
    return await promise
  }
  t.equal(await status(CALLS_PATH, UPGRADE), 401)
  t.equal(await status(CALLS_PATH, { ...UPGRADE, authorization: 'Bearer wrong' }), 401)
  t.equal(await status(CALLS_PATH, { ...UPGRADE, authorization: 'Bearer secret-token' }), 101)
  t.equal(await status('/v1/status', { ...UPGRADE, authorization: 'Bearer secret-token' }), 400)
  t.equal(await status(CALLS_PATH, { connection: 'Upgrade', upgrade: 'websocket' }), 400)
})

t.test('stopping answers what is under way, refuses the rest, and ends the line', async t => {
  const run = await running(t)
  const entered = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  run.node.before = async () => {
    entered.resolve()
    await release.promise
  }
  const [socket, idle] = [await line(run), await line(run)]
  const first = answers(socket, '{"id":1,"call":"log-read"}\n', 2)
  await entered.promise
  const stopped = run.server.stop()
  idle.resume()
  await once(idle, 'close')
  socket.write('{"id":2,"call":"status"}\n')
  while (!run.lines.some(({ fields }) => fields['status'] === 503)) await new Promise(setImmediate)
  release.resolve()
  t.match(await first, [{ id: 2, problem: { code: 'HIVE_AGENT_STOPPING' } }, { id: 1, status: 200 }])
  await stopped
})

t.test('a client whose line broke goes on by HTTP', async t => {
  const socketPath = newSocketPath()
  const run = await running(t, { socketPath })
  await untilLines(run)
  await run.server.stop(0)
  const again = await running(t, { socketPath, node: run.node })
  t.equal((await run.client.status()).name, 'a')
  t.equal(again.lines.length, 1)
})

t.test('an agent that knows no lines is called by HTTP for ever', async t => {
  const socketPath = newSocketPath()
  const asked: string[] = []
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '')
    response.writeHead(incoming.url === CALLS_PATH ? 404 : 200, { 'content-type': 'application/json' })
    response.end('{"item":1}')
  }).listen(socketPath)
  await once(server, 'listening')
  const client = connect({ addr: `unix://${socketPath}` })
  t.teardown(() => {
    client.close()
    server.close()
  })
  for (let count = 0; count < 40; count++) await client.status()
  t.equal(asked.filter(path => path === CALLS_PATH).length, 1)
})

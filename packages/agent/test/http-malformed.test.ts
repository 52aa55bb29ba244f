/**
 * Goal: bad input is met at the door: every answer is problem+json with a 4xx of ours, nothing reaches the node,
 * nothing breaks, and memory stays flat.
 * Method: 1,000 requests, drawn from one seed, each wrong in one of many ways; then a good one. SEED=n
 * plays another run.
 */
import { once } from 'node:events'
import { connect as dial } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { API_LIMITS, PATHS } from '@hivemind/api'
import { problem } from '@hivemind/api/contract'
import { type Chance, draw, prng } from '@hivemind/base'
import t from 'tap'
import { raw, running } from './fixtures/http-server.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const REQUESTS = 1_000
const chance: Chance = { prng: prng(Number(process.env['SEED'] ?? 7)) }
const pick = <Item>(items: readonly Item[]): Item => items[draw(chance, items.length)]!
const junk = (length: number): string =>
  Array.from({ length: draw(chance, length) + 1 }, () => String.fromCharCode(33 + draw(chance, 94))).join('')

interface Bad {
  readonly method: string
  readonly path: string
  readonly body?: string | Buffer
  readonly headers?: Record<string, string>
}

const append = (events: unknown, more: object = {}): string => JSON.stringify({ events, ...more })
const event = { type: 'ok', payload: 1 }
const posts = Object.values(PATHS)
  .filter(({ method }) => method === 'POST')
  .map(({ path }) => path.replace(/\{\w+\}/g, 'x'))

const post = (path: string, body: string, headers?: Record<string, string>): Bad =>
  ({ method: 'POST', path, body, ...(headers && { headers }) })
const get = (path: string, headers?: Record<string, string>): Bad => ({
  method: 'GET',
  path,
  ...(headers && { headers })
})

const events: readonly unknown[] = [
  [],
  [1],
  [{}],
  [{ type: 'x' }],
  {},
  'x',
  null,
  Array.from({ length: API_LIMITS.batchEventsMax + 1 }, () => event)
]
const types = ['', '9a', 'a b', 'ä', 'x'.repeat(129), '\n']
const sessions: readonly object[] = [
  { session: 's' }, { sequence: 1 }, { session: '', sequence: 1 }, { session: 'x'.repeat(65), sequence: 1 },
  { session: 's', sequence: 0.5 }, { reason: 'r'.repeat(1_025) }
]
const queries = [
  'from=0', 'from=-1', 'from=x', 'limit=10001', 'limit=1.5', 'tail=0', 'consistency=maybe', 'type=9', 'from=1&from=2',
  'other=1', 'from=1e400'
]
const tokens: readonly object[] = [
  { uses: 0 },
  { uses: 1e9 },
  { ttlMs: 1 },
  { ttlMs: 1e15 },
  { voter: 'yes' },
  { role: '-' },
  { role: 7 }
]

/** Each makes a request that is wrong in one way. */
const ways: ReadonlyArray<() => Bad> = [
  () => post(pick(posts), junk(200)),
  () => post(pick(posts), pick(['[]', '3', 'null,', '"x"', '{"reason":', '', '{"__proto__":{"a":1}}', '\u0000'])),
  () => post(pick(posts), JSON.stringify({ [junk(8)]: junk(8) })),
  () => post(pick(posts), '{}', { 'content-type': pick(['text/plain', 'application/xml', junk(20)]) }),
  () => post('/v1/log', append(pick(events))),
  () => post('/v1/log', append([event, { type: pick(types), payload: 1 }])),
  () => post('/v1/log', append([event], pick(sessions))),
  () => post('/v1/log', `{"events":[{"type":"deep","payload":${'['.repeat(65 + draw(chance, 50_000))}`),
  () => post('/v1/log', `{"events":[{"type":"deep","payload":${'['.repeat(70)}${']'.repeat(70)}}]}`),
  () => post('/v1/log', '{"events":[{"type":"endless","payload":1e999}]}'),
  () => post('/v1/join-tokens', JSON.stringify(pick(tokens))),
  () => post('/v1/join-requests/j1/deny', pick(['{}', '{"reason":""}', '{"reason":7}'])),
  () => post('/v1/epoch/bump', pick(['{"from":-1}', '{"from":"1"}', '{"from":1.5}'])),
  () => get(`/v1/log?${pick(queries)}`),
  () => get(`/v1/log/${pick(['0', '-1', 'abc', '1.5', '99999999999999999999', '%00', '%zz', 'x'.repeat(300)])}`),
  () => get('/v1/log/follow', { 'last-event-id': pick(['x', '-1', '1'.repeat(40)]) }),
  () => get('/v1/status', { 'hivemind-deadline-ms': pick(['0', 'x', '1e9', '-5']) }),
  () => get(`/${encodeURIComponent(junk(80))}`),
  () => ({ method: pick(['PUT', 'PATCH', 'OPTIONS', 'DELETE', 'HEAD']), path: '/v1/status' }),
  () => ({ method: 'DELETE', path: `/v1/members/${pick(['..%2f..%2fetc', '%20', 'a%0ab', '-', 'x'.repeat(200)])}` })
]

t.test('a thousand malformed requests are refused and change nothing', async t => {
  const { node, client, socketPath, lines } = await running(t)
  const crashes: unknown[] = []
  process.on('unhandledRejection', fault => crashes.push(fault))
  let before = 0
  for (let count = 0; count < REQUESTS; count++) {
    const bad = pick(ways)()
    const answer = await raw({ socketPath }, bad.method, bad.path, bad)
    const said = bad.method === 'HEAD' ? null : problem.safeParse(JSON.parse(answer.text))
    const good =
      answer.status >= 400 &&
      answer.status < 500 &&
      /^application\/problem\+json/.test(answer.headers['content-type'] ?? '') &&
      said?.success !== false
    if (!good) t.fail('not a problem', { bad: JSON.stringify(bad).slice(0, 300), answer })
    if (count === REQUESTS / 2) before = heapUsed()
  }
  t.same(node.asked.filter(({ type }) => type === 'propose'), [], 'nothing was proposed')
  t.same(node.stopped, [], 'nothing was stopped')
  t.same(crashes, [])
  t.same(lines.filter(({ level }) => level === 'error'), [], 'none was a fault of ours')
  const grownMb = (heapUsed() - before) / 2 ** 20
  t.ok(grownMb < 4, `the heap grew by ${grownMb.toFixed(1)} MiB in the second half`)
  t.equal((await client.status()).name, 'a')
})

t.test('a body that is not JSON has a code of its own', async t => {
  const { socketPath } = await running(t)
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
    const answer = await raw({ socketPath }, 'POST', '/v1/leave', { body: '{}', headers: { 'content-type': type } })
    t.match(JSON.parse(answer.text), { code: 'HIVE_API_MEDIA_TYPE', status: 415 })
  }
})

t.test('bodies beyond the limit are refused by their length', async t => {
  const { node, socketPath } = await running(t)
  const large = await raw({ socketPath }, 'POST', '/v1/log', {
    body: append([{ type: 'x', payload: 'x'.repeat(5 * 2 ** 20) }])
  }).catch(() => null)
  if (large !== null) t.match(JSON.parse(large.text), { code: 'HIVE_API_TOO_LARGE', status: 413 })
  t.match(
    JSON.parse(
      (await raw({ socketPath }, 'POST', '/v1/log', { body: append([{ type: 'x', payload: 'x'.repeat(2 ** 20) }]) }))
        .text
    ),
    { code: 'HIVE_API_TOO_LARGE' }
  )
  t.same(node.asked, [])
})

t.test('bytes that are no HTTP get a problem too', async t => {
  const { client, socketPath } = await running(t)
  for (const bytes of [
    '\x16\x03\x01 hello\r\n\r\n',
    'GET\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    'POST /v1/log HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n'
  ]) {
    const socket = dial(socketPath)
    let text = ''
    socket.on('data', chunk => { text += String(chunk) })
    socket.write(bytes)
    await once(socket, 'close')
    t.match(text, /^HTTP\/1\.1 4\d\d .*application\/problem\+json.*HIVE_API_BAD_REQUEST/s)
  }
  t.equal((await client.status()).name, 'a')
})

function heapUsed (): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

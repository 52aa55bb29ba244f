/**
 * Goal: bad input is met at the door: every answer is problem+json with a 4xx of ours, nothing reaches the node, nothing
 * breaks, and memory stays flat.
 * Method: 1,000 requests, drawn from one seed, each wrong in one of many ways; then a good one. SEED replays another run.
 */
import { once } from 'node:events'
import { connect as dial } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { PATHS } from '@hivemind/api'
import { problem } from '@hivemind/api/contract'
import { type Chance, draw, prng } from '@hivemind/base'
import { raw, running } from './fixtures/http-server.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const REQUESTS = 1_000
const chance: Chance = { prng: prng(Number(process.env['SEED'] ?? 7)) }
const pick = <Item>(items: readonly Item[]): Item => items[draw(chance, items.length)]!
const junk = (length: number): string => Array.from({ length: draw(chance, length) + 1 }, () => String.fromCharCode(33 + draw(chance, 94))).join('')

interface Bad { readonly method: string, readonly path: string, readonly body?: string | Buffer, readonly headers?: Record<string, string> }

const append = (events: unknown, more: object = {}): string => JSON.stringify({ events, ...more })
const event = { type: 'ok', payload: 1 }
const posts = Object.values(PATHS).filter(({ method }) => method === 'POST').map(({ path }) => path.replace(/\{\w+\}/g, 'x'))

/** Each makes a request that is wrong in one way. */
const ways: ReadonlyArray<() => Bad> = [
  () => ({ method: 'POST', path: pick(posts), body: junk(200) }),
  () => ({ method: 'POST', path: pick(posts), body: pick(['[]', '3', 'null,', '"x"', '{"reason":', '', '{"__proto__":{"a":1}}', '\u0000']) }),
  () => ({ method: 'POST', path: pick(posts), body: JSON.stringify({ [junk(8)]: junk(8) }) }),
  () => ({ method: 'POST', path: pick(posts), body: '{}', headers: { 'content-type': pick(['text/plain', 'application/xml', junk(20)]) } }),
  () => ({ method: 'POST', path: '/v1/log', body: append(pick<unknown>([[], [1], [{}], [{ type: 'x' }], {}, 'x', null, Array.from({ length: 257 }, () => event)])) }),
  () => ({ method: 'POST', path: '/v1/log', body: append([event, { type: pick(['', '9a', 'a b', 'ä', 'x'.repeat(129), '\n']), payload: 1 }]) }),
  () => ({ method: 'POST', path: '/v1/log', body: append([event], pick<object>([{ session: 's' }, { sequence: 1 }, { session: '', sequence: 1 }, { session: 'x'.repeat(65), sequence: 1 }, { session: 's', sequence: 0.5 }, { reason: 'r'.repeat(1_025) }])) }),
  () => ({ method: 'POST', path: '/v1/log', body: `{"events":[{"type":"deep","payload":${'['.repeat(65 + draw(chance, 50_000))}` }),
  () => ({ method: 'POST', path: '/v1/log', body: `{"events":[{"type":"deep","payload":${'['.repeat(70)}${']'.repeat(70)}}]}` }),
  () => ({ method: 'POST', path: '/v1/log', body: '{"events":[{"type":"endless","payload":1e999}]}' }),
  () => ({ method: 'GET', path: `/v1/log?${pick(['from=0', 'from=-1', 'from=x', 'limit=10001', 'limit=1.5', 'tail=0', 'consistency=maybe', 'type=9', 'from=1&from=2', 'other=1', 'from=1e400'])}` }),
  () => ({ method: 'GET', path: `/v1/log/${pick(['0', '-1', 'abc', '1.5', '99999999999999999999', '%00', '%zz', 'x'.repeat(300)])}` }),
  () => ({ method: 'GET', path: '/v1/log/follow', headers: { 'last-event-id': pick(['x', '-1', '1'.repeat(40)]) } }),
  () => ({ method: 'GET', path: '/v1/status', headers: { 'hivemind-deadline-ms': pick(['0', 'x', '1e9', '-5']) } }),
  () => ({ method: pick(['PUT', 'PATCH', 'OPTIONS', 'DELETE', 'HEAD']), path: '/v1/status' }),
  () => ({ method: 'GET', path: `/${encodeURIComponent(junk(80))}` }),
  () => ({ method: 'DELETE', path: `/v1/members/${pick(['..%2f..%2fetc', '%20', 'a%0ab', '-', 'x'.repeat(200)])}` }),
  () => ({ method: 'POST', path: '/v1/join-tokens', body: JSON.stringify(pick<object>([{ uses: 0 }, { uses: 1e9 }, { ttlMs: 1 }, { ttlMs: 1e15 }, { voter: 'yes' }, { role: '-' }, { role: 7 }])) }),
  () => ({ method: 'POST', path: '/v1/join-requests/j1/deny', body: pick(['{}', '{"reason":""}', '{"reason":7}']) }),
  () => ({ method: 'POST', path: '/v1/epoch/bump', body: pick(['{"from":-1}', '{"from":"1"}', '{"from":1.5}']) })
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
    const good = answer.status >= 400 && answer.status < 500 && /^application\/problem\+json/.test(answer.headers['content-type'] ?? '') && said?.success !== false
    if (!good) return t.fail('not a problem', { bad: JSON.stringify(bad).slice(0, 300), answer })
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

t.test('bodies beyond the limit are refused by their length', async t => {
  const { node, socketPath } = await running(t)
  const large = await raw({ socketPath }, 'POST', '/v1/log', { body: append([{ type: 'x', payload: 'x'.repeat(5 * 2 ** 20) }]) }).catch(() => null)
  if (large !== null) t.match(JSON.parse(large.text), { code: 'HIVE_API_TOO_LARGE', status: 413 })
  t.match(JSON.parse((await raw({ socketPath }, 'POST', '/v1/log', { body: append([{ type: 'x', payload: 'x'.repeat(2 ** 20) }]) })).text), { code: 'HIVE_API_TOO_LARGE' })
  t.same(node.asked, [])
})

t.test('bytes that are no HTTP get a problem too', async t => {
  const { client, socketPath } = await running(t)
  for (const bytes of ['\x16\x03\x01 hello\r\n\r\n', 'GET\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 'POST /v1/log HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n']) {
    const socket = dial(socketPath)
    let text = ''
    socket.on('data', chunk => { text += String(chunk) })
    socket.write(bytes)
    await once(socket, 'close')
    t.match(text, /^HTTP\/1\.1 4\d\d [^]*application\/problem\+json[^]*HIVE_API_BAD_REQUEST/)
  }
  t.equal((await client.status()).name, 'a')
})

function heapUsed (): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

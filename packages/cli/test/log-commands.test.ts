/**
 * Goal: the log commands ask the right thing and show the answer. Method: a server in the agent's place, on a unix
 * socket.
 */
import t from 'tap'
import { type Answers, PLACE, problem, row } from './answering.ts'
import { withAgent } from './with-agent.ts'

t.test('log append sends one event with a session, and prints where it landed', async t => {
  const { exit, out, asked } = await withAgent(
    t,
    { 'log-append': () => ({ items: [{ type: 'appended', ...PLACE }] }) },
    ['log', 'append', '--type', 'user.created', '{"name":"ada"}', '--reason', 'because']
  )
  t.equal(exit, 0)
  t.match(asked[0], {
    route: 'log-append',
    body: { events: [{ type: 'user.created', payload: { name: 'ada' } }], sequence: 1, reason: 'because' }
  })
  t.match(out, /index 813 {2}term 2 {2}epoch 3 {2}txid 9f3c0a/)
})

t.test('log append - sends lines in batches and in order, and exits 10 when a part is refused', async t => {
  const stdin = Array.from({ length: 300 }, (_, at) => JSON.stringify({ type: 'n', payload: at })).join('\n')
  const answers: Answers = {
    'log-append': ({ body }) => ({
      items: (body as { events: Array<{ payload: number }> }).events.map(({ payload }) =>
        payload === 299 ? { type: 'refused', problem: problem() } : { type: 'appended', ...PLACE, index: payload + 1 }
      )
    })
  }
  const { exit, out, err, asked } = await withAgent(t, answers, ['log', 'append', '-'], { stdin })
  t.equal(exit, 10)
  t.strictSame(asked.map(({ body }) => (body as { sequence: number }).sequence), [1, 257])
  t.equal(new Set(asked.map(({ body }) => (body as { session: string }).session)).size, 1)
  t.equal(out.trimEnd().split('\n').length, 299)
  t.match(err, 'HIVE_DEGRADED')
})

t.test('log append to a degraded cluster is refused with exit 7, and in JSON when asked', async t => {
  const refused: Answers = { 'log-append': () => ({ problem: problem() }) }
  const table = await withAgent(t, refused, ['log', 'append', '--type', 'x', '1'])
  t.equal(table.exit, 7)
  t.match(table.err, [
    'error HIVE_DEGRADED: 1 of 3 voters reachable, 2 needed',
    '  state  nothing was changed; the same command may succeed later',
    '  do     Start the others'
  ].join('\n'))
  const json = await withAgent(t, refused, ['log', 'append', '--type', 'x', '1', '-o', 'json'])
  t.equal(json.exit, 7)
  t.equal(json.out, '')
  t.match(JSON.parse(json.err), {
    kind: 'Error',
    error: { code: 'HIVE_DEGRADED', exit: 7, changed: 'no', retry: 'yes' }
  })
})

const page = (items: readonly object[]) => ({ items, page: { first: 1, next: 813, end: 812 } })

t.test('log tail asks for the end, or from an index, and shows lines', async t => {
  const answers: Answers = { 'log-read': () => page([row(811), row(812, { type: 'deploy.done', payload: null })]) }
  const tail = await withAgent(t, answers, ['log', 'tail', '-n', '2'])
  t.match(tail.asked[0]?.query, { tail: '2', consistency: 'stale' })
  t.match(tail.out, /811 {2}2026-01-02T03:04:05.000Z {2}user.created +\{"name":"ada"\}\n +812 .*deploy.done\n$/)
  const from = await withAgent(t, answers, ['log', 'tail', '--from', '811', '-o', 'ndjson'])
  t.match(from.asked[0]?.query, { from: '811', limit: '20' })
  t.equal((JSON.parse(from.out.split('\n')[1]!) as { index: number }).index, 812)
})

t.test('log export writes what the agent sends, line by line', async t => {
  const { exit, out } = await withAgent(t, { 'log-read': () => ({ lines: [row(1), row(2)] }) }, ['log', 'export'])
  t.equal(exit, 0)
  t.strictSame(out.trimEnd().split('\n').map(line => JSON.parse(line) as object), [row(1), row(2)])
})

t.test('log show shows every field of an entry', async t => {
  const { out, asked } = await withAgent(t, { 'log-show': () => ({ item: row(812) }) }, ['log', 'show', '812'])
  t.match(asked[0], { params: { index: '812' }, query: { consistency: 'linearizable' } })
  for (const text of ['812', 'user.created', 'ab'.repeat(32), 'operator']) t.match(out, text)
})

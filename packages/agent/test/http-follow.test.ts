/**
 * Goal: whoever follows the log sees every entry once and in order, whatever happens to the connection or the agent.
 * Method: entries are appended while streams are read, cut, and the server is stopped and started anew.
 */
import { connect as dial } from 'node:net'
import { connect } from '@hivemind/api'
import t from 'tap'
import { FakeNode, joiningView } from './fixtures/http-node.ts'
import { newSocketPath, running } from './fixtures/http-server.ts'

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at)

t.test('a follower gets what is there, then what comes', async t => {
  const { client, node } = await running(t)
  const rows = client.log.follow({ from: 1 })
  const seen = [(await rows.next()).value.index, (await rows.next()).value.index]
  const third = rows.next()
  node.event('tick', 1)
  seen.push((await third).value.index)
  t.same(seen, [1, 2, 3])
  await rows.return?.()
})

t.test('without an index only new entries are told', async t => {
  const { client, node } = await running(t)
  const next = client.log.follow().next()
  // The server itself listens once, the stream is the second.
  while (node.followers < 2) await new Promise(setImmediate)
  node.event('tick', 1)
  t.equal((await next).value.index, 3)
})

t.test('Last-Event-ID resumes after it, and the id is the index', async t => {
  const { node, socketPath } = await running(t)
  for (let at = 3; at <= 9; at++) node.event('tick', at)
  const socket = dial(socketPath)
  socket.write('GET /v1/log/follow?from=1 HTTP/1.1\r\nhost: agent\r\nlast-event-id: 7\r\n\r\n')
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    if (/^id: 9$/m.test(text)) break
  }
  t.same([...text.matchAll(/^id: (\d+)$/gm)].map(found => found[1]), ['8', '9'])
  t.match(text, /^event: start\ndata: \{"next":8\}$/m)
})

t.test('who is far behind gets every entry over one connection', async t => {
  const { node, socketPath } = await running(t)
  while (node.end < 700) node.event('tick', node.end)
  const socket = dial(socketPath)
  socket.write('GET /v1/log/follow?from=1 HTTP/1.1\r\nhost: agent\r\n\r\n')
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    if (/^id: 700$/m.test(text)) break
  }
  t.same([...text.matchAll(/^id: (\d+)$/gm)].map(found => Number(found[1])), numbers(1, 700))
})

t.test('a follower lives through restarts of the agent, and misses and repeats nothing', async t => {
  const node = new FakeNode()
  const socketPath = newSocketPath()
  const client = connect({ addr: `unix://${socketPath}` })
  t.teardown(() => client.close())
  const seen: number[] = []
  let server = (await running(t, { node, socketPath })).server
  const following = (async () => {
    for await (const row of client.log.follow({ from: 1 })) {
      seen.push(row.index)
      if (row.index === 62) return
    }
  })()
  for (let life = 0; life < 3; life++) {
    const goal = node.end + 20
    while (node.end < goal) {
      node.event('tick', node.end)
      await new Promise(setImmediate)
      if (node.end === goal - 5) await server.stop(0) // The last five of each life are appended while nobody serves.
    }
    server = (await running(t, { node, socketPath })).server
  }
  await following
  t.same(seen, numbers(1, 62))
})

t.test('a follower ends when its signal aborts, and the server lets go of it', async t => {
  const { client, node } = await running(t)
  const stop = new AbortController()
  const seen: number[] = []
  for await (const row of client.log.follow({ from: 1, signal: stop.signal })) {
    seen.push(row.index)
    if (row.index === 2) stop.abort()
  }
  t.same(seen, [1, 2])
  while (node.followers > 1) await new Promise(setImmediate)
  t.equal(node.followers, 1)
})

t.test('an agent that was never there is refused at once', async t => {
  const client = connect({ addr: `unix://${newSocketPath()}` })
  t.teardown(() => client.close())
  await t.rejects(client.log.follow().next(), { code: 'HIVE_AGENT_UNREACHABLE' })
})

t.test('a newcomer is watched until it is ready', async t => {
  const { client, node } = await running(t)
  node.change({ phase: 'joining', joining: joiningView('reach') })
  const steps: string[] = []
  for await (const { step } of client.joining()) {
    steps.push(step)
    if (step === 'reach') node.change({ joining: joiningView('approval') })
    if (step === 'approval') node.change({ joining: joiningView('catch-up') })
    if (step === 'catch-up') node.change({ phase: 'member', joining: null })
  }
  t.same(steps, ['reach', 'approval', 'catch-up', 'ready'])
})

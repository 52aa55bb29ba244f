/** Goal: a call leaves nothing behind on what lives as long as the server. Method: its listeners are counted. */
import { getEventListeners } from 'node:events'
import t from 'tap'
import { ask } from '../src/http/proposing.ts'
import { FakeNode } from './fixtures/http-node.ts'

t.test('however many calls there were, the end of the server has nobody to tell but those under way', async t => {
  const node = new FakeNode()
  const stopping = new AbortController()
  const call = { node, deadlineMs: 1_000, stopping: stopping.signal, request: { headers: {} } } as unknown as
    Parameters<typeof ask>[0]
  const held = Promise.withResolvers<void>()
  for (let nth = 0; nth < 20; nth++) await ask(call, { type: 'read-index' }, 'read-index')
  t.equal(getEventListeners(stopping.signal, 'abort').length, 0)
  node.before = () => held.promise
  const underWay = ask(call, { type: 'read-index' }, 'read-index')
  t.equal(getEventListeners(stopping.signal, 'abort').length, 1)
  node.over = { phase: 'fenced' }
  stopping.abort()
  await t.rejects(underWay, { code: 'HIVE_UNKNOWN_OUTCOME' })
  held.resolve()
})

/** The log over the API: pages, filters, single entries, the export, and what is too old or not there yet. */

import type { LogRow } from '@hivemind/api'
import { index } from '@hivemind/base'
import t from 'tap'
import { FakeNode } from './fixtures/http-node.ts'
import { raw, running } from './fixtures/http-server.ts'

/** A node with entries 1 and 2 of its own and events 3 to `end`, each third one of type `third`. */
function filled (end: number): FakeNode {
  const node = new FakeNode()
  for (let at = 3; at <= end; at++) node.event(at % 3 === 0 ? 'third' : 'other', { at })
  return node
}

t.test('pages follow each other without a gap', async t => {
  const { client } = await running(t, { node: filled(25) })
  const seen: number[] = []
  let from = 1
  for (;;) {
    const { items, page } = await client.log.read({ from, limit: 10 })
    if (items.length === 0) break
    seen.push(...items.map(row => row.index))
    t.equal(page.end, 25)
    from = page.next
  }
  t.same(seen, Array.from({ length: 25 }, (_, at) => at + 1))
})

t.test('a filter by type shows only its rows and says where to go on', async t => {
  const { client } = await running(t, { node: filled(25) })
  const { items, page } = await client.log.read({ type: 'third', limit: 3 })
  t.same(items.map(row => row.index), [3, 6, 9])
  t.equal(page.next, 10)
  t.same((await client.log.read({ type: 'third', from: page.next })).items.map(row => row.index), [12, 15, 18, 21, 24])
})

t.test('the tail is the last rows in order', async t => {
  const { client } = await running(t, { node: filled(25) })
  t.same((await client.log.read({ tail: 3 })).items.map(row => row.index), [23, 24, 25])
  t.equal((await client.log.read({ tail: 1_000 })).items.length, 25)
})

t.test('rows tell events, decisions, and the no-op of a leader apart', async t => {
  const { client } = await running(t, { node: filled(3) })
  const { items } = await client.log.read()
  t.match(items, [
    { index: 1, kind: 'noop', type: 'leader-elected', payload: null, at: null, txid: null, actor: null },
    { index: 2, kind: 'decision', type: 'cluster-created', payload: { name: 'lab' }, at: '2026-01-02T00:00:00.000Z' },
    { index: 3, kind: 'event', type: 'third', payload: { at: 3 }, actor: 'operator' }
  ])
})

t.test('a linearizable read waits for a read index, a stale one asks nobody', async t => {
  const { client, node } = await running(t, { node: filled(3) })
  await client.log.read({ consistency: 'stale' })
  t.same(node.asked, [])
  await client.log.read()
  await client.log.show(3)
  t.same(node.asked, [{ type: 'read-index' }, { type: 'read-index' }])
})

t.test('the export has every row once, as one JSON a line', async t => {
  const { client, node, socketPath } = await running(t, { node: filled(1_000) })
  const rows: LogRow[] = []
  for await (const row of client.log.export()) rows.push(row)
  t.same(rows.map(row => row.index), node.rows.map(row => row.index))
  t.same(rows.map(row => row.hash), node.rows.map(row => row.hash))
  const { text, headers } = await raw({ socketPath }, 'GET', '/v1/log?from=998', {
    headers: { accept: 'application/x-ndjson' }
  })
  t.equal(headers['content-type'], 'application/x-ndjson')
  t.same(
    text
      .trimEnd()
      .split('\n')
      .map(line => Object.keys(JSON.parse(line)).slice(0, 3)),
    Array.from({ length: 3 }, () => ['index', 'term', 'epoch'])
  )
})

t.test('an export that cannot go on is an error, not a short success', async t => {
  for (const broken of [async () => { throw new Error('the disk is gone') }, async () => []]) {
    const node = filled(1_000)
    const { client } = await running(t, { node })
    const read = node.readLog.bind(node)
    node.readLog = async (from, limit) => from > 300 ? await broken() : await read(from, limit)
    let count = 0
    const exporting = async (): Promise<void> => { for await (const _ of client.log.export()) count++ }
    await t.rejects(exporting(), { code: 'HIVE_AGENT_UNREACHABLE', refusal: { changed: 'no' } })
    t.ok(count < 1_000)
  }
})

t.test('entries that are compacted or not there yet have codes of their own', async t => {
  const node = filled(20)
  node.first = index(10)
  const { client } = await running(t, { node })
  await t.rejects(client.log.read({ from: 9 }), { code: 'HIVE_LOG_COMPACTED', message: /9.*10/ })
  await t.rejects(client.log.show(9), { code: 'HIVE_LOG_COMPACTED' })
  await t.rejects(client.log.show(21), { code: 'HIVE_NOT_FOUND', message: /21.*20/ })
  await t.rejects(client.log.follow({ from: 9 }).next(), { code: 'HIVE_LOG_COMPACTED' })
  await t.rejects(client.log.export({ from: 9 }).next(), { code: 'HIVE_LOG_COMPACTED' })
  t.same((await client.log.read({ from: 21 })).items, [])
  t.equal((await client.log.read()).items[0]?.index, 10)
})

t.test('without a quorum what is stale can still be read and exported', async t => {
  const node = filled(20)
  const { client } = await running(t, { node })
  node.refusal = {
    code: 'HIVE_DEGRADED', message: 'no quorum', hint: '', exit: 7, status: 503, changed: 'no', retry: 'yes'
  }
  await t.rejects(client.log.read(), { code: 'HIVE_DEGRADED', refusal: { exit: 7 } })
  await t.rejects(client.log.export({ consistency: 'linearizable' }).next(), { code: 'HIVE_DEGRADED' })
  t.equal((await client.log.read({ consistency: 'stale' })).items.length, 20)
  const seen: number[] = []
  for await (const { index } of client.log.export({ from: 11 })) seen.push(index)
  t.same(seen, Array.from({ length: 10 }, (_, at) => at + 11))
})

/**
 * Goal: an append that was acknowledged is in the log once, and one that was not is in it at most once, whatever the
 * connection does; and every call ends as ok, refused or unknown.
 * Method: a proxy cuts connections before, in the middle of and after requests and answers, drawn from one seed; or the
 * agent refuses. SEED replays another run.
 */

import { connect } from '@hivemind/api'
import { type Chance, draw, HivemindError, prng, type Refusal } from '@hivemind/base'
import t from 'tap'
import { cutter } from './fixtures/http-cutter.ts'
import type { FakeNode } from './fixtures/http-node.ts'
import { newSocketPath, running } from './fixtures/http-server.ts'

const chance: Chance = { prng: prng(Number(process.env['SEED'] ?? 11)) }
const sometimes = (): 'pass' | 'cut' | 'part' =>
  (['cut', 'part', 'pass', 'pass', 'pass', 'pass'] as const)[draw(chance, 6)]!

/** Payloads of the events of one type in the log, in order. */
const payloads = (node: FakeNode, type: string): unknown[] =>
  node.rows.flatMap(({ envelope }) => {
    const body = envelope?.body as { event?: string, payload?: unknown } | undefined
    return body?.event === type ? [body.payload] : []
  })

const refusal = (code: Refusal['code'], over: Partial<Refusal> = {}): Refusal =>
  ({ code, message: 'for the test', hint: '', exit: 7, status: 503, changed: 'no', retry: 'yes', ...over })

t.test('a first append whose answer is lost is not said to be undone', async t => {
  const { node, socketPath } = await running(t)
  let answers = 0
  const between = await cutter(socketPath, () => 'pass', () => answers++ === 0 ? 'cut' : 'pass')
  const client = connect({ addr: `unix://${between.socketPath}` })
  t.teardown(async () => {
    client.close()
    await between.close()
  })
  t.match(await client.log.append({ type: 'first', payload: 1 }), { index: 3 })
  t.same(payloads(node, 'first'), [1])
})

t.test('two thousand appends over a connection that keeps breaking are all there, once', async t => {
  const { node, socketPath } = await running(t)
  const between = await cutter(socketPath, sometimes, sometimes)
  const client = connect({ addr: `unix://${between.socketPath}`, deadlineMs: 30_000 })
  t.teardown(async () => {
    client.close()
    await between.close()
  })
  const misplaced: number[] = []
  let acknowledged = 0
  const writer = async (name: number): Promise<void> => {
    for (let at = 0; at < 40; at++) {
      const { index, txid } = await client.log.append({ type: 'count', payload: name * 40 + at })
      if (node.rows[index - 1]?.envelope?.txid !== txid) misplaced.push(index)
      acknowledged++
    }
  }
  // The first one shows the client that the agent is there; until then it does not wait for it.
  while (await client.status().then(() => false, () => true));
  await Promise.all(Array.from({ length: 50 }, (_, name) => writer(name)))
  t.equal(acknowledged, 2_000)
  t.same(misplaced, [], 'each is where its answer says')
  t.same(
    payloads(node, 'count').toSorted((a, b) => Number(a) - Number(b)),
    Array.from({ length: 2_000 }, (_, at) => at)
  )
})

/** Events of each request that reached the node. */
const batches = (node: FakeNode): unknown[][] =>
  node.asked.map(request =>
    request.type === 'propose' ? request.drafts.map(({ body }) => (body as { payload: unknown }).payload) : []
  )

t.test('concurrent appends share requests, each in the order of its calls', async t => {
  const { node, client } = await running(t)
  const results = await Promise.all(
    Array.from({ length: 1_000 }, (_, at) => client.log.append({ type: 'many', payload: at }))
  )
  t.same(batches(node).map(({ length }) => length).toSorted(), [488, 512])
  for (const batch of batches(node)) t.same(batch, batch.toSorted((a, b) => Number(a) - Number(b)))
  t.same(results.map(({ index }) => payloads(node, 'many')[index - 3]), Array.from({ length: 1_000 }, (_, at) => at))
})

t.test('appends that come one by one while another is under way gather', async t => {
  const { node, client } = await running(t)
  const more: Promise<unknown>[] = []
  node.before = async () => {
    // On a machine that is busy the time to gather is over before all 200 are called.
    for (let at = 1; node.asked.length === 1 && at <= 200; at++) {
      more.push(client.log.append({ type: 'more', payload: at }))
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  await client.log.append({ type: 'first', payload: 0 })
  await Promise.all(more)
  t.ok(batches(node).length <= 20, `${more.length} appends in ${batches(node).length} requests`)
  t.same(batches(node).flat(), Array.from({ length: more.length + 1 }, (_, at) => at))
})

t.test('an append does not wait for one that has no answer', async t => {
  const { node, client } = await running(t)
  const held = Promise.withResolvers<void>()
  node.before = async () => { if (node.asked.length === 1) await held.promise }
  const stuck = client.log.append({ type: 'stuck', payload: 0 })
  await client.status() // The first one is on its way.
  t.match(await client.log.append({ type: 'free', payload: 1 }), { index: Number })
  held.resolve()
  await stuck
})

t.test('no append runs further ahead of an unanswered one than its answer is remembered', async t => {
  const { node, client } = await running(t)
  const window = 2_048
  const held = Promise.withResolvers<void>()
  const began = Promise.withResolvers<void>()
  node.before = async request => {
    if (request.type !== 'propose' || node.asked.length > 1) return
    began.resolve()
    await held.promise
  }
  const oldest = client.log.append({ type: 'oldest', payload: 0 })
  await began.promise
  const rest = Array.from({ length: 2 * window }, (_, at) => client.log.append({ type: 'newer', payload: at }))
  await Promise.all(rest.slice(0, window))
  for (let turns = 0; turns < 20; turns++) await client.status() // Time for those that may not go.
  const sequences = (): number[] =>
    node.asked.flatMap(request => request.type === 'propose' ? request.drafts.map(({ sequence }) => sequence) : [])
  t.equal(Math.max(...sequences()) - Math.min(...sequences()), window)
  held.resolve()
  await Promise.all([oldest, ...rest])
  t.equal(new Set(sequences()).size, 2 * window + 1)
})

t.test('a batch holds a mebibyte of events at most', async t => {
  const { node, client } = await running(t)
  const large = 'x'.repeat(400 * 1024)
  await Promise.all(Array.from({ length: 5 }, () => client.log.append({ type: 'large', payload: large })))
  t.same(batches(node).map(({ length }) => length).toSorted(), [1, 2, 2])
})

t.test('a refusal that may pass is waited out with the same session and sequence', async t => {
  const { node, client } = await running(t)
  node.refusal = refusal('HIVE_NOT_LEADER')
  let tries = 0
  node.before = async () => { if (++tries === 3) node.refusal = null }
  await client.log.append({ type: 'patient', payload: 1 })
  const drafts = node.asked.flatMap(request => request.type === 'propose' ? request.drafts : [])
  t.equal(drafts.length, 3)
  t.equal(new Set(drafts.map(({ session, sequence, txid }) => `${session}/${sequence}/${txid}`)).size, 1)
})

t.test('without a quorum an append fails at once, or waits when it is told to', async t => {
  const { node, client } = await running(t)
  node.refusal = refusal('HIVE_DEGRADED')
  await t.rejects(client.log.append({ type: 'x', payload: 1 }), {
    code: 'HIVE_DEGRADED',
    refusal: { changed: 'no', exit: 7 }
  })
  t.equal(node.asked.length, 1)
  node.before = async () => { if (node.asked.length === 4) node.refusal = null }
  t.match(await client.log.append({ type: 'x', payload: 1 }, { whileDegraded: 'wait' }), { index: 3 })
})

t.test('a refusal after a lost answer does not pretend that nothing happened', async t => {
  const { node, socketPath } = await running(t)
  let answers = 0
  const between = await cutter(socketPath, () => 'pass', () => {
    if (++answers !== 2) return 'pass'
    node.refusal = refusal('HIVE_DEGRADED')
    return 'cut'
  })
  const client = connect({ addr: `unix://${between.socketPath}` })
  t.teardown(async () => {
    client.close()
    await between.close()
  })
  await client.status()
  await t.rejects(client.log.append({ type: 'lost', payload: 1 }), {
    code: 'HIVE_DEGRADED',
    refusal: { changed: 'unknown' }
  })
  t.same(payloads(node, 'lost'), [1], 'and indeed it happened')
})

t.test('a write without a session is sent once, even over a connection that was kept', async t => {
  const { node, socketPath } = await running(t)
  let answers = 0
  const between = await cutter(socketPath, () => 'pass', () => ++answers === 2 ? 'cut' : 'pass')
  const client = connect({ addr: `unix://${between.socketPath}` })
  t.teardown(async () => {
    client.close()
    await between.close()
  })
  await client.status()
  await t.rejects(client.call('epoch-bump', {}), { code: 'HIVE_UNKNOWN_OUTCOME', refusal: { changed: 'unknown' } })
  t.equal(node.asked.filter(({ type }) => type === 'propose').length, 1)
})

t.test('a deadline that passes with an answer outstanding is an unknown outcome', async t => {
  const { node, client } = await running(t)
  node.before = () => Promise.withResolvers<void>().promise
  await t.rejects(client.log.append({ type: 'x', payload: 1 }, { deadlineMs: 1 }), {
    code: 'HIVE_TIMEOUT',
    refusal: { changed: 'unknown' }
  })
  await t.rejects(
    client.status({ deadlineMs: 5_000 }).then(() => client.call('epoch-bump', {}, { deadlineMs: 1 })),
    { code: 'HIVE_TIMEOUT', refusal: { changed: 'unknown' } }
  )
  await t.rejects(client.log.read({ deadlineMs: 1 }), { code: 'HIVE_TIMEOUT', refusal: { changed: 'no' } })
})

t.test('a call that is given up says whether it may have happened', async t => {
  const { node, client } = await running(t)
  await t.rejects(client.log.append({ type: 'x', payload: 1 }, { signal: AbortSignal.abort() }), {
    code: 'HIVE_CANCELLED',
    refusal: { changed: 'no' }
  })
  const stop = new AbortController()
  node.before = async () => stop.abort()
  await t.rejects(client.log.append({ type: 'x', payload: 1 }, { signal: stop.signal }), {
    code: 'HIVE_CANCELLED',
    refusal: { changed: 'unknown' }
  })
})

t.test('one bad event harms none of the others that are on their way', async t => {
  const { node, client } = await running(t)
  const circle: unknown[] = []
  circle.push(circle)
  const results = await Promise.allSettled(
    [1, undefined, 2, circle, 10n, 3, Number.NaN].map(payload => client.log.append({ type: 'mixed', payload }))
  )
  t.same(results.map(({ status }) => status === 'fulfilled'), [true, false, true, false, false, true, false])
  for (const result of results) {
    if (result.status === 'rejected') {
      t.match(result.reason, { code: 'HIVE_API_BAD_REQUEST', refusal: { changed: 'no' } })
    }
  }
  t.same(payloads(node, 'mixed'), [1, 2, 3])
})

t.test('no agent is told at once; one that is gone for a moment is waited for', async t => {
  const nobody = connect({ addr: `unix://${newSocketPath()}`, deadlineMs: 600_000 })
  t.teardown(() => nobody.close())
  await t.rejects(nobody.log.append({ type: 'x', payload: 1 }), {
    code: 'HIVE_AGENT_UNREACHABLE',
    refusal: { changed: 'no', exit: 3 }
  })
  await t.rejects(nobody.status(), HivemindError)

  const { node, client, server, socketPath } = await running(t)
  await client.log.append({ type: 'before', payload: 1 })
  await server.stop(0)
  const waiting = client.log.append({ type: 'after', payload: 1 })
  await new Promise(setImmediate)
  await running(t, { node, socketPath })
  t.match(await waiting, { index: 4 })
})

t.test('an address that names nothing is refused by the caller itself', async t => {
  t.throws(() => connect({ addr: 'agent.sock' }), { code: 'HIVE_API_ADDRESS' })
  t.throws(() => connect({ addr: 'https://127.0.0.1:1' }), { code: 'HIVE_API_ADDRESS' })
})

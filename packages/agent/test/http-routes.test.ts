/**
 * Goal: every route of the contract answers what the contract says, over a real unix socket.
 * Method: each route is called once through the client; the answer is read by the contract's own schema, strictly.
 */

import { decodeJoinToken, PATHS, proofHash, type RouteName, tokenProof } from '@hivemind/api'
import { contract, type RouteContract } from '@hivemind/api/contract'
import { nodeId, wallMs } from '@hivemind/base'
import t from 'tap'
import { joinRequest, SELF, token } from './fixtures/http-node.ts'
import { raw, running } from './fixtures/http-server.ts'
import { ARGS } from './fixtures/route-args.ts'

t.test('the applied state and a backup are given to whom may write', async t => {
  const { client } = await running(t)
  const { item } = await client.call('state-export')
  t.match(item, { chain: /^0{64}$/, state: { version: 1, appliedIndex: 0 } })
  const pieces: Uint8Array[] = []
  for await (const piece of client.backup()) pieces.push(piece)
  t.equal(Buffer.concat(pieces).toString(), 'HIVEBAK\n')
})

t.test('a member is shown with what its machine says of itself, as far as it can be read', async t => {
  const { client, node } = await running(t)
  const show = async () => (await client.call('member-show', { params: { name: 'b' } })).item.facts
  t.equal(await show(), null)
  node.said = { cpu: '{"model":"x","threads":2,"usable":1}', os: '{', later: '1' }
  const facts = await show()
  t.match(facts, { boot: 2, seq: 3, at: '2026-01-02T00:00:00.000Z', cpu: { threads: 2 }, os: null, disks: null })
  t.ok((facts?.ageMs ?? -1) >= 0)
})

t.test('each route answers in the shape of the contract', async t => {
  const { client, node } = await running(t)
  node.requests.push(joinRequest('j1'))
  node.tokens.push(
    token('t1'),
    token('t2', { expiresAt: wallMs(1) }),
    token('t3', { usesLeft: 0 }),
    token('t4', { revoked: true })
  )
  for (const name of Object.keys(PATHS) as RouteName[]) {
    const route: RouteContract = contract[name]
    if (route.stream?.when === 'always') continue
    const answer = await client.call(name as 'status', ARGS[name] ?? {})
    const read = route.response.safeParse(answer)
    t.ok(read.success, `${name} keeps its schema`, { error: read.error?.message, answer })
    t.same(read.data, answer, `${name} says nothing beside its schema`)
  }
  t.equal(
    (await client.call('join-token-list')).items.map(({ status }) => status).join(),
    'usable,expired,used,revoked'
  )
})

t.test('the load of the control plane is every member that can be reached, with one voter each', async t => {
  const { client, node } = await running(t)
  const [, b] = node.members
  if (b === undefined) throw new Error('b is a member')
  for (let at = 0; at < 40; at++) {
    const id = nodeId(`12D3KooWm${at}`)
    node.members.push({ ...b, id, name: `m${at}`, raft: 'none', condition: at === 0 ? 'unreachable' : 'alive' })
  }
  node.over = { voters: [SELF, b.id] }
  const { items } = await client.call('control-plane-load')
  t.match(items, [{ name: 'a', followers: 2 }, { name: 'b', followers: null }])
  t.equal(items.reduce((sum, { members }) => sum + members, 0), 39)
  t.ok(items.every(({ members }) => members > 5), 'nobody has nearly all')
})

t.test('writes become the drafts of their facts', async t => {
  const { client, node } = await running(t)
  node.requests.push(joinRequest('j1'))
  const drafts = async (name: RouteName): Promise<unknown> => {
    await client.call(name as 'status', ARGS[name] ?? {})
    const last = node.asked.at(-1)
    if (last?.type !== 'propose') return last
    return last.drafts.map(({ type, version, actor, reason, body }) => ({ type, version, actor, reason, body }))
  }
  const b = '12D3KooWb'
  const fact = (type: string, body: object, reason = ''): object[] => [
    { type, version: 1, actor: 'operator', reason, body }
  ]
  t.same(await drafts('member-remove'), fact('member-removed', { member: b }, 'old'))
  t.same(await drafts('member-rename'), fact('member-renamed', { member: b, name: 'z' }, 'moved'))
  t.same(await drafts('member-tag'), fact('member-tagged', { member: b, put: { zone: 'ams' }, drop: ['old'] }))
  t.same(await drafts('leave'), fact('member-left', { member: SELF }, 'moving'))
  t.same(await drafts('control-plane-add'), fact('voter-wanted', { member: b }))
  t.same(await drafts('control-plane-replace'), fact('voter-replaced', { member: SELF, by: b }, 'old'))
  t.same(await drafts('control-plane-remove'), fact('voter-unwanted', { member: SELF }))
  t.same(await drafts('join-token-revoke'), fact('token-revoked', { id: 't1' }))
  t.same(await drafts('join-request-approve'), fact('join-approved', { request: 'j1', by: 'operator' }))
  t.same(
    await drafts('join-request-deny'),
    fact('join-denied', { request: 'j1', code: 'HIVE_JOIN_DENIED', message: 'unknown machine' }, 'unknown machine')
  )
  t.same(await drafts('resource-change'), fact('resource-changed', {
    id: 'R1', name: 'w1', definition: { cpus: 4 }, tags: { env: 'prod' }, keys: ['ip-10.0.0.1'], from: 1, parent: ''
  }))
  t.same(await drafts('resource-remove'), fact('resource-removed', { id: 'R1', from: 1 }, 'old'))
  t.same(await drafts('kind-define'),
    fact('kind-defined', { kind: 'site', schema: { type: 'object' }, from: 0 }, 'new'))
  t.same(await drafts('kind-remove'), fact('kind-removed', { kind: 'vm', from: 1 }, 'old'))
  t.match(await drafts('role-enable'), fact('role-enabled', { role: 'lead', from: 3, members: [b], holders: 1 }))
  t.match(await drafts('process-add'), fact('processes-added', {
    member: b, enables: [{ role: 'lead', from: 3, members: [SELF, b], config: {} }],
    adds: [{ role: 'lead', template: '', settings: { instances: '2' } }]
  }, 'more'))
  t.same(await drafts('process-want'), fact('process-wanted', { id: 'p1-1', from: 1, wanted: 'online' }))
  t.same(await drafts('process-remove'), fact('process-removed', {
    id: 'p1-1', from: 1, state: 'UNKNOWN', forced: true
  }, 'burnt'))
  t.same(await drafts('member-drain'), fact('member-drained', { member: b, draining: true }, 'new kernel'))
  t.match(await drafts('role-update'),
    fact('role-update-begun', { role: 'lead', from: 3, source: { type: 'path', at: '/new' }, holders: 1 }))
  t.same(await drafts('role-update-decide'),
    fact('role-update-decided', { role: 'lead', revision: 3, go: false }, 'it falls'))
  t.same(await drafts('role-disable'), fact('role-disabled', { role: 'lead', from: 3 }, 'old'))
  t.same(await drafts('task-add'), fact('task-added', {
    id: 'T3', role: 'lead', action: 'fill', input: { by: 3 }, members: [SELF], any: false, queue: 'q', holds: false,
    triesMax: 2
  }))
  t.same(await drafts('task-retry'), fact('task-retried', { task: 'T1' }, 'mended'))
  t.same(await drafts('task-cancel'), fact('task-cancelled', { task: 'T2' }))
  t.same(await drafts('cron-add'), fact('cron-added', {
    id: 'hourly', schedule: '@hourly', zone: 'UTC', catchUp: 'last', overlaps: false, jitterMs: 500,
    task: { role: 'lead', action: 'fill', input: {}, members: [], any: true, queue: '', holds: false, triesMax: 1 }
  }))
  t.same(await drafts('cron-remove'), fact('cron-removed', { id: 'nightly' }, 'old'))
  t.same(await drafts('cron-pause'), fact('cron-paused', { id: 'nightly', paused: true }))
  t.match(await drafts('cron-run'), fact('task-added', { id: /^nightly\.[0-9a-f]{10}$/, role: 'lead', any: true }))
  t.same(await drafts('key-claim'), fact('key-claimed', { key: 'port-a/81', holder: 'job' }))
  t.same(await drafts('key-release'), fact('key-released', { key: 'port-a/80', holder: 'job' }))
  t.same(await drafts('epoch-bump'), fact('epoch-bumped', { from: 1 }, 'drill'))
  const key = 'members.failed'
  t.same(await drafts('config-set'), fact('setting-changed', { key, value: 'never' }))
  t.same(await drafts('config-unset'), fact('setting-changed', { key, value: null }))
  t.same(await drafts('control-plane-transfer'), { type: 'transfer', to: b })
})

t.test('a join token carries all a newcomer needs, and the log only a hash of its secret', async t => {
  const { client, node, lines } = await running(t)
  const { item } = await client.call('join-token-create', { body: {} })
  const text = decodeJoinToken(item.token)
  t.match(text, { cluster: 'c1', id: item.id, voters: [SELF] })
  t.equal(item.uses, 1)
  const [row] = node.rows.slice(-1)
  t.match(row?.envelope?.body, { id: item.id, secretHash: proofHash(tokenProof(text.secret)), uses: 1 })
  t.notMatch(JSON.stringify(row), text.secret)
  t.notMatch(
    JSON.stringify(await client.log.show(node.end)),
    proofHash(tokenProof(text.secret)),
    'readers of the log do not see the hash either'
  )
  t.notMatch(JSON.stringify(lines), item.token)
})

t.test('an agent is stopped after its answer was given', async t => {
  const { client, node } = await running(t)
  t.same((await client.call('agent-stop', { body: { reason: 'upgrade' } })).item, { pid: 4242 })
  t.same(node.stopped, ['upgrade'])
})

t.test('meta says how old and how sure an answer is', async t => {
  const { client, node } = await running(t)
  t.match((await client.call('status')).meta, {
    index: 2,
    consistency: 'stale',
    stale: false,
    ageMs: 40,
    leader: 'a',
    degraded: false
  })
  t.match((await client.log.read()).meta, { consistency: 'linearizable', stale: false })
  node.over = { degraded: true, degradedReason: '2 of 3 voters are gone', leader: null }
  t.match((await client.call('status')).meta, { stale: true, leader: null, degraded: true })
})

t.test('health names the check that fails, with 503 and Retry-After', async t => {
  const { node, socketPath } = await running(t)
  t.match(await raw({ socketPath }, 'GET', '/healthz'), { status: 200, text: /"checks":\[\]/ })
  node.over = { degraded: true, degradedReason: '2 of 3 voters are gone', leader: null }
  const answer = await raw({ socketPath }, 'GET', '/healthz?level=control')
  t.match(answer, { status: 503, headers: { 'retry-after': '1', 'content-type': /^application\/json/ } })
  t.match(JSON.parse(answer.text), {
    status: 'failing',
    checks: [
      { name: 'leader', ok: false },
      { name: 'quorum', reason: '2 of 3 voters are gone' }
    ]
  })
  t.equal((await raw({ socketPath }, 'GET', '/livez')).status, 200)
  t.equal((await raw({ socketPath }, 'GET', '/readyz')).status, 200)
  node.over = { phase: 'joining' }
  t.equal((await raw({ socketPath }, 'GET', '/readyz?verbose')).status, 503)
})

t.test('metrics are OpenMetrics text', async t => {
  const { socketPath } = await running(t)
  const { text, headers } = await raw({ socketPath }, 'GET', '/metrics')
  t.match(headers['content-type'], /^application\/openmetrics-text/)
  t.match(text, /^hivemind_raft_is_leader 1$/m)
  t.match(text, /^hivemind_refused_frames_total\{reason="wrong \\"cluster\\""\} 2$/m)
  t.ok(text.endsWith('# EOF\n'))
  for (const line of text.trimEnd().split('\n'))
    t.match(line, /^(# (TYPE|UNIT|HELP|EOF)|hivemind_[a-z_]+(\{[a-z_]+=".*"\})? [0-9.e+-]+$)/)
})

t.test('a resource stands on a member or a resource, whichever is named', async t => {
  const { client, node } = await running(t)
  const made = async (parent: string): Promise<unknown> => {
    await client.call('resource-create', { body: { kind: 'vm', name: 'w', parent } })
    const last = node.asked.at(-1)
    return last?.type === 'propose' ? last.drafts[0]?.body : last
  }
  t.match(await made('b'), { parent: '12D3KooWb' })
  t.match(await made('w1'), { parent: 'R1' })
  t.match(await made('vm/w1'), { parent: 'R1' })
  await t.rejects(made('nothing'), { code: 'HIVE_NOT_FOUND' })
})

t.test('what roles see of a resource stands beside what is wanted of it', async t => {
  const { client, node } = await running(t)
  const show = async () => (await client.call('resource-show', { params: { name: 'w1' } })).item.observed
  t.same(await show(), [], 'nobody said anything')
  node.said = { 'seen/lead/:r1': '{"at":5,"value":{"up":true}}', 'seen/lead/:r9': '{"at":5,"value":1}' }
  t.match(await show(), [{
    member: 'a', role: 'lead', at: '1970-01-01T00:00:00.005Z', reachable: true, boot: 2, seq: 3, value: { up: true }
  }])
  t.same((await client.call('resource-show', { params: { name: 'shop' } })).item.observed, [], 'of another kind')
  t.match((await client.call('member-show', { params: { name: 'a' } })).item.observed,
    [{ resource: 'vm/w1', id: 'R1', role: 'lead', value: { up: true } }], 'what is not there any more is left out')
})

t.test('resources are chosen by kind, tags and what they stand on', async t => {
  const { client } = await running(t)
  const found = async (query: object): Promise<string> =>
    (await client.call('resource-list', { query })).items.map(({ name }) => name).join()
  t.equal(await found({ selector: 'env=prod' }), 'w1')
  t.equal(await found({ selector: '!env' }), 'shop,a.site-1')
  t.equal(await found({ kind: 'site' }), 'shop')
  t.equal(await found({ parent: 'w1' }), 'shop')
  t.equal(await found({ selector: 'env=prod', inherited: 'true' }), 'w1,shop', 'what stands on w1 is as w1')
  await t.rejects(found({ selector: 'a b' }), { code: 'HIVE_SELECTOR' })
  const { items } = await client.call('key-list', { query: { selector: 'env=prod' } })
  t.same(items.map(({ key }) => key), ['ip-10.0.0.1'], 'what no resource holds has no tags')
})

t.test('a task says what it waits for, and its ledger what became of it at each target', async t => {
  const { client } = await running(t)
  const { items } = await client.call('task-list')
  t.same((await client.status()).unmet, [{ role: 'lead', capability: 'dns.records/1' }])
  t.match(items, [
    { id: 'T1', state: 'failed', targets: { failed: 1, done: 0 }, waitsFor: '' },
    { id: 'T2', state: 'open', open: 1, targets: { waiting: 1 }, waitsFor: 'its role to begin' }
  ])
  const chosen = async (selector: string): Promise<string> =>
    (await client.call('task-list', { query: { selector } })).items.map(({ id }) => id).join()
  t.equal(await chosen('node=a,state=failed'), 'T1')
  t.equal(await chosen('role=lead,state!=failed'), 'T2')
  t.equal(await chosen('zone=nowhere'), '')
  await t.rejects(chosen('a b'), { code: 'HIVE_SELECTOR' })
  t.match((await client.call('task-show', { params: { id: 'T1' } })).item.ledger, [
    { target: 'a', state: 'failed', attempt: 1, by: 'a', problem: 'it leaks' }
  ])
  t.match((await client.call('ledger-list')).items, [{ task: 'T1' }, { task: 'T2', state: 'waiting' }])
  await t.rejects(client.call('task-show', { params: { id: 'T9' } }), { code: 'HIVE_NOT_FOUND' })
  await t.rejects(client.call('task-add', { body: { role: 'lead', action: 'fill', selector: 'zone=ams' } }),
    { code: 'HIVE_NOT_FOUND' })
})

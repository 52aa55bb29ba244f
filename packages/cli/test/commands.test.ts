/**
 * Goal: each command asks the right thing and shows the answer. Method: a server in the agent's place, on a unix
 * socket.
 */
import type { Status } from '@hivemind/api'
import t from 'tap'
import { type Answers, answering, META, member, PLACE, peer, problem, status, TIME } from './answering.ts'
import { ran } from './running.ts'
import { withAgent } from './with-agent.ts'

t.test('status shows one screen and exits 0 when healthy', async t => {
  const { exit, out, err } = await withAgent(t, {}, ['status'])
  t.equal(exit, 0)
  t.equal(err, '')
  t.match(out, /cluster +lab {2}epoch 3 {2}HEALTHY {2}leader a \(term 2\) {2}index 812/)
  t.match(
    out,
    /control +a ● leader {3}b ● follower \+0 {3}c ● follower \+2 {3}quorum 3\/3, needs 2, tolerates 1 failure/
  )
  t.match(out, /nodes +4 up of 4/)
})

t.test('status exits 7 and says why when degraded', async t => {
  const degraded = status({
    degraded: true,
    health: 'degraded',
    degradedReason: '1 of 3 voters reachable, 2 needed',
    leader: null,
    quorum: { voters: 3, needed: 2, reachable: 1, tolerates: 0 }
  })
  const { exit, out } = await withAgent(t, { 'status': () => ({ item: degraded }) }, ['status'])
  t.equal(exit, 7)
  t.match(out, /DEGRADED {2}no leader/)
  t.match(out, /degraded +1 of 3 voters reachable, 2 needed/)
})

t.test('status names repairs, disk notes and waiting joins', async t => {
  const item = status({ repair: { index: 900, term: 2 }, joinsWaiting: 1 } as never)
  const { out } = await withAgent(
    t,
    {
      'status': () => ({ item: { ...item, agent: { ...item.agent, diskNotes: ['a torn tail was cut at index 7'] } } })
    },
    ['status']
  )
  t.match(out, /lacks entries up to 900.*leads nobody/)
  t.match(out, /a torn tail was cut at index 7/)
  t.match(out, /1 waiting for approval → hivemind join-request list/)
})

t.test('status and doctor name what a role requires and nobody performs', async t => {
  const item = status({ unmet: [{ role: 'pages', capability: 'dns.records/1' }] } as never)
  for (const command of ['status', 'doctor']) {
    const { out } = await withAgent(t, { 'status': () => ({ item }) }, [command])
    t.match(out, /pages.* requires dns\.records\/1, which no member performs/)
  }
})

t.test('an agent that is still joining has a status, too', async t => {
  const joining = {
    step: 'approval',
    peer: '127.0.0.1:1',
    clusterName: 'lab',
    request: 'J-1',
    appliedIndex: 0,
    targetIndex: 0,
    lacks: [],
    refusal: null
  } satisfies Status['joining']
  const answers: Answers = {
    'status': () => ({ item: status({ phase: 'joining', health: 'joining', cluster: null, leader: null, joining }) }),
    'control-plane-list': () => ({ problem: problem({ code: 'HIVE_NOT_FOUND', exit: 5, status: 404, retry: 'no' }) })
  }
  const { exit, out } = await withAgent(t, answers, ['status'])
  t.equal(exit, 0)
  t.match(out, /joining +approval, request J-1/)
})

t.test('a wide status and a program\'s have how members spread over the voters', async t => {
  const { out } = await withAgent(t, {}, ['status', '-o', 'wide'])
  t.match(out, /load +a 20 +b 17 +members that keep alive with each; 19 follow a now/)
  t.notMatch((await withAgent(t, {}, ['status'])).out, /^load/m)
  const { item } = JSON.parse((await withAgent(t, {}, ['status', '-o', 'json'])).out)
  t.match(item.controlPlaneLoad, [{ name: 'a', members: 20, followers: 19 }, { members: 17, followers: null }])
})

t.test('-o json is a versioned envelope, -o ndjson a line for each item', async t => {
  const { out } = await withAgent(t, {}, ['node', 'list', '-o', 'json'])
  t.match(JSON.parse(out), {
    apiVersion: 'hivemind/v1',
    kind: 'MemberList',
    items: [{ name: 'a' }, { name: 'b' }],
    meta: META
  })
  const lines = (await withAgent(t, {}, ['node', 'list', '-o', 'ndjson'])).out.trimEnd().split('\n')
  t.strictSame(lines.map(line => (JSON.parse(line) as { name: string }).name), ['a', 'b'])
  t.equal((await withAgent(t, {}, ['status', '--json'], { columns: 80 })).out.includes('\u001b'), false)
})

t.test('a terminal gets colour, a pipe and NO_COLOR do not', async t => {
  t.match((await withAgent(t, {}, ['node', 'list'], { columns: 200 })).out, '\u001b[32mup')
  t.notMatch((await withAgent(t, {}, ['node', 'list'])).out, '\u001b')
  t.notMatch((await withAgent(t, {}, ['node', 'list'], { columns: 200, env: { NO_COLOR: '1' } })).out, '\u001b')
})

t.test('a stale answer is said to be stale, on stderr', async t => {
  const agent = await answering({
    'member-list': () => ({ items: [member('a')], meta: { ...META, stale: true, ageMs: 43_000 } }) as never
  })
  t.teardown(agent.close)
  const { out, err } = await ran(['node', 'list', '--addr', agent.addr])
  t.match(err, /last sign of a working leader came 43 s ago/)
  t.notMatch(out, 'old')
})

t.test('the exit code of a command is the one its refusal carries', async t => {
  for (const [code, exit] of [
    ['HIVE_FORBIDDEN', 4],
    ['HIVE_NOT_FOUND', 5],
    ['HIVE_CONFLICT', 6],
    ['HIVE_TIMEOUT', 8],
    ['HIVE_POLICY', 9]
  ] as const) {
    const ended = await withAgent(
      t,
      { 'epoch-show': () => ({ problem: problem({ code, exit, status: 409, retry: 'no' }) }) },
      ['epoch', 'show']
    )
    t.equal(ended.exit, exit, code)
    t.match(ended.err, code)
  }
})

t.test('no agent at the address is exit 3', async t => {
  const { exit, err } = await ran(['status', '--data-dir', t.testdir()])
  t.equal(exit, 3)
  t.match(err, /HIVE_AGENT_UNREACHABLE/)
})

t.test('join-token create prints the token alone on stdout', async t => {
  const answers: Answers = {
    'join-token-create': () => ({
      item: { ...PLACE, id: 't1', token: 'hmj_secret', role: '', voter: true, uses: 2, expiresAt: TIME }
    })
  }
  const { out, err, asked } = await withAgent(t, answers, [
    'join-token',
    'create',
    '--uses',
    '2',
    '--ttl',
    '10m',
    '--voter'
  ])
  t.equal(out, 'hmj_secret\n')
  t.match(err, /token t1.*txid 9f3c0a/)
  t.match(asked[0]?.body, { uses: 2, ttlMs: 600_000, voter: true, role: '' })
})

t.test('what takes away is refused without --yes where nobody can be asked', async t => {
  const agent = await answering({
    'epoch-show': () => ({ item: { epoch: 3, lineage: 0, tombstones: 0, history: [] } }),
    'process-list': () => ({ items: [] })
  })
  t.teardown(agent.close)
  for (const words of [
    ['leave'],
    ['node', 'remove', 'b'],
    ['cp', 'remove', 'b'],
    ['join-token', 'revoke', 't1'],
    ['epoch', 'bump']
  ]) {
    const { exit, err } = await ran([...words, '--addr', agent.addr])
    t.equal(exit, 6, words.join(' '))
    t.match(err, /HIVE_CLI_UNCONFIRMED.*--yes/)
  }
  t.notOk(
    agent.asked.some(({ route }) => /leave|remove|revoke|bump/.test(route)),
    'nothing was asked that changes anything'
  )
})

t.test('node remove --yes removes by id, so that a name cannot change hands in between', async t => {
  const answers: Answers = {
    'process-list': () => ({ items: [] }),
    'member-remove': () => ({ item: { ...PLACE, member: { id: '12D3Koob', name: 'b' } } })
  }
  const { out, asked } = await withAgent(t, answers, ['node', 'remove', 'b', '--yes', '--reason', 'disk'])
  t.match(asked[2], { route: 'member-remove', params: { name: '12D3Koob' }, query: { reason: 'disk' } })
  t.match(out, /removed b\nindex 813 .*txid 9f3c0a/)
})

t.test('cp add waits until the member votes', async t => {
  let looks = 0
  const answers: Answers = {
    'control-plane-add': () => ({ item: { ...PLACE, member: { id: '12D3Kood', name: 'd' } } }),
    'control-plane-list': () => ({
      items: [peer('d', { raft: ++looks < 3 ? 'learner' : 'voter', standing: looks < 3 ? 'learner' : 'follower' })]
    })
  }
  const { exit, out, err } = await withAgent(t, answers, ['cp', 'add', 'd'])
  t.equal(exit, 0)
  t.equal(looks, 3)
  t.match(err, /d votes, after/)
  t.match(out, /d is a voter\nindex 813/)
})

t.test('cp replace waits until the one votes and the other does not', async t => {
  let looks = 0
  const answers: Answers = {
    'control-plane-replace': () => ({
      item: { ...PLACE, member: { id: '12D3Kooc', name: 'c' }, by: { id: '12D3Kood', name: 'd' } }
    }),
    'control-plane-list': () => {
      const done = ++looks > 2
      const part = done ? { raft: 'voter', standing: 'follower' } : { raft: 'learner', standing: 'learner' }
      return { items: [peer('d', part), ...looks > 4 ? [] : [peer('c', { raft: 'voter', standing: 'unknown' })]] }
    }
  }
  const words = ['cp', 'replace', 'c', 'd', '--yes', '--reason', 'burnt']
  const { exit, out, err, asked } = await withAgent(t, answers, words)
  t.equal(exit, 0, err)
  t.match(asked[1], {
    route: 'control-plane-replace', params: { name: '12D3Kooc' }, body: { by: 'd', reason: 'burnt' }
  })
  t.match(err, /d votes, after[\s\S]*c votes no longer, after/)
  t.match(out, /d votes in the place of c\nindex 813/)
})

t.test('cp add gives up after --wait with exit 8, and says that the work goes on', async t => {
  const answers: Answers = {
    'control-plane-add': () => ({ item: { ...PLACE, member: { id: '12D3Kood', name: 'd' } } }),
    'control-plane-list': () => ({ items: [peer('d', { raft: 'learner', standing: 'learner' })] })
  }
  const { exit, err } = await withAgent(t, answers, ['cp', 'add', 'd', '--wait', '200ms'])
  t.equal(exit, 8)
  t.match(err, /goes on by itself/)
})

t.test('Ctrl-C stops the waiting with exit 130, not the work', async t => {
  const stop = new AbortController()
  const answers: Answers = {
    'control-plane-add': () => ({ item: { ...PLACE, member: { id: '12D3Kood', name: 'd' } } }),
    'control-plane-list': () => {
      stop.abort()
      return { items: [peer('d', { raft: 'learner', standing: 'learner' })] }
    }
  }
  const { exit, err } = await withAgent(t, answers, ['cp', 'add', 'd'], { stop: stop.signal })
  t.equal(exit, 130)
  t.match(err, /HIVE_CLI_INTERRUPTED/)
})

t.test('-w shows again only what changed, as JSON lines in a pipe', async t => {
  const stop = new AbortController()
  let looks = 0
  const answers: Answers = {
    'member-list': () => ({ items: ++looks < 3 ? [member('a')] : [member('a'), member('b')] })
  }
  const { exit, out } = await withAgent(t, answers, ['node', 'list', '-w', '-o', 'ndjson'], {
    stop: stop.signal,
    onOut: text => {
      if (text.includes('"b"')) stop.abort()
    }
  })
  t.equal(exit, 0)
  t.strictSame(out.trimEnd().split('\n').map(line => (JSON.parse(line) as { items: unknown[] }).items.length), [1, 2])
})

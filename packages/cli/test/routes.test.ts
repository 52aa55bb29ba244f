/**
 * Goal: every list, show and write asks its own route and shows what came back. Method: a server in the agent's place,
 * on a unix socket.
 */
import t from 'tap'
import { type Answers, member, PLACE, peer, TIME } from './answering.ts'
import { withAgent } from './with-agent.ts'

t.test('lists, shows and writes ask their routes', async t => {
  const written = { ...PLACE, member: { id: '12D3Koob', name: 'b' } }
  const request = {
    id: 'J-1',
    claim: { id: '12D3Kooz', name: 'z', addresses: ['127.0.0.1:9'], version: '0.1.0' },
    voter: false,
    token: null,
    via: '12D3Kooa',
    status: 'waiting',
    code: '',
    message: '',
    requestedIndex: 5,
    requestedAt: TIME,
    decidedIndex: 0,
    decidedBy: ''
  }
  const resource = {
    id: 'R1', kind: 'vm', name: 'web', definition: { cpus: 2 }, tags: { zone: 'ams' }, parent: '12D3Koob',
    parentName: 'b', keys: ['ip-1'], version: 1, createdIndex: 5, createdAt: TIME, changedIndex: 5, changedAt: TIME
  }
  const role = {
    name: 'pages', version: '1.0.0', source: { type: 'path', at: '/r' }, holders: 1, members: [], performs: [],
    requires: ['dns.records/1'], bootstrapRequires: [], unmet: ['dns.records/1'], degraded: 'stop', config: {},
    actions: [{ name: 'fill', about: 'fills it', repeatable: true }],
    templates: [{ name: 'server', about: 'serves', multiplicity: 2, opens: ['instances'], managed: true }],
    revision: 2, changedIndex: 5, changedAt: TIME, holdingCount: 0,
    holding: [{ id: '12D3Koob', name: 'b', fence: 7, reachable: false }],
    here: {
      state: 'waiting', pid: null, fence: 7, crashes: 4, lastEnd: 'code 1', againMs: 900, reconciledIndex: 0,
      problem: '', report: '3 files', rssBytes: 0, words: ['oh']
    }
  }
  const task = {
    id: 'T1', role: 'pages', action: 'fill', input: { by: 2 }, queue: 'q', holds: true, triesMax: 2, state: 'failed',
    waitsFor: '', targets: { waiting: 0, begun: 0, done: 1, failed: 1, gone: 0, cancelled: 0 }, open: 0,
    actor: 'operator', cause: '', addedIndex: 5, addedAt: TIME, endedIndex: 9, endedAt: TIME
  }
  const ledgerRow = {
    task: 'T1', target: 'b', state: 'failed', reachable: true, attempt: 2, tries: 2, by: 'b', fence: 7, result: null,
    problem: 'it leaks', beganAt: TIME, at: TIME
  }
  const job = {
    name: 'nightly', schedule: '30 2 * * *', zone: 'UTC', catchUp: 'last', overlaps: false, jitterMs: 300_000,
    task: {
      role: 'pages', action: 'fill', input: {}, members: [], any: true, queue: '', holds: false, triesMax: 1
    },
    paused: false, nextAt: TIME, actor: 'operator', addedIndex: 4, addedAt: TIME, tickedAt: TIME, runs: 3,
    history: [{ scheduled: TIME, at: TIME, index: 9, task: '', missed: 2, note: 'nobody was there for it' }]
  }
  const jobWritten = { item: { ...PLACE, job: { name: 'nightly' } } }
  const taskWritten = { item: { ...PLACE, task: { id: 'T1', targets: 2 } } }
  const ours = {
    id: 'p9-1', name: 'b.server-1', node: 'b', nodeId: '12D3Koob', role: 'pages', template: 'server', instance: 1,
    managed: true, wanted: 'offline', state: 'OFFLINE', last: 'OFFLINE', settled: true, since: TIME, pid: null, ends: 2,
    problem: 'it was killed', endpoints: [{ name: 'http', port: 8_080 }], command: ['/bin/serve', '100%', 'a "b" $c'],
    environment: { PORT_HTTP: '8080', WORDS: 'it\'s' }, settings: {}, stop: { signal: 'SIGTERM', ms: 500, kills: true },
    keys: ['port-b/8080'], version: 2, changedIndex: 9, changedAt: TIME
  }
  const watched = { ...ours, name: 'b.backup-1', managed: false, wanted: 'watched', state: 'UNKNOWN', last: 'ONLINE' }
  const oursWritten = { item: { place: PLACE, process: ours } }
  const claim = { key: 'ip-1', holder: 'vm/web', resource: 'R1', index: 5, at: TIME }
  const answers: Answers = {
    'control-plane-remove': () => ({ item: written }),
    'member-tag': () => ({ item: written }),
    'task-list': () => ({ items: [task] }),
    'task-show': () => ({ item: { ...task, ledger: [ledgerRow] } }),
    'task-add': () => taskWritten,
    'task-retry': () => taskWritten,
    'task-cancel': () => taskWritten,
    'cron-list': () => ({ items: [job] }),
    'cron-show': () => ({ item: job }),
    'cron-add': () => jobWritten,
    'cron-remove': () => jobWritten,
    'cron-pause': () => jobWritten,
    'cron-run': () => taskWritten,
    'ledger-list': () => ({ items: [{ ...ledgerRow, state: 'waiting', reachable: false, problem: '' }] }),
    'member-rename': () => ({ item: { ...PLACE, member: { id: '12D3Koob', name: 'z' }, before: 'b' } }),
    'control-plane-transfer': () => ({ item: { leader: { id: '12D3Koob', name: 'b' } } }),
    'join-token-list': () => ({
      items: [
        { id: 't1', role: '', voter: false, uses: 1, usesLeft: 0, expiresAt: TIME, status: 'used', createdIndex: 4 }
      ]
    }),
    'join-token-revoke': () => ({ item: { ...PLACE, id: 't1' } }),
    'join-request-list': () => ({ items: [request] }),
    'join-request-show': () => ({ item: request }),
    'join-request-approve': () => ({ item: { ...PLACE, request: 'J-1' } }),
    'join-request-deny': () => ({ item: { ...PLACE, request: 'J-1' } }),
    'epoch-show': () => ({
      item: {
        epoch: 3,
        lineage: 0,
        tombstones: 1,
        history: [{ epoch: 3, index: 7, at: TIME, reason: 'lost', actor: 'operator' }]
      }
    }),
    'resource-list': () => ({ items: [resource] }),
    'resource-show': () => ({ item: resource }),
    'resource-create': () => ({ item: { ...PLACE, resource: { id: 'R1', kind: 'vm', name: 'web', version: 1 } } }),
    'resource-change': () => ({ item: { ...PLACE, resource: { id: 'R1', kind: 'vm', name: 'web', version: 2 } } }),
    'resource-remove': () => ({ item: { ...PLACE, resource: { id: 'R1', kind: 'vm', name: 'web', version: 2 } } }),
    'member-show': () => ({ item: member('b', { facts: null, raft: 'none', wanted: 'member' }) }),
    'process-list': () => ({ items: [ours, watched] }),
    'process-show': () => ({ item: ours }),
    'process-add': ({ body }) => ({
      item: {
        place: (body as { dryRun: boolean }).dryRun ? null : PLACE, node: { id: '12D3Koob', name: 'b' },
        enabled: ['pages'], processes: [ours]
      }
    }),
    'process-want': () => oursWritten,
    'process-remove': () => oursWritten,
    'process-lines': () => ({ item: { name: 'b.server-1', lines: ['one', 'two'] } }),
    'member-drain': () => ({
      item: { place: PLACE, member: { id: '12D3Koob', name: 'b' }, draining: true, roles: [] }
    }),
    'role-list': () => ({ items: [role] }),
    'role-show': () => ({ item: role }),
    'role-enable': () => ({ item: { ...PLACE, role: { name: 'pages', version: '1.0.0', revision: 2 } } }),
    'role-disable': () => ({ item: { ...PLACE, role: { name: 'pages', version: '1.0.0', revision: 2 } } }),
    'key-list': () => ({ items: [claim] }),
    'key-show': () => ({ item: claim }),
    'key-claim': () => ({ item: { ...PLACE, key: 'ip-1', holder: 'job' } }),
    'key-release': () => ({ item: { ...PLACE, key: 'ip-1', holder: 'job' } }),
    'epoch-bump': () => ({ item: { ...PLACE, epoch: 4 } }),
    'config-list': () => ({
      items: [{
        key: 'members.failed', value: 'never', standard: 'keep', about: 'What becomes of it.', expected: 'keep',
        set: { index: 7, at: TIME }
      }]
    }),
    'config-set': () => ({ item: { ...PLACE, key: 'members.failed', value: 'keep' } }),
    'config-unset': () => ({ item: { ...PLACE, key: 'members.failed', value: 'keep' } }),
    'agent-stop': () => ({ item: { pid: 4711 } }),
    'debug-state': () => ({
      item: {
        id: '12D3Kooa',
        name: 'a',
        cluster: 'c1',
        epoch: 3,
        lineage: 0,
        term: 2,
        firstIndex: 1,
        commitIndex: 8,
        appliedIndex: 8,
        appliedTerm: 2,
        lastIndex: 8,
        snapshotIndex: 0,
        stateHash: 'ff',
        chain: { index: 8, hash: 'cc' },
        standing: 'leader',
        voters: ['12D3Kooa'],
        learners: [],
        outgoing: [],
        leaders: [{ term: 2, leader: '12D3Kooa' }],
        tombstones: [],
        events: 1,
        unknownEntries: 0,
        sessions: 0
      }
    })
  }
  const expectations: ReadonlyArray<readonly [words: string, route: string, out: RegExp]> = [
    ['cp peers', 'control-plane-list', /a +leader +voter/],
    ['cp remove b --yes --detach', 'control-plane-remove', /b will stop voting/],
    ['cp transfer b', 'control-plane-transfer', /b leads/],
    ['member list', 'member-list', /b +up +5\.0 s +0\.4 ms/],
    ['member why b', 'member-why', /by 2 of 3 observers[\s\S]*c +unreachable +4 +3 +6\.0 s +open[\s\S]*back/],
    ['node rename b z', 'member-rename', /^b is called z\nindex 813/],
    ['node tag b zone=ams ssd old-', 'member-tag', /^b is tagged\nindex 813/],
    ['node show b', 'member-show', /addresses +127/],
    ['join-token list', 'join-token-list', /t1 +used +0 of 1/],
    ['join-token revoke t1 --yes', 'join-token-revoke', /revoked t1/],
    ['join-request list', 'join-request-list', /J-1 +waiting +z/],
    ['join-request show J-1', 'join-request-show', /machine +12D3Kooz/],
    ['join-request approve J-1', 'join-request-approve', /approved J-1\nindex 813/],
    ['join-request deny J-1 --reason no', 'join-request-deny', /denied J-1/],
    ['node tree', 'resource-list', /^ *b {2}up\n {2}vm\/web {2}zone=ams ip-1$/m],
    ['resource list -l zone=ams', 'resource-list', /vm +web +b +1 +2026.* zone=ams +ip-1 +R1/],
    ['resource show web', 'resource-show', /on +b[\s\S]*definition +\{"cpus":2\}/],
    [
      'resource create vm web --parent b --keys ip-1 -d {"cpus":2}',
      'resource-create',
      /created vm\/web, id R1\nindex 813/
    ],
    ['resource change web --from 1 --tags zone=ams,old', 'resource-change', /to version 2/],
    ['resource remove web --yes', 'resource-remove', /removed vm\/web/],
    ['role list', 'role-list', /pages +1\.0\.0 +one +0\/1 +b +dns\.records\/1 +crash loop, 4 times +3 files/],
    [
      'role show pages',
      'role-show',
      /held by +b \(fence 7, unreachable\)[\s\S]*crashes +4; the last: code 1[\s\S]*last words +oh/
    ],
    ['role enable ./pages --on b', 'role-enable', /enabled pages 1\.0\.0, revision 2\nindex 813/],
    ['role disable pages --yes', 'role-disable', /disabled pages\nindex 813/],
    ['role show pages', 'role-show', /actions +fill \(fills it\)/],
    ['role show pages', 'role-show', /processes +server: 2, opens instances \(serves\)/],
    ['process list', 'process-list', /b\.backup-1 +b +pages +no +watched +UNKNOWN, was ONLINE/],
    ['process show b.server-1', 'process-show', /state +OFFLINE since 2026[\s\S]*stops +by SIGTERM, within 500 ms/],
    ['process add pages --on b --set instances=2 --dry-run', 'process-add', /b\.server-1[\s\S]*dry run: nothing was/],
    ['process add pages --on b -o env --detach', 'process-add', /^# b\.server-1\nPORT_HTTP=8080\nWORDS='it'\\''s'\n/],
    ['process configuration b.server-1', 'process-show', /^# b\.server-1\nPORT_HTTP=8080/],
    ['process configuration b.server-1 --json', 'process-show', /"kind": "ProcessConfigurationList"[\s\S]*"PORT_HTTP"/],
    [
      'process configuration b.server-1 -o systemd', 'process-show',
      /Environment="PORT_HTTP=8080"\n[\s\S]*ExecStart="\/bin\/serve" "100%%" "a \\"b\\" \$\$c"\n[\s\S]*StopSec=500ms/
    ],
    ['process start b.server-1 --detach', 'process-want', /b\.server-1 is wanted online\nindex 813/],
    ['process stop b.server-1', 'process-want', /b\.server-1 is wanted offline\nindex 813/],
    ['process remove b.server-1 --yes', 'process-remove', /removed b\.server-1\nindex 813/],
    ['process logs b.server-1 -n 2', 'process-lines', /^one\ntwo\n$/],
    ['node add b --role pages,./x --detach', 'process-add', /b has pages, .\/x; enabled there: pages/],
    ['node drain b', 'member-drain', /b is draining\nindex 813/],
    ['node remove b --dry-run', 'member-show', /^1\. drain b[\s\S]*releasing port-b\/8080[\s\S]*remove b: /],
    ['task list --all', 'task-list', /T1 +failed +pages fill +q +1\/2 done, 1 failed +2026/],
    ['task show T1', 'task-show', /queue +q, which waits if it fails[\s\S]*b +failed +2 +b +2026.*it leaks/],
    ['task run pages fill -i {"by":2} --on b -q q --detach', 'task-add', /added T1, 2 targets\nindex 813/],
    ['task retry T1', 'task-retry', /wanted again: T1/],
    ['task cancel T1', 'task-cancel', /cancelled: T1/],
    ['task ledger --on b', 'ledger-list', /T1 +waiting, on rejoin +2/],
    ['cron list', 'cron-list', /nightly +30 2 \* \* \* +UTC +pages fill +2026\S+ +3 +nobody was there for it/],
    ['cron show nightly', 'cron-show', /up to 5 m 0 s later[\s\S]*any one holder[\s\S]*once for all that was missed/],
    ['cron history nightly', 'cron-show', /^SCHEDULED[\s\S]*2026\S+ +2026\S+ +9 +- +2 +nobody was there/],
    ['cron add nightly @daily pages fill --any --jitter 5m', 'cron-add', /added job nightly\nindex 813/],
    ['cron remove nightly', 'cron-remove', /removed job nightly\nindex 813/],
    ['cron pause nightly', 'cron-pause', /paused job nightly\nindex 813/],
    ['cron resume nightly', 'cron-pause', /resumed job nightly\nindex 813/],
    ['cron run nightly --detach', 'cron-run', /added T1\nindex 813/],
    ['key list --family ip', 'key-list', /ip-1 +vm\/web +2026/],
    ['key show ip-1', 'key-show', /holder +vm\/web/],
    ['key claim ip-1 --holder job', 'key-claim', /job holds ip-1\nindex 813/],
    ['key release ip-1 --holder job', 'key-release', /released ip-1/],
    ['epoch show', 'epoch-show', /3 +7 +2026.*operator +lost/],
    ['epoch history', 'epoch-show', /^EPOCH +INDEX[\s\S]*3 +7 +2026.*operator +lost/],
    ['epoch bump --yes', 'epoch-bump', /epoch 4\nindex 813/],
    ['config get members.failed', 'config-list', /members\.failed +never +2026/],
    ['config set members.failed keep', 'config-set', /members\.failed is keep\nindex 813/],
    ['config unset members.failed', 'config-unset', /is keep again\nindex 813/],
    ['debug state', 'debug-state', /chain +8 cc/],
    ['agent stop', 'agent-stop', /is stopping, pid 4711/],
    ['doctor', 'status', /ok +leader +a, term 2/]
  ]
  for (const [words, route, picture] of expectations) {
    const { exit, out, err, asked } = await withAgent(t, answers, words.split(' '))
    t.equal(exit, 0, `${words}: ${err}`)
    t.ok(asked.some(each => each.route === route), `${words} asks ${route}`)
    t.match(out, picture)
  }
})

t.test('whoever votes is taken out of the control plane before it leaves', async t => {
  const written = { ...PLACE, member: { id: '12D3Kooa', name: 'a' } }
  let voting = true
  const answers: Answers = {
    'control-plane-list': () => ({ items: voting ? [peer('a', { self: true }), peer('b')] : [peer('b')] }),
    'control-plane-remove': () => {
      voting = false
      return { item: written }
    },
    'leave': () => ({ item: written })
  }
  const { exit, out, asked } = await withAgent(t, answers, ['leave', '--yes', '--reason', 'sold'])
  t.equal(exit, 0)
  t.match(out, /a left\nindex 813/)
  const changes = asked.filter(({ route }) => route === 'control-plane-remove' || route === 'leave')
  t.match(changes, [
    { route: 'control-plane-remove', params: { name: '12D3Kooa' }, query: { reason: 'sold' } },
    { route: 'leave', body: { reason: 'sold' } }
  ])
})

t.test('who waits for a task hears of its progress, and what it came to is the exit code', async t => {
  const shown = (state: string, done: number, open: number) => ({
    item: {
      id: 'T1', role: 'pages', action: 'fill', input: {}, queue: '', holds: false, triesMax: 1, state, waitsFor: '',
      targets: { waiting: open, begun: 0, done, failed: 2 - done - open, gone: 0, cancelled: 0 }, open,
      actor: 'operator', cause: '', addedIndex: 5, addedAt: TIME, endedIndex: open > 0 ? 0 : 9,
      endedAt: open > 0 ? null : TIME, ledger: []
    }
  })
  const steps = [shown('open', 0, 2), shown('open', 1, 1), shown('failed', 1, 0)]
  const answers: Answers = { 'task-show': () => steps.shift() ?? shown('failed', 1, 0) }
  const { exit, out, asked } = await withAgent(t, answers, ['task', 'wait', 'T1'])
  t.equal(exit, 10, 'partly done')
  t.match(out, /state +failed: 1\/2 done, 1 failed/)
  const opens = asked.filter(({ route }) => route === 'task-show').map(({ query }) => query['open'])
  t.same(opens, [undefined, '2', '1'], 'each question waits for what is new to it')
})

/** What an agent answers to every list, show and write, as one of each. Pure. */
import { type Answers, member, PLACE, TIME } from './answering.ts'

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
  name: 'pages', version: '1.0.0', source: { type: 'path', at: '/r' }, holders: 1, members: [], user: 'www-data',
  performs: [],
  requires: ['dns.records/1'], observes: ['vm'], bootstrapRequires: [], unmet: ['dns.records/1'], degraded: 'stop',
  config: {},
  actions: [{ name: 'fill', about: 'fills it', repeatable: true }],
  templates: [{ name: 'server', about: 'serves', multiplicity: 2, opens: ['instances'], managed: true }],
  kinds: [{ name: 'vm', fields: ['cpus', 'ip'], alike: true }, { name: 'site', fields: [], alike: false }],
  revision: 2, update: null, changedIndex: 5, changedAt: TIME, holdingCount: 0,
  holding: [{ id: '12D3Koob', name: 'b', fence: 7, reachable: false }],
  here: {
    state: 'waiting', pid: null, fence: 7, crashes: 4, lastEnd: 'code 1', againMs: 900, reconciledIndex: 0,
    problem: '', report: '3 files', rssBytes: 0, words: ['oh']
  }
}
const roleWritten = { item: { ...PLACE, role: { name: 'pages', version: '1.1.0', revision: 3 } } }
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
  user: 'www-data',
  keys: ['port-b/8080'], version: 2, changedIndex: 9, changedAt: TIME
}
const watched = { ...ours, name: 'b.backup-1', managed: false, wanted: 'watched', state: 'UNKNOWN', last: 'ONLINE' }
const oursWritten = { item: { place: PLACE, process: ours } }
const kind = {
  name: 'vm', role: 'pages', schema: { type: 'object', properties: { cpus: { type: 'integer' } } }, revision: 2,
  resources: 3, changedIndex: 5, changedAt: TIME
}
const kindWritten = { item: { ...PLACE, kind: { name: 'vm', revision: 2 } } }
const claim = { key: 'ip-1', holder: 'vm/web', resource: 'R1', index: 5, at: TIME }
export const answers: Answers = {
  'control-plane-remove': () => ({ item: written }),
  'member-tag': () => ({ item: written }),
  'role-update': () => roleWritten,
  'role-update-decide': () => roleWritten,
  'kind-list': () => ({ items: [kind] }),
  'kind-show': () => ({ item: kind }),
  'kind-define': () => kindWritten,
  'kind-remove': () => kindWritten,
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
  'resource-show': () => ({
    item: {
      ...resource,
      observed: [{
        member: 'b', memberId: '12D3Koob', role: 'pages', at: TIME, ageMs: 5, reachable: false, boot: 1, seq: 2,
        value: { state: 'running' }
      }]
    }
  }),
  'resource-create': () => ({ item: { ...PLACE, resource: { id: 'R1', kind: 'vm', name: 'web', version: 1 } } }),
  'resource-change': () => ({ item: { ...PLACE, resource: { id: 'R1', kind: 'vm', name: 'web', version: 2 } } }),
  'resource-remove': () => ({ item: { ...PLACE, resource: { id: 'R1', kind: 'vm', name: 'web', version: 2 } } }),
  'member-show': () => ({
    item: {
      ...member('b', { facts: null, raft: 'none', wanted: 'member' }),
      observed: [{ resource: 'vm/web', id: 'R1', role: 'pages', at: TIME, ageMs: 5, value: { state: 'running' } }]
    }
  }),
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

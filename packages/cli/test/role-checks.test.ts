/**
 * Goal: role doctor finds what is wrong with a role and says what to do; its exit code says whether anything fails.
 * Method: a server in the agent's place, with a role that is well, and the same with one fault each.
 */
import type { Role } from '@hivemind/api'
import t from 'tap'
import { type Answers, status, TIME } from './answering.ts'
import { withAgent } from './with-agent.ts'

const HERE: NonNullable<Role['here']> = {
  state: 'ready', pid: 7, fence: 5, crashes: 0, lastEnd: '', againMs: null, reconciledIndex: 9, problem: '', report: '',
  rssBytes: 80_000_000, words: []
}
const WELL: Role = {
  name: 'pages', version: '1.0.0', source: { type: 'path', at: '/r' }, holders: 0, members: [], performs: [],
  requires: ['dns.records/1'], observes: [], bootstrapRequires: [], unmet: [], degraded: 'stop', config: {},
  actions: [],
  templates: [], kinds: [], user: null, revision: 1,
  update: null, changedIndex: 5, changedAt: TIME, holdingCount: 1,
  holding: [{ id: '12D3Koob', name: 'b', fence: 5, reachable: true }], here: HERE
}
const FOUND = { name: 'pages', version: '1.0.0', enabled: '1.0.0', fits: true, differs: [] as string[] }

const answers = (role: Partial<Role>, found: Partial<typeof FOUND> = {}, over = {}): Answers => ({
  'role-show': () => ({ item: { ...WELL, ...role } }),
  'role-describe': () => ({ item: { ...FOUND, ...found } }),
  'status': () => ({ item: status(over as never) })
})

t.test('a role that is well has no failing finding', async t => {
  const { exit, out } = await withAgent(t, answers({}), ['role', 'doctor', 'pages'])
  t.equal(exit, 0)
  t.match(out, /9 ok, 0 warnings, 0 failing/)
})

const AWAY = { id: 'c', name: 'c', fence: 5, reachable: false }
const LOOPS: typeof HERE = { ...HERE, state: 'waiting', crashes: 4, lastEnd: 'it ended with code 1', words: ['oh'] }

const FAULTS: ReadonlyArray<readonly [string, Answers, RegExp, number]> = [
  ['unmet', answers({ unmet: ['dns.records/1'] }), /nobody performs dns\.records\/1[\s\S]*Enable a role/, 1],
  [
    'left behind', answers({ kinds: [{ name: 'vm', fields: [], alike: false }] }),
    /kinds +vm is defined otherwise[\s\S]*hivemind kind show/, 0
  ],
  ['no holder', answers({ holdingCount: 0 }), /holders +0 can be reached/, 1],
  ['a holder away', answers({ holding: [...WELL.holding, AWAY] }), /not c/, 0],
  ['a crash loop', answers({ here: LOOPS }),
    /crashes +4; the last: it ended with code 1; it said: oh/, 1],
  ['much memory', answers({ here: { ...HERE, rssBytes: 250_000_000 } }), /memory[\s\S]*ended at 256 MiB/, 0],
  ['an old version', answers({}, { version: '0.9.0', fits: false }),
    /here is pages 0\.9\.0, enabled is pages 1\.0\.0/, 1],
  ['another manifest', answers({}, { differs: ['requires'] }), /otherwise than the log: requires/, 0],
  ['work without a quorum', answers({}, {}, { degraded: true }),
    /degraded +stops without a quorum; there is none, and it is ready/, 1],
  ['an update that stopped', answers({ update: {
    version: '1.1.0', source: WELL.source, revision: 2, done: 0, left: 1, turn: null,
    failed: { member: 'b', problem: 'it fell' }
  } }), /update +1\.1\.0 stopped at b: it fell[\s\S]*--resume/, 1]
]
for (const [what, given, picture, code] of FAULTS) {
  t.test(`${what} is found`, async t => {
    const { exit, out } = await withAgent(t, given, ['role', 'doctor', 'pages'])
    t.equal(exit, code)
    t.match(out, picture)
  })
}

/**
 * Goal: `service` and `dns` ask the roles what they are asked for, show what comes back, and refuse what cannot be
 * meant before anybody is asked. Method: a server in the agent's place, on a unix socket.
 */
import t from 'tap'
import { type Answers, PLACE } from './answering.ts'
import { withAgent } from './with-agent.ts'

const row = { name: 'web.service.hive.test.', ttl: 5, type: 'A', value: '10.0.0.5' }
const zone = { name: 'hive.test.', serial: 42, names: 9, records: 20, changesKept: 3 }
const ANSWERS: Readonly<Record<string, unknown>> = {
  list: {
    services: [{
      service: {
        name: 'web', port: 80, protocol: 'tcp', tags: ['blue'],
        check: { type: 'script', argv: ['/bin/ok', '-q'] }
      },
      health: { state: 'failing', reason: 'it ended with 1', since: 0 }
    }]
  },
  register: { replaced: false },
  deregister: { name: 'web' },
  zones: { zones: [zone], port: 53, workers: 2, degraded: false },
  records: { records: [row], total: 3 },
  query: {
    name: row.name, type: 'A', rcode: 'NOERROR', authoritative: true, answers: [row], authority: [], additional: [],
    degraded: true
  },
  check: {
    hosts: [{ host: 'b', reachable: false, boot: 2, seq: 5, lag: 1, at: 0, services: 1, passing: 0 }],
    servers: [{ name: 'd', answers: true }, { name: 'e', answers: false }],
    problems: ['x: bad'], zones: [zone], degraded: false,
    driver: { server: '10.0.0.5:53', zone: 'hive.test.', state: 'behind', serial: 8, problem: 'it says nothing' }
  },
  export: { zones: [{ name: 'hive.test.', serial: 42, text: 'hive.test.\t5\tIN\tSOA\tx\n' }] },
  resync: { zones: [zone], port: 53, workers: 2, degraded: false }
}
const written = { ...PLACE, resource: { id: 'R1', kind: 'dns-record', name: 'a.www.hive.test', version: 1 } }

const EXPECTED: ReadonlyArray<readonly [words: readonly string[], asked: object, out: RegExp, exit?: number]> = [
  [
    ['service', 'list'],
    { params: { name: 'host', ask: 'list' } },
    /web +80\/tcp +- +blue +\/bin\/ok -q +failing .* it ended with 1/
  ],
  [
    ['service', 'list', '-l', 'blue,health!=passing'],
    { params: { ask: 'list' }, query: { input: '{"selector":"blue,health!=passing"}' } },
    /web +80\/tcp/
  ],
  [
    ['service', 'register', 'web', '--port', '80', '--check', 'tcp:[fd00::1]:81', '--tags', 'a,b', '--interval', '1s'],
    {
      params: { name: 'host', ask: 'register' },
      body: {
        input: {
          name: 'web', port: 80, protocol: 'tcp', tags: ['a', 'b'], intervalMs: 1_000, timeoutMs: 2_000, rise: 2,
          fall: 2, check: { type: 'tcp', host: 'fd00::1', port: 81 }
        }
      }
    },
    /registered web, port 80/
  ],
  [
    ['service', 'register', 'web', '--port', '80', '--check', 'tcp://10.0.0.1:81'],
    { body: { input: { check: { type: 'tcp', host: '10.0.0.1', port: 81 } } } }, /registered web/
  ],
  [
    ['service', 'register', 'web', '--port', '80', '--check', '["/bin/ok","-q"]'],
    { body: { input: { check: { type: 'script', argv: ['/bin/ok', '-q'] } } } }, /registered web/
  ],
  [
    ['role', 'ask', 'host', 'deregister', '{"name":"web"}'],
    { route: 'role-ask', params: { name: 'host', ask: 'deregister' }, body: { input: { name: 'web' } } },
    /^\{\n {2}"name": "web"\n\}\n$/
  ],
  [
    ['service', 'deregister', 'web'],
    { params: { ask: 'deregister' }, body: { input: { name: 'web' } } },
    /deregistered web/
  ],
  [
    ['dns', 'zones'], { params: { name: 'dns', ask: 'zones' } },
    /hive\.test\. +42 +9 +20 +3\nport 53, datagrams are taken in batches by 2 workers/
  ],
  [
    ['dns', 'records', 'web.service.hive.test'],
    { query: { input: '{"name":"web.service.hive.test"}' } },
    /5 +A +10\.0\.0\.5\n\(2 more/
  ],
  [
    ['dns', 'query', 'web.service'],
    { query: { input: '{"name":"web.service","type":"A"}' } },
    /NOERROR, without a quorum\n[\s\S]*10\.0\.0\.5/
  ],
  [
    ['dns', 'check'],
    { params: { ask: 'check' } },
    /b +no +2 +5 +1 [\s\S]*servers: d, e \(does not answer\)[\s\S]*driver: .* is behind, serial 8: it .*\nprob.*bad/, 1
  ],
  [['dns', 'export'], { params: { ask: 'export' } }, /^hive\.test\.\t5\tIN\tSOA\tx\n$/],
  [['dns', 'resync'], { params: { ask: 'resync' } }, /hive\.test\. serial 42/],
  [
    ['dns', 'set', 'WWW.hive.test.', 'a', '10.0.0.5', '10.0.0.6', '--ttl', '60s'],
    {
      params: { name: 'dns-record%2Fa.www.hive.test' },
      body: { definition: { name: 'www.hive.test', type: 'A', values: ['10.0.0.5', '10.0.0.6'], ttlSeconds: 60 } }
    },
    /changed www\.hive\.test A\nindex 813/
  ],
  [
    ['dns', 'delete', '*.hive.test', 'TXT', '--yes'],
    { params: { name: 'dns-record%2Ftxt._any.hive.test' } },
    /deleted \*\.hive\.test TXT/
  ],
]

t.test('service and dns ask their roles', async t => {
  const role = ({ params }: { readonly params: Readonly<Record<string, string>> }) => {
    const { name = '', ask = '' } = params
    return { item: { role: name, ask, answer: ANSWERS[ask] } }
  }
  const answers = {
    'role-look': role, 'role-ask': role, 'resource-change': () => ({ item: written }),
    'resource-remove': () => ({ item: written })
  } as unknown as Answers
  for (const [words, expected, picture, code = 0] of EXPECTED) {
    const { exit, out, err, asked } = await withAgent(t, answers, words)
    t.equal(exit, code, `${words.join(' ')}: ${err}`)
    t.match(asked.at(-1), expected, words.join(' '))
    t.match(out, picture)
  }
})

const REFUSED: ReadonlyArray<readonly [words: readonly string[], why: RegExp]> = [
  [['service', 'register', 'web'], /port is missing/],
  [['service', 'register', 'web', '--port', '80', '--check', 'ping'], /no check/],
  [['dns', 'set', 'a..b', 'A', '10.0.0.1'], /no domain name/],
  [['dns', 'set', 'a.b', 'A', '10.0.0.256'], /an IPv4 address/],
  [['dns', 'set', 'a.b', 'SRV', '1 2 x.y'], /PRIORITY WEIGHT PORT NAME/],
  [['dns', 'set', 'a.b', 'SOA', 'x'], /no type that can be set/],
]
for (const [words, why] of REFUSED) {
  t.test(`${words.join(' ')} is refused before anybody is asked`, async t => {
    const { exit, err, asked } = await withAgent(t, {}, words)
    t.equal(exit, 2)
    t.match(err, why)
    t.same(asked, [])
  })
}

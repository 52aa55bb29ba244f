/** What each question is answered: a table over one small world. Sources stand with the code that decides. */
import t from 'tap'
import { type Asked, ask, decode } from './decoding.ts'
import { responder } from './world.ts'

const SOA = (zone: string): string => `${zone}. 5 SOA n1.node.hive.test. hostmaster.${zone}. 100 60 10 604800 5`
type Row = readonly [
  question: string,
  head: string,
  answers?: readonly string[],
  authority?: readonly string[],
  additional?: readonly string[]
]

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'machines have addresses while they are reachable': [
    ['a.node.hive.test A', 'NOERROR aa', ['a.node.hive.test. 30 A 10.0.0.1']],
    ['a.node.hive.test AAAA', 'NOERROR aa', ['a.node.hive.test. 30 AAAA fd00::1']],
    ['b.node.hive.test AAAA', 'NOERROR aa', [], [SOA('hive.test')]],
    ['gone.node.hive.test A', 'NOERROR aa', [], [SOA('hive.test')]],
    ['_why.gone.node.hive.test TXT', 'NOERROR aa', ['_why.gone.node.hive.test. 30 TXT "left out: unreachable, says the log: 10.0.0.3"']]
  ],
  'of services those that pass on machines that are reachable': [
    [
      'web.service.hive.test A',
      'NOERROR aa',
      ['web.service.hive.test. 5 A 10.0.0.1', 'web.service.hive.test. 5 A 10.9.9.9']
    ],
    ['web.service.hive.test AAAA', 'NOERROR aa', ['web.service.hive.test. 5 AAAA fd00::1']],
    ['dying.service.hive.test A', 'NOERROR aa', [], [SOA('hive.test')]],
    [
      '_why.dying.service.hive.test TXT',
      'NOERROR aa',
      ['_why.dying.service.hive.test. 5 TXT "a 10.0.0.1 fd00::1 port 80: left out, failing: HTTP 503"']
    ],
    ['lost.service.hive.test A', 'NOERROR aa', [], [SOA('hive.test')]],
    ['none.service.hive.test A', 'NXDOMAIN aa', [], [SOA('hive.test')]],
    ['a.web.service.hive.test TXT', 'NOERROR aa', ['a.web.service.hive.test. 5 TXT "tag=blue"']]
  ],
  'places of services come with their addresses': [
    [
      '_web._tcp.service.hive.test SRV',
      'NOERROR aa',
      [
        '_web._tcp.service.hive.test. 5 SRV 0 0 80 a.web.service.hive.test.',
        '_web._tcp.service.hive.test. 5 SRV 0 0 81 b.web.service.hive.test.'
      ],
      [],
      [
        'a.web.service.hive.test. 5 A 10.0.0.1',
        'a.web.service.hive.test. 5 AAAA fd00::1',
        'b.web.service.hive.test. 5 A 10.9.9.9'
      ]
    ],
    [
      '_log._udp.service.hive.test SRV',
      'NOERROR aa',
      ['_log._udp.service.hive.test. 5 SRV 0 0 514 b.log.service.hive.test.'],
      [],
      ['b.log.service.hive.test. 5 A 10.0.0.2']
    ],
    ['_log._tcp.service.hive.test SRV', 'NXDOMAIN aa', [], [SOA('hive.test')]]
  ],
  'the way back': [
    ['2.0.0.10.in-addr.arpa PTR', 'NOERROR aa', ['2.0.0.10.in-addr.arpa. 30 PTR b.node.hive.test.']],
    ['3.0.0.10.in-addr.arpa PTR', 'NXDOMAIN aa', [], [SOA('10.in-addr.arpa')]],
    ['0.0.10.in-addr.arpa PTR', 'NOERROR aa', [], [SOA('10.in-addr.arpa')]],
    ['1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa PTR', 'NOERROR aa',
      ['1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa. 30 PTR a.node.hive.test.']]
  ],
  'apexes': [
    ['hive.test SOA', 'NOERROR aa', [SOA('hive.test')]],
    ['hive.test NS', 'NOERROR aa', ['hive.test. 30 NS n1.node.hive.test.'], [], ['n1.node.hive.test. 30 A 10.0.0.8']],
    ['shop.test NS', 'NOERROR aa', ['shop.test. 30 NS n1.node.hive.test.']],
    ['shop.test MX', 'NOERROR aa', ['shop.test. 300 MX 10 a.node.hive.test.']],
    ['shop.test TXT', 'NOERROR aa', ['shop.test. 300 TXT "v=spf1 \\"quoted\\""']],
    ['shop.test A', 'NOERROR aa', [], [SOA('shop.test')]]
  ],
  'what is between names is there and has nothing': [
    ['service.hive.test A', 'NOERROR aa', [], [SOA('hive.test')]],
    ['_tcp.service.hive.test SRV', 'NOERROR aa', [], [SOA('hive.test')]],
    ['service.hive.test ANY', 'NOERROR aa', [], [SOA('hive.test')]]
  ],
  'aliases are followed within the zone, and no further': [
    [
      'www.hive.test A',
      'NOERROR aa',
      [
        'www.hive.test. 300 CNAME web.service.hive.test.',
        'web.service.hive.test. 5 A 10.0.0.1',
        'web.service.hive.test. 5 A 10.9.9.9'
      ]
    ],
    ['www.hive.test CNAME', 'NOERROR aa', ['www.hive.test. 300 CNAME web.service.hive.test.']],
    ['www.hive.test MX', 'NOERROR aa', ['www.hive.test. 300 CNAME web.service.hive.test.'], [SOA('hive.test')]],
    ['out.hive.test A', 'NOERROR aa', ['out.hive.test. 300 CNAME elsewhere.example.']]
  ],
  'stars stand for what is not there': [
    ['two.apps.hive.test A', 'NOERROR aa', ['two.apps.hive.test. 60 A 10.5.5.5']],
    ['x.two.apps.hive.test A', 'NOERROR aa', ['x.two.apps.hive.test. 60 A 10.5.5.5']],
    ['one.apps.hive.test A', 'NOERROR aa', [], [SOA('hive.test')]],
    ['x.one.apps.hive.test A', 'NXDOMAIN aa', [], [SOA('hive.test')]],
    ['two.apps.hive.test TXT', 'NOERROR aa', [], [SOA('hive.test')]]
  ],
  "what is delegated is somebody else's": [
    [
      'x.sub.hive.test A',
      'NOERROR',
      [],
      ['sub.hive.test. 300 NS ns.sub.hive.test.'],
      ['ns.sub.hive.test. 300 A 10.6.6.6']
    ],
    [
      'ns.sub.hive.test A',
      'NOERROR',
      [],
      ['sub.hive.test. 300 NS ns.sub.hive.test.'],
      ['ns.sub.hive.test. 300 A 10.6.6.6']
    ]
  ],
  'ANY says that the name is there, and no more': [
    ['hive.test ANY', 'NOERROR aa', ['hive.test. 3600 HINFO "RFC8482" ""']],
    ['nothing.hive.test ANY', 'NXDOMAIN aa', [], [SOA('hive.test')]]
  ],
  'nobody else\'s names are looked for': [['example.com A', 'REFUSED'], ['test A', 'REFUSED'], ['. NS', 'REFUSED']],
  'copies are not given over UDP, or to whom they were not promised': [['hive.test AXFR', 'REFUSED']]
}

for (const [about, rows] of Object.entries(TABLE)) {
  t.test(about, async t => {
    const one = responder()
    for (const [question, head, answers = [], authority = [], additional = []] of rows) {
      const packets = [...one.respond(ask(question, { edns: 1_232 }), '127.0.0.1', 'udp', 0)]
      const found = decode(packets[0] as Buffer)
      const sorted = { ...found, answers: [...found.answers].sort() }
      t.match(sorted, { head, answers: [...answers].sort(), authority, additional }, question)
      t.equal(found.answers.length + found.authority.length, answers.length + authority.length, `${question}: no more`)
    }
  })
}

const UNUSUAL: ReadonlyArray<readonly [about: string, question: string, asked: Asked, head: string]> = [
  ['another class', 'a.node.hive.test A', { class: 3 }, 'REFUSED'],
  ['an opcode that nobody knows', 'a.node.hive.test A', { opcode: 5 }, 'NOTIMP'],
  ['a notification', 'hive.test SOA', { opcode: 4 }, 'NOTAUTH'],
  ['a version of EDNS that nobody knows', 'a.node.hive.test A', { edns: 1_232, version: 1 }, 'BADVERS'],
  ['an alias that goes round', 'circle.hive.test A', {}, 'NOERROR aa'],
  ['a type without a name', 'a.node.hive.test TYPE999', {}, 'NOERROR aa']
]
for (const [about, question, asked, head] of UNUSUAL) {
  t.test(`${about} is answered ${head}`, async t => {
    const [packet = Buffer.alloc(0)] = responder().respond(ask(question, asked), '127.0.0.1', 'udp', 0)
    t.equal(decode(packet).head, head)
  })
}

t.test('the question comes back letter by letter, and the answer is found in any case', async t => {
  const query = ask('wEb.SERVICE.hive.TEST A')
  const [packet = Buffer.alloc(0)] = responder().respond(query, '127.0.0.1', 'udp', 0)
  t.same(packet.subarray(12, query.length), query.subarray(12))
  t.equal(decode(packet).answers.length, 2)
})

t.test('whole sets are answered, beginning with another record each time', async t => {
  const one = responder()
  const firsts = Array.from({ length: 4 }, () => {
    const [packet = Buffer.alloc(0)] = one.respond(ask('web.service.hive.test A'), '127.0.0.1', 'udp', 0)
    return decode(packet).answers[0]
  })
  t.equal(new Set(firsts).size, 2)
})

/** Packets at their limits: sizes, cuts, what is malformed, and bytes by chance. */
import fc from 'fast-check'
import t from 'tap'
import { keyFrom } from '../src/tsig.ts'
import { keyOf, labelsOf, type Name, nameFrom, nameText } from '../src/wire/name.ts'
import { TYPE } from '../src/wire/numbers.ts'
import { rdataFrom, rdataText } from '../src/wire/rdata.ts'
import { ask, decode } from './decoding.ts'
import { hostile } from './hostile.ts'
import { chance } from './querying.ts'
import { keptOf, responder, VIEW } from './world.ts'

t.setTimeout(600_000) // DNS_PACKETS=1000000 takes a minute or two.
const one = responder()
const answered = (packet: Buffer, transport: 'udp' | 'tcp' = 'udp'): Buffer[] => [
  ...one.respond(packet, '127.0.0.1', transport, 0)
]

t.test('what does not fit is cut, with nothing in it, and is whole over TCP', async t => {
  for (const [edns, cut] of [[undefined, true], [512, true], [700, false], [4_096, false]] as const) {
    const [packet = Buffer.alloc(0)] = answered(ask('long.hive.test TXT', edns === undefined ? {} : { edns }))
    const { head, answers } = decode(packet)
    t.equal(head, cut ? 'NOERROR aa tc' : 'NOERROR aa', `with ${edns ?? 'no'} EDNS`)
    t.equal(answers.length, cut ? 0 : 1)
    t.ok(packet.length <= (edns ?? 512))
  }
  const [whole = Buffer.alloc(0)] = answered(ask('long.hive.test TXT'), 'tcp')
  t.equal(decode(whole).answers.length, 1)
})

t.test('EDNS is answered with EDNS, and only then', async t => {
  t.same(decode(answered(ask('a.node.hive.test A', { edns: 4_096 }))[0] as Buffer).edns, {
    udpBytes: 1_232,
    version: 0
  })
  t.equal(decode(answered(ask('a.node.hive.test A'))[0] as Buffer).edns, null)
})

t.test('what is malformed is told so, and answers and scraps are not answered', async t => {
  const query = ask('a.node.hive.test A', { edns: 1_232 })
  t.same(answered(query.subarray(0, 11)), [])
  const answer = Buffer.from(query)
  answer[2] = 0x81
  t.same(answered(answer), [])
  const head = (change: (packet: Buffer) => Buffer): string =>
    decode(answered(change(Buffer.from(query)))[0] as Buffer).head
  t.equal(
    head(packet => packet.subarray(0, 14)),
    'FORMERR'
  )
  t.equal(
    head(packet => {
      packet[5] = 2
      return packet
    }),
    'FORMERR',
    'two questions'
  )
  t.equal(
    head(packet => {
      packet[11] = 2
      return packet
    }),
    'FORMERR',
    'a record that is not there'
  )
  t.equal(
    head(packet => {
      packet[12] = 0xc0
      packet[13] = 12
      return packet
    }),
    'FORMERR',
    'a name that points to itself'
  )
  t.equal(
    head(packet => {
      packet[11] = 2
      return Buffer.concat([packet, packet.subarray(-11)])
    }),
    'FORMERR',
    'EDNS twice'
  )
})

t.test('bytes by chance, and queries that were damaged, are answered well or not at all', async t => {
  const key = keyFrom('key "copy" { algorithm hmac-sha256; secret "c2VjcmV0"; };')
  const open = responder({ transfers: { allow: ['127.0.0.0/8'], key } })
  const names = [...keptOf(VIEW).values()].flatMap(({ zone }) => [...zone.nodes.keys()].map(nameText))
  const below = chance(1)
  let answers = 0
  for (let count = Number(process.env['DNS_PACKETS'] ?? 20_000); count > 0; count--) {
    const transport = below(4) === 0 ? 'tcp' : 'udp'
    for (const answer of open.respond(hostile(below, names, key), '127.0.0.1', transport, 1_000_000)) {
      decode(answer)
      answers++
    }
  }
  t.ok(answers > 0)
})

t.test('a name of any bytes is written and read back', async () => {
  const labels = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(labels, parts => {
      const name = `${parts.map(part => String.fromCharCode(part.length, ...part)).join('')}\0` as Name
      const read = nameFrom(nameText(name))
      return (
        read === name && labelsOf(name).length === parts.length && keyOf(keyOf(name) as string as Name) === keyOf(name)
      )
    }),
    { numRuns: 500 }
  )
})

for (const [type, text, shown = text] of [
  [TYPE.A, '10.0.0.1'], [TYPE.AAAA, 'fd00::1'], [TYPE.AAAA, '::'], [TYPE.AAAA, '::1'], [TYPE.AAAA, '1::'],
  [TYPE.AAAA, '2001:db8:0:1:1:1:1:1'], [TYPE.AAAA, '2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  [TYPE.AAAA, '::ffff:10.0.0.1', '::ffff:a00:1'], [TYPE.CNAME, 'a.b', 'a.b.'], [TYPE.SRV, '1 2 3 a.b', '1 2 3 a.b.'],
  [TYPE.MX, '5 a.b.', '5 a.b.'], [TYPE.TXT, 'a "b"', '"a \\"b\\""']
] as ReadonlyArray<readonly [number, string, string?]>) {
  t.test(`${text} is read and shown`, async t => {
    const rdata = rdataFrom(type, text)
    t.equal(typeof rdata === 'string' ? rdata : rdataText(type, rdata), shown)
  })
}
for (const [type, text] of [
  [TYPE.A, '10.0.0.256'], [TYPE.AAAA, '10.0.0.1'], [TYPE.SRV, '1 2 70000 a.b'], [TYPE.CNAME, 'a..b'], [TYPE.SOA, 'a'],
  [TYPE.NS, `${'x'.repeat(64)}.a`]
] as const) t.test(`${text.slice(0, 20)} is refused`, async t => { t.type(rdataFrom(type, text), 'string') })

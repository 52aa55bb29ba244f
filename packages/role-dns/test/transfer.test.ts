/** Copies for secondaries: the whole zone, what changed, who may have it, signatures. */
import t from 'tap'
import { notification } from '../src/serving/notifying.ts'
import { copies } from '../src/transfer.ts'
import { keyFrom, Signing, verify } from '../src/tsig.ts'
import { keyOf, type Name, nameFrom } from '../src/wire/name.ts'
import { readQuery } from '../src/wire/reading.ts'
import { isLater, type Kept } from '../src/zone/history.ts'
import { ask, decode } from './decoding.ts'
import { host, keptOf, responder, service, VIEW } from './world.ts'

const KEY = keyFrom('key "copy" {\n\talgorithm hmac-sha256;\n\tsecret "c2VjcmV0IG9mIHRoZSBob3N0cw==";\n};')
const APEX = keyOf(nameFrom('hive.test') as Name)
const zone = (kept: ReadonlyMap<unknown, Kept>): Kept => kept.get(APEX) as Kept
const rows = (kept: Kept, question: string, from?: number): string[] => {
  const read = readQuery(ask(question, from === undefined ? {} : { from }))
  if (read.type !== 'query') throw new Error(read.type)
  return [...copies(read.query, kept)].flatMap(packet => decode(packet).answers)
}

t.test('the whole zone is between two of its SOA', async t => {
  const kept = zone(keptOf(VIEW))
  const all = rows(kept, 'hive.test AXFR')
  t.match(all.at(0), /SOA/)
  t.equal(all.at(0), all.at(-1))
  t.equal(new Set(all).size, all.length - 1)
  t.equal(
    all.length,
    1 +
      [...kept.zone.nodes.values()].reduce(
        (sum, { sets }) => sum + [...sets.values()].reduce((one, { rdatas }) => one + rdatas.length, 0),
        0
      )
  )
})

t.test('a zone of thousands of names is copied in several packets', async t => {
  const hosts = Array.from({ length: 1_500 }, (_, at) =>
    host(`h${at}`, { addresses: [`10.1.${at >> 8}.${at & 255}`], services: [service('web')] })
  )
  const kept = zone(keptOf({ ...VIEW, hosts: [...VIEW.hosts, ...hosts] }))
  const read = readQuery(ask('hive.test AXFR'))
  const packets = read.type === 'query' ? [...copies(read.query, kept)] : []
  t.ok(packets.length > 10)
  t.ok(packets.every(packet => packet.length <= 65_000))
  t.equal(
    packets.flatMap(packet => decode(packet).answers).filter(row => row.includes('h1499.node.hive.test. 30 A')).length,
    1
  )
})

t.test('what changed is told step by step, and the serial never goes back', async t => {
  const first = keptOf(VIEW, 100)
  const without = { ...VIEW, hosts: VIEW.hosts.map(one => one.name === 'b' ? { ...one, reachable: false } : one) }
  const second = keptOf(without, 50, first)
  const third = keptOf(VIEW, 200, second)
  t.same([first, second, third].map(kept => zone(kept).zone.serial), [100, 101, 200])
  t.equal(zone(keptOf(VIEW, 300, third)), zone(third), 'what is the same is no change')
  const steps = rows(zone(third), 'hive.test IXFR', 101)
  t.match(steps[0], /SOA .* 200 /)
  t.match(steps[1], /SOA .* 101 /)
  t.ok(steps.includes('b.node.hive.test. 30 A 10.0.0.2'))
  t.equal(steps.filter(row => row.includes(' SOA ')).length, 4)
  t.equal(rows(zone(third), 'hive.test IXFR', 100).filter(row => row.includes(' SOA ')).length, 6)
  t.same(rows(zone(third), 'hive.test IXFR', 200).length, 1, 'whoever has it all is told the serial')
  t.same(
    rows(zone(third), 'hive.test IXFR', 77),
    rows(zone(third), 'hive.test AXFR'),
    'who is too far behind gets it whole'
  )
  t.ok(isLater(1, 0xffff_ffff))
  t.notOk(isLater(0xffff_ffff, 1))
})

t.test('a copy is given to those who may have one', async t => {
  const heads = (
    transfers: { readonly allow: readonly string[], readonly key: typeof KEY },
    address: string,
    signed = false
  ): string => {
    const one = responder({ transfers })
    const query = ask('hive.test AXFR')
    const packet = signed && KEY !== null ? new Signing(KEY, null).sign(query, 1_000) : query
    const [answer = Buffer.alloc(0)] = one.respond(packet, address, 'tcp', 1_000_000)
    return decode(answer).head
  }
  t.equal(heads({ allow: [], key: null }, '127.0.0.1'), 'REFUSED')
  t.equal(heads({ allow: ['10.0.0.0/8'], key: null }, '10.1.2.3'), 'NOERROR aa')
  t.equal(heads({ allow: ['10.0.0.0/8'], key: null }, '11.1.2.3'), 'REFUSED')
  t.equal(heads({ allow: [], key: KEY }, '11.1.2.3'), 'REFUSED')
  t.equal(heads({ allow: [], key: KEY }, '11.1.2.3', true), 'NOERROR aa')
  t.equal(heads({ allow: ['10.0.0.0/8'], key: KEY }, '11.1.2.3', true), 'REFUSED')
  t.equal(heads({ allow: ['10.0.0.0/8'], key: null }, '10.1.2.3', true), 'NOTAUTH', 'a key that nobody here knows')
})

t.test('signatures that are wrong, old or of another key are refused', async t => {
  if (KEY === null) throw new Error('the key cannot be read')
  const signed = new Signing(KEY, null).sign(ask('hive.test SOA'), 1_000)
  const read = readQuery(signed)
  const tsig = read.type === 'query' ? read.query.tsig : null
  if (tsig === null) throw new Error('the signature is not found')
  t.match(verify(signed, tsig, KEY, 1_100), { type: 'valid' })
  t.same(verify(signed, tsig, KEY, 2_000), { type: 'wrong', error: 18 })
  t.same(verify(signed, tsig, { ...KEY, secret: Buffer.from('other') }, 1_000), { type: 'wrong', error: 16 })
  t.same(verify(signed, tsig, { ...KEY, name: nameFrom('other') as Name }, 1_000), { type: 'wrong', error: 17 })
  const changed = Buffer.from(signed)
  changed[15] = (changed[15] ?? 0) ^ 1
  t.same(verify(changed, tsig, KEY, 1_000), { type: 'wrong', error: 16 })
  t.equal(keyFrom('key x { algorithm hmac-md5; secret "eA=="; };'), null)
})

t.test('a notification carries the new SOA', async t => {
  const packet = notification(zone(keptOf(VIEW, 42)).zone, 9, null, 0)
  t.equal(packet.readUInt16BE(2), 0x2400)
  t.match(decode(packet), { question: 'hive.test. SOA', answers: [/ 42 /] })
})

/**
 * Goal: our zones are served by another implementation as we serve them ourselves, also after they changed.
 * Method: knot copies them by AXFR and IXFR with a signature, and both are asked the same; DNS_QUERIES says how much.
 *
 * What differs on purpose is listed here and in docs/dns.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedRow, MemberRow, ResourceRow } from '@hivemind/role'
import { type Harness, harness } from '@hivemind/role/harness'
import t, { type Test } from 'tap'
import { role } from '../src/index.ts'
import { ask, type Decoded, decode } from './decoding.ts'
import { Asker, freePort, Knot, missing } from './knot.ts'
import { chance, drawn } from './querying.ts'

const QUERIES = Number(process.env['DNS_QUERIES'] ?? 400)
const SECRET = 'c2VjcmV0IG9mIHRoZSBob3N0cyBhbmQgc2VydmVycw=='
const WAIT_MS = 300
const ZONES = ['hive.test', 'shop.test', '10.in-addr.arpa']
const self = { id: '12D3KooWa', name: 'a' }

const members = (count: number): MemberRow[] => Array.from({ length: count }, (_, at) => ({
  id: at === 0 ? self.id : `M${at}`, name: at === 0 ? 'a' : `h${at}`, reachable: at % 7 !== 6,
  addresses: [`10.0.${at >> 8}.${at & 255}:7946`, ...at % 3 === 0 ? [`[fd00::${at.toString(16)}]:7946`] : []]
}))
const feeds = (count: number, port: number): FeedRow[] => [
  ...Array.from({ length: count - 1 }, (_, at): FeedRow => ({
    topic: 'services', origin: `M${at + 1}`, boot: 1, seq: 1, at: 0,
    facts: Object.fromEntries(['web', `s${at % 9}`].map(name => [`service/${name}`, {
      port: 8_000 + at, protocol: at % 2 === 0 ? 'tcp' : 'udp', tags: at % 4 === 0 ? ['blue'] : [],
      health: at % 5 === 4 ? 'failing' : 'passing', reason: 'HTTP 500'
    }]))
  })),
  { topic: 'dns', origin: self.id, boot: 1, seq: 1, at: 0, facts: { server: { host: '127.0.0.1', port } } }
]
const record = (name: string, type: string, ...values: string[]): ResourceRow => ({
  id: `${type}${name}`, kind: 'dns-record', name: `${type}.${name}`, tags: {}, parent: '', keys: [], version: 1,
  definition: { name, type, values }
})
const resources: ResourceRow[] = [
  record('www.hive.test', 'CNAME', 'web.service.hive.test'),
  record('out.hive.test', 'CNAME', 'elsewhere.example'),
  record('dangling.hive.test', 'CNAME', 'nothing.hive.test'),
  record('two.hive.test', 'CNAME', 'www.hive.test'),
  record('*.apps.hive.test', 'A', '10.5.5.5', '10.5.5.6'),
  record('one.apps.hive.test', 'TXT', 'here'),
  record('*.far.hive.test', 'CNAME', 'web.service.hive.test'),
  record('shop.test', 'MX', '10 a.node.hive.test', '20 mail.shop.test'),
  record('mail.shop.test', 'A', '10.7.7.7'),
  record('sub.shop.test', 'NS', 'ns.sub.shop.test', 'ns.elsewhere.example'),
  record('ns.sub.shop.test', 'A', '10.6.6.6'),
  record('long.hive.test', 'TXT', 'x'.repeat(900)),
  record('deep.a.b.c.hive.test', 'A', '10.4.4.4'),
  record('_sip._udp.hive.test', 'SRV', '1 2 3 a.node.hive.test')
]

async function until<Found> (what: () => string, look: () => Promise<Found | null | false>): Promise<Found> {
  const end = Date.now() + 60_000
  for (;;) {
    const found = await look()
    if (found !== null && found !== false) return found
    if (Date.now() > end) throw new Error(`waited in vain for ${what()}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

interface Zones { readonly zones: ReadonlyArray<{ readonly name: string, readonly serial: number }> }
interface Records { readonly records: ReadonlyArray<{ readonly name: string }> }

/** What both must say alike. Sets are sets; records that are added for convenience may be fewer where room is short. */
function alike (packet: Buffer | null): object | null {
  if (packet === null) return null
  const { head, answers, authority, additional, edns, question }: Decoded = decode(packet)
  const sorted = (rows: readonly string[]): string => [...new Set(rows)].map(row => row.toLowerCase()).sort().join('\n')
  // Of an answer that is cut nobody looks at the rest: we leave all of it out, knot may keep a part.
  if (head.includes('tc')) return { head, question }
  return {
    head,
    question,
    answers: sorted(answers),
    authority: sorted(authority),
    additional: sorted(additional),
    edns: edns !== null
  }
}

t.setTimeout(300_000)

const skip = missing('knotd', ['--version'])
t.test(
  'knot answers as we do, from copies by AXFR, and by IXFR after a change',
  skip === null ? {} : { skip },
  async t => {
    t.setTimeout(240_000)
    const room = mkdtempSync(join(tmpdir(), 'hm-dns-'))
    const home = process.cwd()
    process.chdir(room)
    writeFileSync('copy.key', `key "copy" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`)
    const [ours, theirs] = [await freePort(), await freePort()]
    const config = {
      zone: 'hive.test',
      zones: ['shop.test'],
      reverse: ['10.in-addr.arpa'],
      listen: `127.0.0.1:${ours}`,
      responsesPerSecond: 0,
      transfer: { keyFile: join(room, 'copy.key'), notify: [`127.0.0.1:${theirs}`] }
    }
    const world = harness(role, { config, self })
      .apply({ members: members(40), feeds: feeds(40, ours), resources })
      .grant()
    await world.settled()
    const knot = new Knot({ port: theirs, zones: ZONES, primary: ours, key: SECRET })
    t.teardown(async () => {
      await knot.stop()
      await world.stop()
      process.chdir(home)
      rmSync(room, { recursive: true, force: true })
    })
    await compared(t, world, knot, [ours, theirs], 1)
    // Half of the changes that a zone sees: a host goes, a service fails, a record comes.
    world.apply({ members: members(40).map((row, at) => (at === 3 ? { ...row, reachable: false } : row)) })
    await world.settled()
    world.apply({ resources: [...resources, record('new.hive.test', 'A', '10.3.3.3')], feeds: feeds(39, ours) })
    await world.settled()
    await compared(t, world, knot, [ours, theirs], 2)
    t.match(knot.said, /hive\.test\.\] IXFR, incoming.*finished/, 'what changed was copied alone')
  }
)

async function compared (
  t: Test,
  world: Harness,
  knot: Knot,
  [ours, theirs]: readonly [number, number],
  seed: number
): Promise<void> {
  const [us, them] = await Promise.all([Asker.to(ours), Asker.to(theirs)])
  const { zones } = await world.ask('zones') as Zones
  const below = chance(seed)
  try {
    for (const { name, serial } of zones) {
      await until(() => `serial ${serial} of ${name} at knot; it says\n${knot.said}`, async () => {
        const answer = await them.ask(drawnSoa(name), 500)
        return answer !== null && decode(answer).answers.some(row => row.includes(` ${serial} `))
      })
    }
    const { records } = await world.ask('records') as Records
    const names = [...new Set(records.map(({ name }) => name))]
    const wrong: string[] = []
    for (let id = 1; id <= QUERIES; id++) {
      const { text, packet } = drawn(below, names, id)
      const both = async (waitMs: number): Promise<string | null> => {
        const [one, other] = await Promise.all([us.ask(packet, waitMs), them.ask(packet, waitMs)])
        const [mine, yours] = [alike(one), alike(other)].map(answer => JSON.stringify(answer))
        return mine === yours || onPurpose(one, other) ? null : `${text}\n  ours ${mine}\n  knot ${yours}`
      }
      // On a busy machine an answer may only be late: then it is waited for once more, and longer.
      const difference = await both(WAIT_MS) === null ? null : await both(10 * WAIT_MS)
      if (difference !== null) wrong.push(difference)
    }
    t.same(wrong.slice(0, 10), [], `${QUERIES} queries are answered alike`)
  } finally {
    us.close()
    them.close()
  }
}

const drawnSoa = (name: string): Buffer => ask(`${name} SOA`)

/** Differences that are decided; docs/dns.md lists them. */
function onPurpose (one: Buffer | null, other: Buffer | null): boolean {
  if (one === null) return false
  // To what has no question that can be read knot says nothing, and we that it is malformed, as bind does.
  if (other === null) return decode(one).head === 'FORMERR' && decode(one).question === ''
  // Where room is short some of what is added for convenience is left out, and each server begins elsewhere.
  const [mine, yours] = [one, other].map(packet => JSON.stringify({ ...alike(packet), additional: '' }))
  return mine === yours && Math.max(one.length, other.length) > 1_232 - 64
}

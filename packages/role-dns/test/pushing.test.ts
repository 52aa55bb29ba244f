/**
 * Goal: a zone of a real server is kept equal to ours, by signed updates, also when somebody else changes it or it was
 * away. Method: knot with a zone of its own; what it serves is compared with what we do.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedRow, MemberRow } from '@hivemind/role'
import { type Harness, harness } from '@hivemind/role/harness'
import t from 'tap'
import type { Pushed } from '../src/driver/pushing.ts'
import { role } from '../src/index.ts'
import { readAnswer } from '../src/wire/answer-reading.ts'
import { ask, decode } from './decoding.ts'
import { Asker, freePort, Knot, missing } from './knot.ts'
import { chance } from './querying.ts'
import { responder } from './world.ts'

t.setTimeout(120_000)
const skip = missing('knotd', ['--version']) ?? missing('knsupdate', ['--version'])
const SECRET = 'c2VjcmV0LW9mLXRoZS10ZXN0cw=='
const ZONE = `hive.test. 60 SOA ns.hive.test. admin.hive.test. 7 60 10 604800 5
hive.test. 60 NS ns.hive.test.
ns.hive.test. 60 A 127.0.0.1
old.hive.test. 60 A 10.9.9.9
h1.node.hive.test. 60 A 10.9.9.9
`
const self = { id: '12D3KooWa', name: 'a' }
const members: MemberRow[] = Array.from({ length: 400 }, (_, at) => ({
  id: at === 0 ? self.id : `M${at}`, name: at === 0 ? 'a' : `h${at}`, reachable: true,
  addresses: [`10.0.${at >> 8}.${at & 255}:7`]
}))
const said = (seq: number, health: string): FeedRow => ({
  topic: 'services', origin: 'M1', boot: 1, seq, at: 0,
  facts: { 'service/web': { port: 80, protocol: 'tcp', tags: ['x'], health } }
})
const server = (origin: string): FeedRow =>
  ({ topic: 'dns', origin, boot: 1, seq: 1, at: 0, facts: { server: { host: '127.0.0.1', port: 53 } } })

async function until (what: () => Promise<boolean>, said: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await what()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`it never came to that: ${said()}`)
}
const pushed = async (world: Harness): Promise<Pushed> =>
  (await world.ask('check') as { readonly driver: Pushed }).driver

t.test('knot has what we have, whoever changes what', skip === null ? {} : { skip }, async t => {
  const room = mkdtempSync(join(tmpdir(), 'hm-dns-'))
  const home = process.cwd()
  process.chdir(room)
  writeFileSync('key.conf', `key "copy" { algorithm hmac-sha256; secret "${SECRET}"; };\n`)
  const port = await freePort()
  const choices = { port, zone: 'hive.test', file: ZONE, key: SECRET }
  let knot = new Knot(choices)
  const asker = await Asker.to(port)
  const driver = { kind: 'update', server: `127.0.0.1:${port}`, keyFile: join(room, 'key.conf') }
  const world = harness(role, { config: { zone: 'hive.test', listen: '127.0.0.1:0', driver }, self })
    .apply({ members, feeds: [said(1, 'passing')] }).grant()
  t.teardown(async () => {
    asker.close()
    await world.stop()
    await knot.stop()
    process.chdir(home)
    rmSync(room, { recursive: true, force: true })
  })
  await world.settled()
  const state = async (): Promise<string> => {
    const { state, problem } = await pushed(world)
    return problem === null ? state : problem
  }
  let last = ''
  const comes = (to: string): Promise<void> =>
    until(async () => { last = await state(); return last === to }, () => `${last}; knot: ${knot.said.slice(-500)}`)
  const answers = async (question: string): Promise<readonly string[] | null> => {
    const answer = await asker.ask(ask(question), 1_000)
    return answer === null ? null : decode(answer).answers
  }
  await comes('equal')
  t.same(await answers('h1.node.hive.test A'), ['h1.node.hive.test. 30 A 10.0.0.1'], 'what was there otherwise')
  t.same(await answers('old.hive.test A'), [], 'what is not ours is gone')
  t.same(await answers('hive.test NS'), ['hive.test. 60 NS ns.hive.test.'], 'its name servers are its own matter')
  t.same(await answers('ns.hive.test A'), ['ns.hive.test. 60 A 127.0.0.1'], 'and so are their addresses')
  t.same(await answers('h399.node.hive.test A'), ['h399.node.hive.test. 30 A 10.0.1.143'], 'all of it came')
  t.same(await answers('web.service.hive.test SRV'), ['web.service.hive.test. 5 SRV 0 0 80 h1.web.service.hive.test.'])
  const first = await pushed(world)
  t.equal(first.copies, 1)
  t.ok(first.updates > 1, 'more than fits one message')

  world.apply({ feeds: [said(2, 'failing')] })
  await world.settled()
  await comes('equal')
  t.same(await answers('web.service.hive.test SRV'), [])
  t.equal((await pushed(world)).copies, 1, 'what changed is known without a copy')

  const words = `server 127.0.0.1 ${port}\nzone hive.test.\nupdate add stranger.hive.test. 60 A 10.1.1.1\nsend\n`
  const { status } = spawnSync('knsupdate', ['-y', `hmac-sha256:copy:${SECRET}`], { input: words })
  t.equal(status, 0)
  t.same(await answers('stranger.hive.test A'), ['stranger.hive.test. 60 A 10.1.1.1'])
  world.apply({ feeds: [said(3, 'passing')] })
  await world.settled()
  await comes('equal')
  t.same(await answers('stranger.hive.test A'), [], 'a change of others is found with the next one of ours')
  t.equal((await pushed(world)).copies, 2)

  await knot.stop()
  world.apply({ feeds: [said(4, 'failing')] })
  await world.settled()
  await until(async () => (await pushed(world)).problem !== null, () => 'no problem')
  knot = new Knot(choices)
  await comes('equal')
  t.same(await answers('old.hive.test A'), [], 'a server that begins anew is given all')
  t.same(await answers('h2.node.hive.test A'), ['h2.node.hive.test. 30 A 10.0.0.2'])

  const another = { id: 'M0', name: '0', reachable: true, addresses: ['10.7.7.7:1'] }
  world.apply({ feeds: [said(5, 'passing'), server(self.id), server('M0')], members: [...members, another] })
  await world.settled()
  t.equal(await state(), 'elsewhere', 'another one of ours is the first')
})

t.test('a server that does not know the key is told of as a problem', skip === null ? {} : { skip }, async t => {
  const room = mkdtempSync(join(tmpdir(), 'hm-dns-'))
  const home = process.cwd()
  process.chdir(room)
  writeFileSync('key.conf', 'key "copy" { algorithm hmac-sha256; secret "b3RoZXI="; };\n')
  const port = await freePort()
  const knot = new Knot({ port, zone: 'hive.test', file: ZONE, key: SECRET })
  const driver = { kind: 'update', server: `127.0.0.1:${port}`, keyFile: join(room, 'key.conf') }
  const world = harness(role, { config: { zone: 'hive.test', listen: '127.0.0.1:0', driver }, self })
    .apply({ members }).grant()
  t.teardown(async () => {
    await world.stop()
    await knot.stop()
    process.chdir(home)
    rmSync(room, { recursive: true, force: true })
  })
  await world.settled()
  let last: string | null = null
  await until(async () => {
    last = (await pushed(world)).problem
    return last !== null && /signature|refuses/.test(last)
  }, () => String(last))
  t.equal((await pushed(world)).updates, 0)
})

t.test('answers that were damaged are read or refused, and never more', async t => {
  const one = responder()
  const below = chance(4)
  let read = 0
  for (let left = 5_000; left > 0; left--) {
    const name = ['a.node.hive.test SRV', 'web.service.hive.test SRV', 'shop.test MX', 'hive.test SOA'][below(4)] ?? ''
    const [answer = Buffer.alloc(0)] = one.respond(ask(name, { edns: 1_232 }), '127.0.0.1', 'tcp', 0)
    for (let damages = below(4); damages > 0; damages--) answer[below(answer.length)] = below(256)
    if (readAnswer(answer.subarray(0, below(8) === 0 ? below(answer.length) : answer.length)) !== null) read++
  }
  t.ok(read > 500 && read < 5_000, `${read} were read`)
})

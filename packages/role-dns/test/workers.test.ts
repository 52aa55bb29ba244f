/**
 * Goal: datagrams that workers take in batches are answered as one by one, never from a zone that is not true any more,
 * under one limit, and whatever comes. Method: the role in its harness, asked over sockets of 127.0.0.1.
 */
import { spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FeedRow, MemberRow, Role } from '@hivemind/role'
import { type Harness, harness } from '@hivemind/role/harness'
import t from 'tap'
import type { Counters } from '../src/counting.ts'
import { role } from '../src/index.ts'
import { keyFrom } from '../src/tsig.ts'
import { ask, decode } from './decoding.ts'
import { hostile } from './hostile.ts'
import { Asker, freePort } from './knot.ts'
import { chance, drawn } from './querying.ts'
import { enterRoom } from './room.ts'

t.setTimeout(600_000) // DNS_PACKETS=1000000 takes a minute or two.
const { room, home } = enterRoom(t)
const skip = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
  ? {}
  : { skip: 'batches are known on Linux on x64 and arm64' }

const self = { id: '12D3KooWa', name: 'a' }
const members: MemberRow[] = Array.from({ length: 12 }, (_, at) => ({
  id: at === 0 ? self.id : `M${at}`, name: at === 0 ? 'a' : `h${at}`, addresses: [`10.0.0.${at}:7`], reachable: true
}))
const said = (seq: number, health: string): FeedRow => ({
  topic: 'services', origin: 'M1', boot: 1, seq, at: 0,
  facts: { 'service/web': { port: 80, protocol: 'tcp', tags: [], health } }
})
const feeds: readonly FeedRow[] = [said(1, 'passing')]

interface Zones { readonly port: number, readonly workers: number, readonly counters: Counters }
const zones = async (world: Harness): Promise<Zones> => await world.ask('zones') as Zones

type Test = Pick<typeof t, 'teardown'>

/** One at a time: a role has one name server. */
async function serving (t: Test, config: Readonly<Record<string, unknown>>, of: Role = role): Promise<Harness> {
  const settings = { zone: 'hive.test', listen: '127.0.0.1:0', responsesPerSecond: 0, ...config }
  const world = harness(of, { config: settings, self }).apply({ members, feeds: [...feeds] }).grant()
  await world.settled()
  t.teardown(() => world.stop())
  return world
}
const asking = async (t: Test, world: Harness): Promise<Asker> => {
  const asker = await Asker.to((await zones(world)).port)
  t.teardown(() => asker.close())
  return asker
}
const web = ask('web.service.hive.test A')
const count = (answer: Buffer | null): number => answer === null ? -1 : decode(answer).answers.length

t.test('what workers answer is what is answered one by one', skip, async t => {
  const batched = await answered(t, 2)
  const alone = await answered(t, 0)
  for (const [at, { text, first, again }] of alone.entries()) {
    t.same(batched[at]?.first, first, text)
    t.same(batched[at]?.again, again, `${text}, again`)
  }
})

interface Answered { readonly text: string, readonly first: unknown, readonly again: unknown }

/** What 300 queries are answered, each asked twice. */
async function answered (t: Test, workers: number): Promise<readonly Answered[]> {
  const world = await serving(t, { workers })
  if ((await zones(world)).workers !== workers) throw new Error(`there are ${(await zones(world)).workers} workers`)
  const asker = await asking(t, world)
  const { records } = await world.ask('records') as { readonly records: ReadonlyArray<{ readonly name: string }> }
  const below = chance(3)
  const found: Answered[] = []
  for (let id = 1; id <= 300; id++) {
    const { text, packet } = drawn(below, records.map(({ name }) => name), id)
    // The next one is answered in any case: so what was not answered before it never will be.
    const form = async (nth: number): Promise<unknown> =>
      formOf(await asker.askBefore(packet, ask('hive.test SOA', { id: 1_000 * nth + id })))
    found.push({ text, first: await form(1), again: await form(2) })
  }
  await world.stop()
  return found
}

/** An answer without what time makes of it, and without order. */
function formOf (answer: Buffer | null): unknown {
  if (answer === null) return null
  const { head, question, answers, authority, additional, edns } = decode(answer)
  const plain = (rows: readonly string[]): string[] => rows.map(row => row.replace(/\d{9,}/g, 'SERIAL')).sort()
  return { head, question, answers: plain(answers), authority: plain(authority), additional: plain(additional), edns }
}

t.test('no query is answered from a zone that is not true any more', skip, async t => {
  const world = await serving(t, { workers: 1 })
  const asker = await asking(t, world)
  for (let seq = 2; seq < 60; seq++) {
    const passing = seq % 2 === 0
    world.apply({ feeds: [said(seq, passing ? 'passing' : 'failing')] })
    await world.settled()
    t.equal(count(await asker.ask(web, 5_000)), passing ? 1 : 0)
  }
})

t.test('workers together keep to one limit', skip, async t => {
  const world = await serving(t, { workers: 2, responsesPerSecond: 20 })
  const { port } = await zones(world)
  const clients = await Promise.all(Array.from({ length: 16 }, () => Asker.to(port)))
  const began = Date.now()
  for (let round = 0; round < 25; round++) await Promise.all(clients.map(client => client.ask(web, 1)))
  const seconds = Math.floor((Date.now() - began) / 1_000) + 2
  const asked = 16 * 25
  let counters = (await zones(world)).counters
  for (; counters.queries < asked; counters = (await zones(world)).counters)
    await clients[0]?.ask(ask('nothing.example A'), 5) // Other packets may be under way still, or lost.
  const whole = (counters.rcodes['NOERROR'] ?? 0) - counters.cut - counters.dropped
  t.ok(whole <= 20 * seconds, `${whole} were answered in full in ${seconds} s at most`)
  t.ok(counters.cut > 0 && counters.dropped > 0)
  for (const client of clients) client.close()
})

t.test('whatever comes, the next query is answered', skip, async t => {
  const key = keyFrom('key "copy" { algorithm hmac-sha256; secret "c2VjcmV0"; };')
  const world = await serving(t, { workers: 1 })
  const { port } = await zones(world)
  const asker = await asking(t, world)
  const sender = createSocket('udp4')
  const below = chance(2)
  const names = members.map(({ name }) => `${name}.node.hive.test.`)
  for (let left = Number(process.env['DNS_PACKETS'] ?? 20_000); left > 0; left--) {
    sender.send(below(50) === 0 ? Buffer.alloc(below(9_000)) : hostile(below, names, key), port, '127.0.0.1')
    if (left % 500 === 0) t.equal(count(await asker.ask(web, 5_000)), 1)
  }
  sender.close()
  t.same(world.said.filter(one => one.type === 'log' && one.level === 'error'), [])
  t.ok((await zones(world)).counters.queries > 0)
})

t.test('an address that is taken is told, and one that was given back can be had at once', skip, async t => {
  const port = await freePort()
  const listen = `127.0.0.1:${port}`
  const taken: Socket = createSocket('udp4').bind(port, '127.0.0.1')
  await once(taken, 'listening')
  const world = harness(role, { config: { listen }, self }).apply({ members }).grant()
  while (world.failures.length === 0) await new Promise(resolve => setImmediate(resolve))
  t.match(world.failures[0], /EADDRINUSE/)
  taken.close()
  await once(taken, 'close')
  await world.settled()
  t.equal((await zones(world)).port, port)
  for (let times = 0; times < 3; times++) {
    const failed = world.failures.length
    await world.revoke()
    world.grant()
    await world.settled()
    t.equal(world.failures.length, failed)
    t.equal((await zones(world)).workers, 1)
  }
  await world.stop()
})

t.test('without the library datagrams are taken one by one, and the log says so', async t => {
  const alone = join(room, 'alone')
  const modules = join(home, 'node_modules')
  mkdirSync(join(alone, 'node_modules', '@hivemind'), { recursive: true })
  cpSync(join(import.meta.dirname, '..', 'src'), join(alone, 'src'), { recursive: true })
  symlinkSync(join(modules, '@hivemind', 'role'), join(alone, 'node_modules', '@hivemind', 'role'))
  symlinkSync(join(modules, 'zod'), join(alone, 'node_modules', 'zod'))
  const { role: copied } = await import(pathToFileURL(join(alone, 'src', 'index.ts')).href) as { readonly role: Role }
  const world = await serving(t, { workers: 1 }, copied)
  t.match(world.said.filter(({ type }) => type === 'log'), [
    { level: 'info', message: /one by one/, fields: { reason: /C library cannot be called.*koffi|batches are known/ } }
  ])
  t.equal((await zones(world)).workers, 0)
  const asker = await asking(t, world)
  t.equal(count(await asker.ask(web, 5_000)), 1)
  world.apply({ feeds: [said(2, 'failing')] })
  await world.settled()
  t.equal(count(await asker.ask(web, 5_000)), 0)
})

for (const [what, end, status, words] of [
  ['an error of a worker ends its process', "begun[0].emit('error', new Error('of a worker'))", 1, /of a worker/],
  ['a process with workers ends when it is told to', 'process.exit(9)', 9, /^$/]
] as const) {
  t.test(what, skip, async t => {
    const program = `
      import { harness } from '@hivemind/role/harness'
      import { role } from '@hivemind/role-dns'
      const begun = []
      process.on('worker', worker => begun.push(worker))
      process.chdir(${JSON.stringify(room)})
      const world = harness(role, { config: { listen: '127.0.0.1:0' } }).grant()
      await world.settled()
      console.log(begun.length)
      setInterval(() => {}, 1_000)
      ${end}`
    const given = ['--conditions=hivemind-src', '--input-type=module', '-e', program]
    const cwd = join(import.meta.dirname, '..')
    const ended = spawnSync(process.execPath, given, { cwd, encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' })
    t.equal(ended.stdout.trim(), '1')
    t.not(ended.signal, 'SIGKILL', 'it had to be ended')
    t.equal(ended.status, status)
    t.match(ended.stderr, words)
  })
}

t.test('IPv6 is answered in batches as well', skip, async t => {
  const sender = createSocket('udp6')
  sender.bind(0, '::1')
  const listening = await Promise.race([
    once(sender, 'listening').then(() => true), once(sender, 'error').then(() => false)
  ])
  if (!listening) return void t.pass('this machine has no IPv6')
  const world = await serving(t, { workers: 1, listen: '[::1]:0' })
  sender.send(web, (await zones(world)).port, '::1')
  const [answer, from] = await once(sender, 'message') as [Buffer, AddressInfo]
  t.equal(count(answer), 1)
  t.equal(from.address, '::1')
  sender.close()
})

/**
 * The services of a machine: kept over a restart, checked by http, tcp and programs, published when they change.
 *
 * Real sockets on 127.0.0.1 and real programs; the role runs in the harness, in a directory of its own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Harness, harness } from '@hivemind/role/harness'
import { conform } from '@hivemind/role/suite'
import t from 'tap'
import { role } from '../src/index.ts'
import { probe } from '../src/probing.ts'

const room = mkdtempSync(join(tmpdir(), 'hm-host-'))
const home = process.cwd()
process.chdir(room)
t.teardown(() => {
  process.chdir(home)
  rmSync(room, { recursive: true, force: true })
})

type Said = Readonly<Record<string, { readonly health: string }>>
const said = (world: Harness): Said => (world.published.get('services') ?? {}) as Said
async function until (world: Harness, wanted: (facts: Said) => boolean): Promise<void> {
  const end = Date.now() + 30_000
  while (!wanted(said(world))) {
    if (Date.now() > end) throw new Error(`in vain: ${JSON.stringify(said(world))}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

t.test('a service is checked, and published when its health changes', async t => {
  let status = 204
  const web = createHttp((_request, response) => { response.writeHead(status).end() })
  await new Promise<void>(resolve => { web.listen(0, '127.0.0.1', () => resolve()) })
  t.teardown(() => web.close())
  const { port } = web.address() as AddressInfo
  const world = harness(role).grant()
  await world.settled()
  t.same(said(world), {})
  const check = { type: 'http', url: `http://127.0.0.1:${port}/` }
  await world.ask('register', { name: 'web', port, check, intervalMs: 100, rise: 1, fall: 1 })
  await until(world, ({ 'service/web': one }) => one?.health === 'passing')
  status = 500
  await until(world, ({ 'service/web': one }) => one?.health === 'failing')
  t.match(await world.ask('list'), {
    services: [{ service: { name: 'web' }, health: { state: 'failing', reason: 'HTTP 500' } }]
  })
  await world.stop()
})

t.test('services are there again after a restart, until they are deregistered', async t => {
  const world = harness(role).grant()
  await world.settled()
  await world.ask('register', { name: 'db', port: 5432 })
  world.restart()
  await world.settled()
  t.match(said(world), { 'service/db': { health: 'passing', port: 5432 } })
  t.same(await world.ask('deregister', { name: 'db' }), { name: 'db' })
  t.notOk('service/db' in said(world))
  await t.rejects(world.ask('deregister', { name: 'db' }), { code: 'HIVE_ROLE_DECLINED', message: /no service "db"/ })
  t.notMatch(readFileSync('services.json', 'utf8'), /"db"/)
  await world.stop()
})

t.test('services are chosen by their tags, and by what they are', async t => {
  const world = harness(role).grant()
  await world.settled()
  await world.ask('register', { name: 'db', port: 5432, tags: ['primary'] })
  await world.ask('register', { name: 'ntp', port: 123, protocol: 'udp' })
  const found = async (selector: string): Promise<string> =>
    (await world.ask('list', { selector }) as ServiceList).services.map(({ service }) => service.name).join()
  t.equal(await found('primary'), 'db')
  t.equal(await found('!primary,health=passing'), 'ntp')
  t.equal(await found('protocol!=udp,name!=web'), 'db')
  t.equal(await found('name=ntp,primary'), '')
  await t.rejects(found('a b'), { code: 'HIVE_SELECTOR' })
  for (const name of ['db', 'ntp']) await world.ask('deregister', { name })
  await world.stop()
})
interface ServiceList { readonly services: ReadonlyArray<{ readonly service: { readonly name: string } }> }

t.test('a program passes by its exit code, and is ended with what it started when it takes too long', async t => {
  const { signal } = new AbortController()
  t.match(await probe({ type: 'script', argv: ['/bin/sh', '-c', 'echo fine'] }, 5_000, signal), {
    ok: true,
    reason: /fine/
  })
  t.match(await probe({ type: 'script', argv: ['/bin/sh', '-c', 'echo sick; exit 3'] }, 5_000, signal), {
    ok: false,
    reason: /with 3: sick/
  })
  t.match(await probe({ type: 'script', argv: ['/bin/sh', '-c', 'sleep 60; true'] }, 50, signal), {
    ok: false,
    reason: /no answer in 50 ms/
  })
  t.match(await probe({ type: 'script', argv: ['/nowhere'] }, 5_000, signal), { ok: false, reason: /ENOENT/ })
  t.match(await probe({ type: 'tcp', host: '127.0.0.1', port: 1 }, 5_000, signal), {
    ok: false,
    reason: /ECONNREFUSED/
  })
})

t.test('whoever holds the role for a moment only begins nothing', async t => {
  let asked = 0
  const web = createHttp((_request, response) => { asked++; response.end() })
  await new Promise<void>(resolve => { web.listen(0, '127.0.0.1', () => resolve()) })
  t.teardown(() => web.close())
  const check = { type: 'http', url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/` }
  const world = harness(role).grant()
  await world.settled()
  await world.ask('register', { name: 'brief', port: 80, check, intervalMs: 100 })
  await until(world, ({ 'service/brief': one }) => one?.health === 'passing')
  await world.revoke()
  const before = asked
  world.grant()
  await world.revoke()
  await new Promise(resolve => setTimeout(resolve, 250)) // Two checks, if it went on.
  t.equal(asked, before)
  await world.stop()
})

t.test('it keeps what every role keeps', async t => {
  for (const { check, ok, reason } of await conform(role)) t.ok(ok, check, { reason })
})

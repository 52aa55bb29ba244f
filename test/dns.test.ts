/**
 * Goal: a service that is registered on a host is answered by every name server, a host that dies leaves the answers,
 * and without a quorum names are still answered, with their age; a name server that starts then has them from another
 * one. Method: one voter (DNS_VOTERS=3 for three), two hosts and two name servers as real agents, asked as any resolver
 * asks.
 */
import { Resolver } from 'node:dns/promises'
import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { expectOk, Fleet, freePort, lite, until } from './fleet.ts'

const VOTERS = Number(process.env['DNS_VOTERS'] ?? 1)
const fleet = new Fleet()
const ports: Record<string, number> = {}
t.teardown(async () => {
  await fleet.stop()
  web.close()
})
t.setTimeout(400_000)

/** What the service says when it is checked. */
let status = 200
const web: Server = createServer((_request, response) => { response.writeHead(status).end() })

const SERVERS = ['f', 'g'] as const
/** A third one, that begins without a quorum and without anything of its own. */
const THIRD = 'h'
const resolver = (server: string): Resolver => {
  const one = new Resolver({ timeout: 5_000, tries: 2 })
  one.setServers([`127.0.0.1:${ports[server]}`])
  return one
}
/** Addresses that a server answers, in order; none when it says that there are none. */
const addresses = async (server: string, name: string): Promise<string> => {
  try {
    return (await resolver(server).resolve4(`${name}.hive.test`)).sort().join()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTFOUND' || code === 'ENODATA') return ''
    throw error
  }
}
const both = async (name: string, wanted: string): Promise<boolean> =>
  (await Promise.all(SERVERS.map(server => addresses(server, name)))).every(found => found === wanted)
const texts = async (server: string, name: string): Promise<string> =>
  (await resolver(server).resolveTxt(`${name}.hive.test`)).map(text => text.join('')).sort().join('\n')

t.before(async () => {
  await fleet.voters(VOTERS)
  await fleet.leader()
  for (const name of ['d', 'e', ...SERVERS, THIRD]) await fleet.join(name, 'a')
  for (const server of [...SERVERS, THIRD]) ports[server] = await freePort()
  await new Promise<void>(resolve => { web.listen(0, '127.0.0.1', () => resolve()) })
  const listen = Object.fromEntries([...SERVERS, THIRD].map(server => [server, `127.0.0.1:${ports[server]}`]))
  expectOk(await fleet.on('a', ['role', 'enable', 'host', '--on', 'd,e']))
  const config = JSON.stringify({ zone: 'hive.test', listen })
  expectOk(await fleet.on('d', ['role', 'enable', 'dns', '--on', 'f,g,h', '--config', config]))
  const ready = async (machine: string, name: string): Promise<boolean> =>
    (await fleet.machine(machine).client.call('role-show', { params: { name } })).item.here?.state === 'ready'
  await until('all roles', async () =>
    (await Promise.all([
      ready('d', 'host'), ready('e', 'host'), ...[...SERVERS, THIRD].map(server => ready(server, 'dns'))
    ])).every(Boolean))
  await fleet.kill(THIRD)
  rmSync(join(fleet.machine(THIRD).dataDir, 'roles', 'dns'), { recursive: true })
})

t.test('a service is answered by both while its check passes, and a restart of its host changes nothing', async t => {
  const { port } = web.address() as { readonly port: number }
  const check = ['--check', `http://127.0.0.1:${port}/`, '--interval', '100ms']
  const registered = expectOk(
    await fleet.on('d', ['service', 'register', 'web', '--port', '8080', '--address', '127.0.0.21', ...check])
  )
  t.match(registered.stdout, /registered web, port 8080/)
  await until('the service on both', () => both('web.service', '127.0.0.21'))
  t.match(await resolver('g').resolveSrv('_web._tcp.service.hive.test'), [
    { name: 'd.web.service.hive.test', port: 8080, priority: 0, weight: 0 }
  ])
  t.match(
    expectOk(await fleet.on('d', ['service', 'list'])).stdout,
    /web +8080\/tcp +127\.0\.0\.21 +- +http\S+ +passing/
  )
  status = 503
  await until('the service out of both', () => both('web.service', ''))
  t.match(await texts('f', '_why.web.service'), /d 127\.0\.0\.21 port 8080: left out, failing: HTTP 503/)
  status = 200
  await until('the service back', () => both('web.service', '127.0.0.21'))
  await fleet.kill('d')
  await until('the service of a dead host out of both', () => both('web.service', ''))
  await fleet.start('d')
  await until('the service that was registered before', () => both('web.service', '127.0.0.21'))
})

t.test('static records are entries of the log, and what is asked of the servers is shown', async t => {
  expectOk(await fleet.on('e', ['dns', 'set', 'www.hive.test', 'A', '10.0.0.5', '10.0.0.6', '--ttl', '60s']))
  await until('the record on both', () => both('www', '10.0.0.5,10.0.0.6'))
  expectOk(await fleet.on('e', ['dns', 'set', 'www.hive.test', 'A', '10.0.0.7']))
  await until('the changed record', () => both('www', '10.0.0.7'))
  t.match(
    expectOk(await fleet.on('f', ['dns', 'query', 'web.service', 'SRV'])).stdout,
    /NOERROR\n.*\n.*SRV +0 0 8080 d\.web\.service/
  )
  t.match(
    expectOk(await fleet.on('g', ['dns', 'records', 'www.hive.test'])).stdout,
    /www\.hive\.test\. +300 +A +10\.0\.0\.7/
  )
  t.match(
    expectOk(await lite(['dns', 'www', '--data-dir', fleet.machine('f').dataDir])).stdout,
    /10\.0\.0\.7[\s\S]*as of/
  )
  t.equal((await fleet.on('f', ['dns', 'query', 'nowhere'])).code, 5)
  t.match(expectOk(await fleet.on('f', ['dns', 'check'])).stdout, /d +yes +\d+ +\d+ +0 [\s\S]*servers: f, g\n/)
  t.match((await fleet.on('a', ['dns', 'zones'])).stderr, /HIVE_ROLE_ELSEWHERE/)
  const batches = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
  t.match(expectOk(await fleet.on('f', ['dns', 'zones'])).stdout, batches ? /in batches by a worker/ : /one by one/)
  expectOk(await fleet.on('e', ['dns', 'delete', 'www.hive.test', 'A', '--yes']))
  await until('the record gone', () => both('www', ''))
})

t.test('without a quorum names are answered with their age, also by a server that starts then', async t => {
  for (const voter of ['a', 'b', 'c'].slice(0, VOTERS)) await fleet.kill(voter)
  await until('the age', async () => /quorum no, for \d+ s/.test(await texts('f', '_age')))
  t.equal(await addresses('f', 'web.service'), '127.0.0.21')
  expectOk(await fleet.on('e', ['service', 'register', 'late', '--port', '9', '--address', '127.0.0.22']))
  await until('a service that came without a quorum', () => both('late.service', '127.0.0.22'))
  await fleet.kill('e') // Its word is with the other servers only.
  await fleet.kill('g')
  await fleet.start('g')
  await until('all that the other server knows', async () =>
    await addresses('g', 'web.service') === '127.0.0.21' && await addresses('g', 'late.service') === '127.0.0.22')
  await fleet.start(THIRD)
  await until('all of that at one that has nothing of its own', async () =>
    await addresses(THIRD, 'web.service') === '127.0.0.21' && await addresses(THIRD, 'late.service') === '127.0.0.22' &&
    /quorum no/.test(await texts(THIRD, '_age')))
  await until('its word that it has no quorum', async () => (await fleet.on('g', ['dns', 'check'])).code === 7)
})

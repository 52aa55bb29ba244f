/**
 * Serve something, have it checked, and find it by name; break it, and it leaves the names.
 *
 * Start a lab with `npx hivemind lab up`, then in another terminal:
 *   HIVEMIND_ADDR=unix://$HOME/.hivemind/lab/a/agent.sock npx node examples/03-names-and-health.ts
 *
 * Touches the API of one agent, a web server of its own, and UDP on 127.0.0.1. docs/dns.md has the same for the shell.
 */

import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from '@hivemind/api'

const client = connect({ addr: process.env['HIVEMIND_ADDR'] ?? 'unix:///var/lib/hivemind/agent.sock' })

/** Look again until it is so. */
async function until (look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await look().catch(() => false))) {
    if (Date.now() > end) throw new Error('it took too long')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

// What is served: it is well until we say otherwise.
let status = 200
const web = createServer((_request, response) => { response.writeHead(status).end('hello\n') }).listen(0, '127.0.0.1')
await once(web, 'listening')
const { port } = web.address() as AddressInfo

// Two roles that are shipped, by their names: one keeps services, the other answers for them. Here both run on one
// machine.
const { name: machine } = await client.status()
const dnsPort = port === 65_535 ? port - 1 : port + 1
await client.call('role-enable', { body: { source: { type: 'package', at: 'host' }, members: [machine] } })
await client.call('role-enable', {
  body: {
    source: { type: 'package', at: 'dns' }, members: [machine],
    config: { zone: 'example.test', listen: `127.0.0.1:${dnsPort}` }
  }
})
for (const name of ['host', 'dns']) {
  await until(async () => (await client.call('role-show', { params: { name } })).item.here?.state === 'ready')
  console.log(`the role ${name} is ready`)
}

// The command line says: hivemind service register hello --port PORT --check http://127.0.0.1:PORT/ --interval 100ms
const input = { name: 'hello', port, check: { type: 'http', url: `http://127.0.0.1:${port}/` }, intervalMs: 100 }
await client.call('role-ask', { params: { name: 'host', ask: 'register' }, body: { input } })

const resolver = new Resolver({ timeout: 1_000 })
resolver.setServers([`127.0.0.1:${dnsPort}`])
const places = async (): Promise<number> => {
  const found = await resolver.resolveSrv('_hello._tcp.service.example.test').catch(error => {
    if (error.code === 'ENODATA' || error.code === 'ENOTFOUND') return []
    throw error
  })
  return found.filter(place => place.port === port).length
}
await until(async () => await places() === 1)
console.log('the service is found by its name')

status = 503
await until(async () => await places() === 0)
const [why = []] = await resolver.resolveTxt('_why.hello.service.example.test')
console.log(`it left the names: ${/failing: HTTP 503/.test(why.join(''))}`)

status = 200
await until(async () => await places() === 1)
console.log('it is well, and found again')

for (const name of ['dns', 'host']) await client.call('role-disable', { params: { name } })
web.close()
client.close()

/**
 * How soon names follow: from the call that registers a service to the answer of the later of two servers, and from the
 * end of a host to the moment at which none of them answers its service any more.
 *
 * Touches five real agents on loopback: three voters, of which one serves, and two name servers.
 */
import { Resolver } from 'node:dns/promises'
import { Fleet, freePort, until } from '../../test/fleet.ts'

export interface Spread {
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}
export interface Found {
  readonly registered: Spread
  readonly killed: Spread
}

const KILLS = 5
const SERVERS = ['d', 'e'] as const

function spread (samples: readonly number[]): Spread {
  const sorted = [...samples].sort((one, other) => one - other)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: sorted.at(-1) ?? 0 }
}

/** Look again every five milliseconds. @returns milliseconds since `began` at which all of them agree */
async function agreed (resolvers: readonly Resolver[], name: string, there: boolean, began: number): Promise<number> {
  await Promise.all(
    resolvers.map(async resolver => {
      for (;;) {
        const found = await resolver.resolve4(name).then(
          () => true,
          (error: NodeJS.ErrnoException) => (error.code === 'ENOTFOUND' || error.code === 'ENODATA' ? false : null)
        )
        if (found === there) return
        if (performance.now() - began > 60_000)
          throw new Error(`${name} is not ${there ? 'there' : 'gone'} after a minute`)
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    })
  )
  return performance.now() - began
}

/** @param services - that are registered, one after another */
export async function registering (services: number): Promise<Found> {
  const fleet = new Fleet()
  try {
    const resolvers = await serving(fleet)
    await register(fleet, resolvers, 'warm')
    const registered: number[] = []
    for (let at = 0; at < services; at++) {
      registered.push(await register(fleet, resolvers, `s${at}`))
      await asked(fleet, 'deregister', { name: `s${at}` }) // A machine may have so many at once.
    }
    const killed: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const began = performance.now()
      await fleet.kill('h')
      killed.push(await agreed(resolvers, 'warm.service.hive.test', false, began))
      await fleet.start('h')
      await agreed(resolvers, 'warm.service.hive.test', true, performance.now())
    }
    return { registered: spread(registered), killed: spread(killed) }
  } finally {
    await fleet.stop()
  }
}

/** Three voters, a host, and two name servers whose roles work. @returns who asks the servers */
async function serving (fleet: Fleet): Promise<readonly Resolver[]> {
  await fleet.voters(3)
  for (const name of [...SERVERS, 'h']) await fleet.join(name, 'a')
  const ports = await Promise.all(SERVERS.map(() => freePort()))
  const { client } = await fleet.leader()
  const listen = Object.fromEntries(SERVERS.map((server, at) => [server, `127.0.0.1:${ports[at]}`]))
  const config = { zone: 'hive.test', listen, responsesPerSecond: 0 }
  await client.call('role-enable', { body: { source: { type: 'package', at: 'host' }, members: ['h'] } })
  await client.call('role-enable', { body: { source: { type: 'package', at: 'dns' }, members: [...SERVERS], config } })
  const ready = async (machine: string, name: string): Promise<boolean> =>
    (await fleet.machine(machine).client.call('role-show', { params: { name } })).item.here?.state === 'ready'
  await until('the roles', async () => await ready('h', 'host') && await ready('d', 'dns') && await ready('e', 'dns'))
  return ports.map(port => {
    const resolver = new Resolver({ timeout: 1_000, tries: 3 })
    resolver.setServers([`127.0.0.1:${port}`])
    return resolver
  })
}

async function register (fleet: Fleet, resolvers: readonly Resolver[], name: string): Promise<number> {
  const began = performance.now()
  await asked(fleet, 'register', { name, port: 80 })
  return await agreed(resolvers, `${name}.service.hive.test`, true, began)
}

const asked = async (fleet: Fleet, ask: string, input: Readonly<Record<string, string | number>>): Promise<unknown> =>
  await fleet.machine('h').client.call('role-ask', { params: { name: 'host', ask }, body: { input: { ...input } } })

/**
 * Three etcd servers on loopback to measure beside ours.
 *
 * Touches processes it starts and a temporary directory; ports are picked free by the system.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, isAlive, until } from '../../test/fleet.ts'
import { type Cluster, type Driven, targetOf } from './clusters.ts'
import { isInstalled, plainEnvironment } from './processes.ts'
import type { Target } from './writing.ts'

export const etcdIsInstalled = (): boolean => isInstalled('etcd')

interface Server {
  readonly name: string
  readonly port: number
  readonly words: readonly string[]
  child: ChildProcess | null
}

/**
 * Start servers and wait until they serve.
 *
 * @param words - settings besides names, addresses and directories
 */
export async function startEtcd (name: string, words: readonly string[], members = 3): Promise<Driven> {
  const directory = mkdtempSync(join(tmpdir(), 'etcd-'))
  const names = Array.from({ length: members }, (_, at) => String.fromCharCode(97 + at))
  const places = await Promise.all(names.map(async one =>
    ({ name: one, port: await freePort(), peerPort: await freePort() })
  ))
  const initial = places.map(({ name: one, peerPort }) => `${one}=http://127.0.0.1:${peerPort}`).join(',')
  const servers = places.map(({ name: one, port, peerPort }): Server => ({
    name: one, port, child: null,
    words: [
      '--name', one, '--data-dir', join(directory, one), '--log-level', 'error',
      '--listen-client-urls', `http://127.0.0.1:${port}`, '--advertise-client-urls', `http://127.0.0.1:${port}`,
      '--listen-peer-urls', `http://127.0.0.1:${peerPort}`,
      '--initial-advertise-peer-urls', `http://127.0.0.1:${peerPort}`, '--initial-cluster', initial, ...words
    ]
  }))
  for (const server of servers) start(server)
  const cluster = clusterOf(name, servers, directory)
  await cluster.settled()
  return {
    ...cluster,
    watch: null,
    driven: member => {
      const { host, port } = targetOf(cluster, member).where
      return { product: 'etcd', where: `${host}:${port}` }
    }
  }
}

function clusterOf (name: string, servers: readonly Server[], directory: string): Cluster {
  const one = (which: string): Server => {
    const found = servers.find(server => server.name === which)
    if (found === undefined) throw new Error(`no etcd server is called "${which}"`)
    return found
  }
  return {
    name,
    targets: servers.map(target),
    settled: () => until(`${name} to agree on a leader`, () => leaderOf(servers)),
    pid: which => one(which).child?.pid ?? 0,
    start: async which => start(one(which)),
    async stop () {
      for (const { child } of servers) child?.kill('SIGKILL')
      await until('the end of etcd', async () => servers.every(({ child }) => !isAlive(child?.pid ?? 0)))
      rmSync(directory, { recursive: true, force: true })
    }
  }
}

function start (server: Server): void {
  server.child = spawn('etcd', server.words, { stdio: 'ignore', env: plainEnvironment() })
}

/** The gateway is JSON over HTTP like our own API, with bytes as base64. */
const target = ({ name, port }: Server): Target => ({
  name,
  where: { host: '127.0.0.1', port },
  path: '/v3/kv/put',
  headers: {},
  body: number => JSON.stringify({ key: base64(`bench/${number % 1_000}`), value: base64(`value ${number}`) }),
  acknowledged: () => true
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

interface MaintenanceStatus { readonly header: { readonly member_id: string }, readonly leader?: string }

/** The name of the leader that all three name; null while they do not. */
async function leaderOf (servers: readonly Server[]): Promise<string | null> {
  const told = await Promise.all(servers.map(async ({ port }) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v3/maintenance/status`, {
      method: 'POST', body: '{}', signal: AbortSignal.timeout(2_000)
    })
    return await answer.json() as MaintenanceStatus
  }))
  const leader = told[0]?.leader ?? '0'
  const at = told.findIndex(({ header }) => header.member_id === leader)
  return told.every(status => status.leader === leader) ? servers[at]?.name ?? null : null
}

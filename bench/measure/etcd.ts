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

/** Whether `--peer` asks for etcd. @throws when it names another, or etcd is not installed */
export function wantsEtcd (peer: string | undefined): boolean {
  if (peer === undefined) return false
  if (peer !== 'etcd') throw new Error(`--peer is ${peer}, expected etcd`)
  if (!isInstalled('etcd')) throw new Error('etcd is not installed; on Debian: apt-get install etcd-server')
  return true
}

/** A cluster that can be given one server more. */
export interface Etcd extends Driven { grow (name: string): Promise<Grown> }
export interface Grown { /** Take it away again. */ drop (): Promise<void> }

/** Name and ports of a server: for clients, and for the other servers. */
interface Place { readonly name: string, readonly port: number, readonly peerPort: number }

interface Server extends Place {
  readonly words: readonly string[]
  child: ChildProcess | null
}

/**
 * Start servers and wait until they serve.
 *
 * @param words - settings besides names, addresses and directories
 */
export async function startEtcd (name: string, words: readonly string[], members = 3): Promise<Etcd> {
  const directory = mkdtempSync(join(tmpdir(), 'etcd-'))
  const names = Array.from({ length: members }, (_, at) => String.fromCharCode(97 + at))
  const places = await Promise.all(names.map(placeOf))
  const initial = initialOf(places)
  const servers = places.map((place): Server => ({
    ...place, child: null, words: [...wordsOf(place, join(directory, place.name), initial), ...words]
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
    },
    grow: server => grow(servers, server, directory)
  }
}

/** Add a server as `etcdctl member add` does, start it, and wait until it has applied what is applied now. */
async function grow (servers: readonly Server[], name: string, directory: string): Promise<Grown> {
  const [first] = servers
  if (first === undefined) throw new Error('there is no etcd server to ask')
  const { raftAppliedIndex } = await ask<MaintenanceStatus>(first, 'maintenance/status', {})
  const place = await placeOf(name)
  const words = wordsOf(place, join(directory, name), initialOf([...servers, place]))
  const wish = { peerURLs: [urlOf(place.peerPort)] }
  const added = await ask<{ member: { ID: string } }>(first, 'cluster/member/add', wish)
  const server: Server = { ...place, words: [...words, '--initial-cluster-state', 'existing'], child: null }
  start(server)
  await until(`${name} to have caught up`, async () => {
    const status = await ask<MaintenanceStatus>(server, 'maintenance/status', {})
    return Number(status.raftAppliedIndex) >= Number(raftAppliedIndex)
  })
  return {
    drop: async () => {
      await ask(first, 'cluster/member/remove', { ID: added.member.ID })
      server.child?.kill('SIGKILL')
      await until(`the end of ${name}`, async () => !isAlive(server.child?.pid ?? 0))
    }
  }
}

async function placeOf (name: string): Promise<Place> {
  return { name, port: await freePort(), peerPort: await freePort() }
}

const initialOf = (places: readonly Place[]): string =>
  places.map(({ name, peerPort }) => `${name}=${urlOf(peerPort)}`).join(',')

const urlOf = (port: number): string => `http://127.0.0.1:${port}`

/** @param initial - all servers, itself included, as `a=http://...,b=http://...` */
const wordsOf = ({ name, port, peerPort }: Place, directory: string, initial: string): readonly string[] => [
  '--name', name, '--data-dir', directory, '--log-level', 'error',
  '--listen-client-urls', urlOf(port), '--advertise-client-urls', urlOf(port),
  '--listen-peer-urls', urlOf(peerPort), '--initial-advertise-peer-urls', urlOf(peerPort),
  '--initial-cluster', initial
]

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

interface MaintenanceStatus {
  readonly header: { readonly member_id: string }
  readonly leader?: string
  readonly raftAppliedIndex: string
}

/** A call by the gateway. @throws when it is refused */
async function ask<Answer> ({ port }: Place, what: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${urlOf(port)}/v3/${what}`, {
    method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(10_000)
  })
  if (!answer.ok) throw new Error(`etcd answered ${what} with ${answer.status}: ${await answer.text()}`)
  return await answer.json() as Answer
}

/** The name of the leader that all three name; null while they do not. */
async function leaderOf (servers: readonly Server[]): Promise<string | null> {
  const told = await Promise.all(servers.map(server => ask<MaintenanceStatus>(server, 'maintenance/status', {})))
  const leader = told[0]?.leader ?? '0'
  const at = told.findIndex(({ header }) => header.member_id === leader)
  return told.every(status => status.leader === leader) ? servers[at]?.name ?? null : null
}

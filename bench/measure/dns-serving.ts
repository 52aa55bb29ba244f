/**
 * One name server in a process of its own: ours, or knot as a secondary of it.
 *
 * Touches processes it starts, ports of 127.0.0.1 and temporary directories.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, until } from '../../test/fleet.ts'

export interface Serving { readonly port: number, readonly pid: number, readonly stop: () => Promise<void> }

function serving (child: ChildProcess, port: number, room: string): Serving {
  return {
    port, pid: child.pid ?? 0,
    async stop () {
      const ended = once(child, 'exit')
      if (child.kill('SIGKILL')) await ended
      rmSync(room, { recursive: true, force: true })
    }
  }
}

const answers = async (port: number): Promise<void> => {
  const resolver = new Resolver({ timeout: 500, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  await until(`a server on port ${port}`, () => resolver.resolve4('h1.node.hive.test'))
}

/**
 * @param hosts - with an address each, and a service of every four of them
 * @param workers - threads that take datagrams in batches; 0 for one by one, as Node does
 */
export async function ourServer (hosts: number, workers: number): Promise<Serving> {
  const room = mkdtempSync(join(tmpdir(), 'hm-bench-dns-'))
  const port = await freePort()
  const program = fileURLToPath(new URL('./dns-server.ts', import.meta.url))
  const words = [...process.execArgv, program, String(port), String(hosts), room, String(workers)]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  await answers(port)
  return serving(child, port, room)
}

/** Knot with the zone of another server. @param workers - its threads for UDP */
export async function knotServer (primary: Serving, workers: number): Promise<Serving> {
  const room = mkdtempSync(join(tmpdir(), 'hm-bench-knot-'))
  const port = await freePort()
  writeFileSync(join(room, 'knot.conf'), `server:
  listen: 127.0.0.1@${port}
  rundir: ${room}
  udp-workers: ${workers}
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: error
database:
  storage: ${room}
remote:
  - id: primary
    address: 127.0.0.1@${primary.port}
zone:
  - domain: hive.test
    storage: ${room}
    master: primary
    zonefile-sync: -1
    semantic-checks: off
`)
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` }
  const child = spawn('knotd', ['-c', join(room, 'knot.conf')], { stdio: ['ignore', 'ignore', 'inherit'], env })
  await answers(port)
  return serving(child, port, room)
}

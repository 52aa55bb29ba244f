/**
 * A serf agent on loopback to measure beside ours.
 *
 * Touches a process it starts; whoever started it ends it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { freePort, until } from '../../test/fleet.ts'
import { isInstalled, type Timable, timeInTurn } from './processes.ts'

export interface Peer { readonly child: ChildProcess, readonly status: Timable }

/** Null when serf is not installed (Debian package `serf`). */
export async function startSerf (): Promise<Peer | null> {
  if (!isInstalled('serf')) return null
  const [port, rpc] = [await freePort(), await freePort()]
  const child = spawn(
    'serf',
    ['agent', '-node', 'bench', '-bind', `127.0.0.1:${port}`, '-rpc-addr', `127.0.0.1:${rpc}`, '-log-level', 'err'],
    { stdio: 'ignore' }
  )
  const status = { name: 'serf members', command: 'serf', words: ['members', `-rpc-addr=127.0.0.1:${rpc}`] }
  await until('serf to answer', async () => { try { timeInTurn([status], 1); return true } catch { return false } })
  return { child, status }
}

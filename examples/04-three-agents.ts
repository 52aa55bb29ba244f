/**
 * Three agents from nothing, by the commands that a person types; one is killed, and the other two go on.
 *
 *   npx node examples/04-three-agents.ts
 *
 * Touches agents that it starts on 127.0.0.1, and a temporary directory. 04-three-agents.md is the page about it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const HIVEMIND = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'hivemind.js')
const room = mkdtempSync(join(tmpdir(), 'three-agents-'))
const { HIVEMIND_ADDR: _addr, HIVEMIND_DATA_DIR: _dir, ...env } = process.env

/** Run `hivemind WORDS --data-dir ROOM/MACHINE`, and read its JSON. */
function hivemind (machine: string, ...words: string[]): { item: Record<string, unknown> } {
  const all = [HIVEMIND, ...words, '--data-dir', join(room, machine), '-o', 'json']
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`hivemind ${words.join(' ')} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout.trim() || '{}')
}

/** An address that nobody listens on now. */
async function free (): Promise<string> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

const pidOf = (machine: string): number => Number(readFileSync(join(room, machine, 'agent.pid'), 'utf8'))
const quorumOf = (machine: string): string => {
  const { quorum } = hivemind(machine, 'status').item as { quorum: { voters: number, tolerates: number } }
  return `${quorum.voters} voters, tolerates ${quorum.tolerates}`
}

const MACHINES = ['a', 'b', 'c']
try {
  const addresses = [await free(), await free(), await free()]
  hivemind('a', 'init', '--name', 'a', '--listen', addresses[0] ?? '')
  console.log(`a founded a cluster: ${quorumOf('a')}`)
  const { token } = hivemind('a', 'join-token', 'create', '--voter', '--uses', '2').item
  for (const [at, name] of MACHINES.entries()) {
    if (at === 0) continue
    const words = ['--name', name, '--listen', addresses[at] ?? '', '--token', String(token), '--voter']
    hivemind(name, 'join', addresses[0] ?? '', ...words)
    console.log(`${name} joined`)
  }
  // A learner votes when it is caught up, a moment after it joined.
  while (quorumOf('a') !== '3 voters, tolerates 1') await new Promise(resolve => setTimeout(resolve, 100))
  console.log(`the cluster has ${quorumOf('b')} failure`)

  const leader = (hivemind('a', 'status').item['leader'] as { name: string }).name
  process.kill(pidOf(leader), 'SIGKILL')
  const [left = 'a'] = MACHINES.filter(name => name !== leader)
  const event = '{"after":"the leader was killed"}'
  hivemind(left, 'log', 'append', '--type', 'example.survived', event, '--timeout', '20s')
  console.log('the leader was killed, and the others wrote an event')

  hivemind(leader, 'agent', 'start')
  const rows = (): number => {
    const all = [HIVEMIND, 'log', 'export', '--data-dir', join(room, leader)]
    return spawnSync(process.execPath, all, { encoding: 'utf8', env }).stdout.split('example.survived').length - 1
  }
  while (rows() === 0) await new Promise(resolve => setTimeout(resolve, 100))
  console.log('it is back, and has it too')
} finally {
  for (const name of MACHINES) try { process.kill(pidOf(name), 'SIGTERM') } catch { /* It never ran. */ }
  rmSync(room, { recursive: true, force: true, maxRetries: 20 })
}

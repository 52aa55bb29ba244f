/**
 * The agent's process, which main.ts begins: its words, its signals, its end.
 *
 * Touches the process: signals, exit code, the last line on the standard error.
 */

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { EXIT, HivemindError } from '@hivemind/base'
import { Agent } from './agent.ts'
import { Directory } from './directory.ts'
import { goOn, putAside } from './rejoining.ts'

/** How long a clean shutdown may take before the process ends anyway. */
const STOP_MS = 10_000

let agent: Agent | null = null
let asked: string | null = null

async function main (): Promise<number> {
  const order = readOrder()
  if (order === null) {
    process.stderr.write('usage: main.js run --data-dir DIR [--foreground] [--trace FILE]\n')
    return EXIT.usage
  }
  let directory: Directory | null = null
  try {
    directory = new Directory(order.dataDirectory)
    for (;;) {
      goOn(directory)
      agent = await Agent.open(directory, order.trace)
      const { ended } = agent
      if (asked === null) await agent.start()
      else void agent.stop(asked) // Asked while the disk was being read.
      const code = await ended
      if (agent.rejoins === null) return code
      putAside(directory, agent.rejoins.peers, agent.rejoins.avoid)
    }
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    if (error.code !== 'HIVE_AGENT_RUNNING') directory?.leaveWord(error.refusal)
    process.stderr.write(`error: ${error.message}\n  try: ${error.hint}\n  code: ${error.code}\n`)
    return error.refusal.exit
  }
}

interface Order { readonly dataDirectory: string, readonly trace: string | null }

/** What the words ask for; null when they make no sense. */
function readOrder (): Order | null {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { 'data-dir': { type: 'string' }, foreground: { type: 'boolean' }, trace: { type: 'string' } }
    })
    const { 'data-dir': path = '', trace } = values
    if (positionals[0] !== 'run' || path === '' || trace === '') return null
    return { dataDirectory: resolve(path), trace: trace === undefined ? null : resolve(trace) }
  } catch {
    return null
  }
}

function stopOn (signal: string): void {
  if (asked !== null) process.exit(EXIT.interrupted) // Asked twice: the person does not want to wait.
  asked = signal
  setTimeout(() => process.exit(EXIT.failure), STOP_MS).unref()
  void agent?.stop(signal)
}

/** Nobody waits for what failed, so nobody knows what is still true. */
function broken (error: unknown): void {
  if (agent !== null) return agent.broken(error)
  process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(EXIT.failure)
}

process.on('uncaughtException', broken)
process.on('unhandledRejection', broken)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopOn(signal))
process.exit(await main())

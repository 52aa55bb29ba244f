/**
 * The agent's process: `main.js run --data-dir DIR`.
 *
 * Touches the process: signals, exit code, the last line on the standard error.
 */

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { EXIT, HivemindError } from '@hivemind/base'
import { Agent } from './agent.ts'
import { Directory } from './directory.ts'

/** How long a clean shutdown may take before the process ends anyway. */
const STOP_MS = 10_000

async function main (): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, foreground: { type: 'boolean' } }
  })
  if (positionals[0] !== 'run' || values['data-dir'] === undefined) {
    process.stderr.write('usage: main.js run --data-dir DIR [--foreground]\n')
    return EXIT.usage
  }
  const directory = new Directory(resolve(values['data-dir']))
  try {
    const agent = await Agent.open(directory)
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopOn(agent, signal))
    await agent.start()
    return await agent.ended
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    if (error.code !== 'HIVE_AGENT_RUNNING') directory.leaveWord(error.refusal)
    process.stderr.write(`error: ${error.message}\n  try: ${error.hint}\n  code: ${error.code}\n`)
    return error.refusal.exit
  }
}

let asked = false
function stopOn (agent: Agent, signal: string): void {
  if (asked) process.exit(EXIT.interrupted) // Asked twice: the person does not want to wait.
  asked = true
  setTimeout(() => process.exit(EXIT.failure), STOP_MS).unref()
  void agent.stop(signal)
}

process.exit(await main())

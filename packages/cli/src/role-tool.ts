/**
 * The program of `@hivemind/role` that writes and tries roles, as a process of its own: a role's code never runs here.
 *
 * Touches that process.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { HivemindError, type Refusal } from '@hivemind/base'

/** Run the tool. @throws {HivemindError} HIVE_ROLE_* as the tool says it */
export async function roleTool<Result> (words: readonly string[]): Promise<Result> {
  const tool = fileURLToPath(import.meta.resolve('@hivemind/role/tool'))
  const child = spawn(process.execPath, [...process.execArgv, tool, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', chunk => { text += String(chunk) })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  const last = text.trimEnd().split('\n').at(-1) ?? ''
  const said = parsed(last) as Result | Refusal | null
  if (said === null) throw new Error(`the role's code ended its process with ${code} and without a result`)
  if (isRefusal(said)) throw new HivemindError(said)
  return said
}

function parsed (text: string): unknown {
  try { return JSON.parse(text) } catch { return null }
}

const isRefusal = (value: unknown): value is Refusal =>
  typeof (value as Refusal).code === 'string' && typeof (value as Refusal).exit === 'number'

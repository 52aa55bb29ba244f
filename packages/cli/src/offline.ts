/**
 * Work without a running agent, done by a process of the agent's package: never imported, only started.
 *
 * Touches processes. What comes back is said as progress, answered, or thrown as the refusal that it is.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { HivemindError, type Refusal } from '@hivemind/base'
import type { Context } from './context.ts'
import { refuse } from './errors.ts'

type Row =
  | { readonly type: 'progress', readonly step: string }
  | { readonly type: 'answer', readonly item: unknown }
  | { readonly type: 'refused', readonly refusal: Refusal }

/**
 * Have a request done and wait for its answer.
 *
 * @param request - as packages/agent/src/offline.ts takes it
 * @throws {HivemindError} whatever it was refused with; HIVE_CLI_AGENT_DIED when it said nothing; HIVE_CLI_INTERRUPTED
 */
export async function offline<Answer> (context: Pick<Context, 'talk' | 'world'>, request: object): Promise<Answer> {
  const main = fileURLToPath(import.meta.resolve('@hivemind/agent/offline'))
  const words = [...(main.endsWith('.ts') ? ['--conditions=hivemind-src'] : []), main]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] })
  const stop = (): void => { child.kill('SIGTERM') }
  context.world.stop.addEventListener('abort', stop)
  let said: Row | null = null
  let trouble = ''
  child.stderr.on('data', chunk => { trouble = `${trouble}${String(chunk)}`.slice(-2_000) })
  child.stdin.on('error', () => {}) // It may be gone before it has read; its end says why.
  child.stdin.end(JSON.stringify(request))
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  for await (const line of createInterface({ input: child.stdout })) {
    const row = JSON.parse(line) as Row
    if (row.type === 'progress') context.talk.doing(row.step)
    else said = row
  }
  await ended
  context.talk.quiet()
  context.world.stop.removeEventListener('abort', stop)
  return answerOf<Answer>(said, trouble, context.world.stop.aborted)
}

function answerOf<Answer> (said: Row | null, trouble: string, stopped: boolean): Answer {
  if (said?.type === 'refused') throw new HivemindError(said.refusal)
  if (said?.type === 'answer') return said.item as Answer
  if (stopped)
    throw new HivemindError(
      refuse('HIVE_CLI_INTERRUPTED', 'stopped before there was an answer', { hint: 'Run it again.' })
    )
  const line =
    trouble
      .trim()
      .split('\n')
      .find(text => /Error/.test(text)) ?? trouble.trim().slice(-200)
  throw new HivemindError(
    refuse('HIVE_CLI_AGENT_DIED', `the work on the data directory ended without an answer: ${line}`, {
      hint: 'Report this with the sentence above.'
    })
  )
}

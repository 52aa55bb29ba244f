/** Ending agents that run here. Touches processes: signals only a pid that is proved to be that agent. */
import { HivemindError } from '@hivemind/base'
import { isAgentOf } from './agent-process.ts'
import type { Context } from './context.ts'
import { showDuration } from './duration.ts'
import { refuse } from './errors.ts'

export interface RunningAgent { readonly dataDir: string, readonly pid: number }

const AGAIN_MS = 25
const settle = (): Promise<void> => new Promise(resolve => { setTimeout(resolve, AGAIN_MS) })

/**
 * Ask agents to stop and wait until they have.
 *
 * @param manner - what happens to one that has not stopped in time: `patient` leaves it and says so, `firm` kills it
 * @throws {HivemindError} HIVE_CLI_WAIT_OVER when `patient` and one is still there
 */
export async function stopAgents (
  context: Pick<Context, 'talk'>,
  agents: readonly RunningAgent[],
  waitMs: number,
  manner: 'patient' | 'firm'
): Promise<void> {
  const running = (): RunningAgent[] => agents.filter(({ dataDir, pid }) => isAgentOf(dataDir, pid))
  for (const agent of running()) signal(agent, 'SIGTERM')
  const until = performance.now() + waitMs
  while (running().length > 0 && performance.now() < until) {
    context.talk.doing(`waiting for ${running().map(({ pid }) => `pid ${pid}`).join(', ')} to stop`)
    await settle()
  }
  context.talk.quiet()
  const left = running()
  if (left.length === 0) return
  const pids = left.map(({ pid }) => pid).join(', ')
  if (manner === 'patient')
    throw new HivemindError(
      refuse('HIVE_CLI_WAIT_OVER', `pid ${pids} has not stopped after ${showDuration(waitMs)}`, {
        hint: 'Read its agent.log; end it with kill -9 only if it hangs: nothing acknowledged is lost by that.'
      })
    )
  context.talk.say(`pid ${pids} did not stop in ${showDuration(waitMs)}: killed`)
  for (const agent of left) signal(agent, 'SIGKILL')
  while (running().length > 0) await settle()
}

function signal ({ dataDir, pid }: RunningAgent, name: NodeJS.Signals): void {
  try {
    if (isAgentOf(dataDir, pid)) process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

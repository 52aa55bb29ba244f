/** `hivemind agent start`. */
import { EXIT } from '@hivemind/base'
import { refuseGone, runningPid, settingsOf, startAgent } from '../agent-process.ts'
import { whenAnswering } from '../bring-up.ts'
import { defineCommand } from '../command.ts'

export const agentStart = defineCommand({
  name: 'agent start',
  about: 'Start the agent of a data directory in the background, and wait until it answers.',
  details: 'It writes to agent.log in the data directory. Starting one that runs already does nothing.',
  examples: ['hivemind agent start --data-dir ./b'],
  operands: [],
  options: { wait: { kind: 'duration', value: 'TIME', standard: '30s', about: 'Longest wait until it answers.' } },
  async run ({ options: { wait } }, context) {
    const { dataDir } = context.place
    const { name } = settingsOf(dataDir)
    const running = runningPid(dataDir)
    if (running === null) refuseGone(dataDir)
    const pid = running ?? (await begin(context, dataDir, wait))
    context.output.show({
      kind: 'AgentStarted',
      item: { name, pid, dataDir, already: running !== null },
      text: () => `agent ${name} ${running === null ? 'runs' : 'ran already'}, pid ${pid}`
    })
    return EXIT.ok
  }
})

async function begin (context: Parameters<typeof whenAnswering>[0], dataDir: string, waitMs: number): Promise<number> {
  const started = startAgent(dataDir)
  await whenAnswering(context, dataDir, started, waitMs)
  return started.pid
}

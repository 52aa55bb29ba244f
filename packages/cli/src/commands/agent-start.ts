/** `hivemind agent start`. */
import { EXIT, HivemindError } from '@hivemind/base'
import { listenOn, refuseGone, runningPid, settingsOf, startAgent } from '../agent-process.ts'
import { checkedAddresses, checkFree, whenAnswering } from '../bring-up.ts'
import { defineCommand } from '../command.ts'
import { refuse } from '../errors.ts'

export const agentStart = defineCommand({
  name: 'agent start',
  about: 'Start the agent of a data directory in the background, and wait until it answers.',
  details: 'It writes to agent.log in the data directory. Starting one that runs already does nothing. With --listen it is ' +
    'reached elsewhere from now on: it says so itself, and the others find it there.',
  examples: ['hivemind agent start --data-dir ./b', 'hivemind agent start --listen 10.0.0.9:7400'],
  operands: [],
  options: {
    listen: { kind: 'text', value: 'ADDR', about: 'host:port that peers reach it at from now on, or several with commas.' },
    wait: { kind: 'duration', value: 'TIME', standard: '30s', about: 'Longest wait until it answers.' }
  },
  async run ({ options: { wait, listen } }, context) {
    const { dataDir } = context.place
    const { name } = settingsOf(dataDir)
    const running = runningPid(dataDir)
    if (running === null) refuseGone(dataDir)
    if (listen !== undefined) await moveTo(dataDir, checkedAddresses(listen, '--listen'), running)
    const pid = running ?? (await begin(context, dataDir, wait))
    context.output.show({
      kind: 'AgentStarted',
      item: { name, pid, dataDir, already: running !== null },
      text: () => `agent ${name} ${running === null ? 'runs' : 'ran already'}, pid ${pid}`
    })
    return EXIT.ok
  }
})

/** @throws {HivemindError} HIVE_CLI_USAGE, HIVE_CLI_TAKEN; nothing was changed */
async function moveTo (dataDir: string, listen: readonly string[], running: number | null): Promise<void> {
  if (running !== null) {
    const hint = `Stop it first: hivemind agent stop --data-dir ${dataDir}`
    throw new HivemindError(refuse('HIVE_CLI_TAKEN', `the agent in ${dataDir} runs, pid ${running}`, { hint }))
  }
  await checkFree(listen)
  listenOn(dataDir, listen)
}

async function begin (context: Parameters<typeof whenAnswering>[0], dataDir: string, waitMs: number): Promise<number> {
  const started = startAgent(dataDir)
  await whenAnswering(context, dataDir, started, waitMs)
  return started.pid
}

/** `hivemind agent stop`. */
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { runningPid } from '../agent-process.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { isHere } from '../place.ts'
import { stopAgents } from '../stopping.ts'

export const agentStop = defineCommand({
  name: 'agent stop',
  about: 'Stop an agent cleanly. It remains a member and comes back when started.',
  details: 'A leader hands leadership over first. To take the machine out of the cluster, use hivemind leave.',
  examples: ['hivemind agent stop --data-dir ./b'],
  operands: [],
  options: {
    wait: { kind: 'duration', value: 'TIME', standard: '15s', about: 'Longest wait until the process has ended.' }
  },
  async run ({ options }, context) {
    const { dataDir } = context.place
    const pid = isHere(context.place) ? runningPid(dataDir) : null
    if (pid !== null) {
      await stopAgents(context, [{ dataDir, pid }], options.wait, 'patient')
      context.output.show({ kind: 'AgentStopped', item: { pid, dataDir }, text: () => `agent stopped, pid ${pid}` })
      return EXIT.ok
    }
    return await stopOverApi(context)
  }
})

/** Not ours to signal: on another machine, or run by another user. */
async function stopOverApi (context: Context): Promise<ExitCode> {
  const { place: { dataDir, addr }, output } = context
  try {
    const client = await context.client()
    const reply = await client.call('agent-stop', { body: {} })
    output.show({
      kind: 'AgentStopping',
      item: reply.item,
      text: () => `agent at ${addr} is stopping, pid ${reply.item.pid}`
    })
  } catch (error) {
    const gone = error instanceof HivemindError && error.refusal.exit === EXIT.unreachable && isHere(context.place)
    if (!gone) throw error
    output.show({ kind: 'AgentStopped', item: { pid: null, dataDir }, text: () => `no agent runs in ${dataDir}` })
  }
  return EXIT.ok
}

/** `hivemind init`. */
import { EXIT, type ExitCode } from '@hivemind/base'
import { type AgentSettings, runAgent, settle } from '../agent-process.ts'
import {
  bringUp,
  checkedName,
  checkFree,
  giveBack,
  newcomerOptions,
  settingsFrom,
  whenAnswering,
  whenLeading
} from '../bring-up.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { showDuration } from '../duration.ts'

export const init = defineCommand({
  name: 'init',
  about: 'Create a cluster with this machine as its first voter.',
  details:
    'The only way to make a cluster. It writes agent.json into the data directory, starts the agent in the background and waits until it leads. Other machines come in with hivemind join.',
  examples: [
    'hivemind init --name a --data-dir ./a --listen 127.0.0.1:7400',
    'hivemind init --cluster prod-ams',
    'hivemind init --foreground'
  ],
  operands: [],
  options: {
    ...newcomerOptions,
    cluster: { kind: 'text', value: 'NAME', standard: 'hivemind', about: 'Name of the cluster, a DNS label.' },
    foreground: { kind: 'flag', about: 'Run the agent here instead of in the background.' },
    wait: { kind: 'duration', value: 'TIME', standard: '30s', about: 'Longest wait until it leads.' }
  },
  async run ({ options }, context) {
    const settings = settingsFrom(options, { type: 'init', cluster: checkedName(options.cluster) })
    if (options.foreground) {
      await checkFree(settings.listen)
      settle(context.place.dataDir, settings, null)
      return await runAgent(context.place.dataDir, context.world.stop) as ExitCode
    }
    return await found(context, settings, options.wait)
  }
})

async function found (context: Context, settings: AgentSettings, waitMs: number): Promise<ExitCode> {
  const { dataDir } = context.place
  const { talk, output } = context
  const began = performance.now()
  const started = await bringUp(dataDir, settings, null)
  try {
    const client = await whenAnswering(context, dataDir, started, waitMs)
    const status = await whenLeading(context, dataDir, started, client, waitMs)
    talk.done(`${settings.name} leads, after ${showDuration(performance.now() - began)}`)
    const item = {
      cluster: status.cluster,
      id: status.id,
      name: status.name,
      epoch: status.epoch,
      term: status.term,
      index: status.appliedIndex,
      listen: status.agent.listen,
      dataDir,
      addr: client.addr,
      pid: started.pid
    }
    output.show({
      kind: 'ClusterCreated',
      item,
      text: () =>
        `cluster ${status.cluster?.name} (${status.cluster?.id}) epoch ${status.epoch}\nagent ${status.name}, pid ${started.pid}, ${status.agent.listen.join(', ')}, ${dataDir}`
    })
    if (output.form === 'table') {
      talk.hint(`next: hivemind join-token create --data-dir ${dataDir}`)
      talk.hint(`      hivemind join ${status.agent.listen[0]} --token TOKEN --name NAME --data-dir DIR`)
    }
    return EXIT.ok
  } catch (error) {
    return giveBack(dataDir, started, error)
  }
}

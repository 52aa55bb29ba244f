/** `hivemind agent run`. */
import type { ExitCode } from '@hivemind/base'
import { refuseGone, runAgent, settingsOf } from '../agent-process.ts'
import { defineCommand } from '../command.ts'

export const agentRun = defineCommand({
  name: 'agent run',
  about: 'Run the agent of a data directory here, until it is stopped.',
  details: 'For a service unit or a container. The directory was made by hivemind init or hivemind join. Exit code 78 means a bad configuration and 79 that the agent is fenced (removed, or of an old epoch): starting it again does not help, so a unit should not (RestartPreventExitStatus=2 78 79).',
  examples: ['hivemind agent run --data-dir /var/lib/hivemind'],
  operands: [],
  options: {
    trace: {
      kind: 'text', value: 'FILE',
      about: 'Write every transition of the Raft machine to FILE, a JSON line each, for checkers (docs/checking.md).'
    }
  },
  async run ({ options: { trace } }, context) {
    settingsOf(context.place.dataDir)
    refuseGone(context.place.dataDir)
    return await runAgent(context.place.dataDir, context.world.stop, { trace }) as ExitCode
  }
})

/** `hivemind lab down`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { labDirOf, needLab, runningOf, wipeLab } from '../lab/place.ts'
import { stopAgents } from '../stopping.ts'

const STOP_MS = 10_000

export const labDown = defineCommand({
  name: 'lab down',
  about: 'Stop the agents of a lab. Their data stays, unless --wipe.',
  examples: ['hivemind lab down', 'hivemind lab down --wipe'],
  operands: [],
  options: {
    dir: { kind: 'text', value: 'DIR', about: 'Where the lab lives; ~/.hivemind/lab when left out.' },
    wipe: { kind: 'flag', about: 'Delete the lab\'s data, too.' }
  },
  async run ({ options }, context) {
    const dir = labDirOf(options.dir, context.world.env)
    const lab = needLab(dir)
    const running = runningOf(lab)
    await stopAgents(context, running, STOP_MS, 'firm')
    if (options.wipe) wipeLab(dir, lab)
    const item = { dir, stopped: running.map(({ pid }) => pid), wiped: options.wipe }
    context.output.show({
      kind: 'LabStopped',
      item,
      text: () =>
        `stopped ${running.length} ${running.length === 1 ? 'agent' : 'agents'}${options.wipe ? ', data deleted' : `; data stays in ${dir}`}`
    })
    return EXIT.ok
  }
})

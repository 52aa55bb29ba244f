/** `hivemind lab status`. */
import { EXIT, type ExitCode } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { labDirOf, needLab } from '../lab/place.ts'
import { showLab } from '../lab/show.ts'
import { showOrWatch } from '../watching.ts'

export const labStatus = defineCommand({
  name: 'lab status',
  about: 'Show the processes of a lab and its cluster.',
  examples: ['hivemind lab status', 'hivemind lab status -w'],
  operands: [],
  options: { dir: { kind: 'text', value: 'DIR', about: 'Where the lab lives; ~/.hivemind/lab when left out.' } },
  watches: true,
  async run ({ options }, context) {
    const dir = labDirOf(options.dir, context.world.env)
    let exit: ExitCode = EXIT.ok
    return await showOrWatch(context, async () => {
      const found = await showLab(context, dir, needLab(dir))
      exit = found.exit
      return found.shown
    }, () => exit)
  }
})

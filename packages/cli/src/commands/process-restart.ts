/** `hivemind process restart NAME`. */
import { defineCommand } from '../command.ts'
import { processOperand, wantProcess, wishOptions } from '../process-options.ts'

export const processRestart = defineCommand({
  name: 'process restart',
  about: 'End a process and start it again, as one wish; one that is offline or failed is started.',
  details: 'It is told to end as by process stop, and started once it is gone, by the agent of its machine, also when that comes back later. Exit code 1: it failed. What is not managed is never restarted.',
  examples: ['hivemind process restart b.web-1', 'hivemind process restart b.web-1 --reason "new certificate" --detach'],
  operands: [processOperand],
  options: wishOptions,
  run: ({ operands: [name = ''], options }, context) =>
    wantProcess(context, name, 'restarted', 'is wanted online, started anew', options)
})

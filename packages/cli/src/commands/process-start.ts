/** `hivemind process start NAME`. */
import { defineCommand } from '../command.ts'
import { processOperand, wantProcess, wishOptions } from '../process-options.ts'

export const processStart = defineCommand({
  name: 'process start',
  about: 'Want a process online; one that failed is tried again.',
  details: 'The log says that it is wanted, and the agent of its machine starts it, also when that comes back later. Exit code 1: it failed.',
  examples: ['hivemind process start b.web-1', 'hivemind process start b.web-1 --detach'],
  operands: [processOperand],
  options: wishOptions,
  run: ({ operands: [name = ''], options }, context) =>
    wantProcess(context, name, 'online', 'is wanted online', options)
})

/** `hivemind process stop NAME`. */
import { defineCommand } from '../command.ts'
import { processOperand, wantProcess, wishOptions } from '../process-options.ts'

export const processStop = defineCommand({
  name: 'process stop',
  about: 'Want a process offline: it is told to end, and killed if its template allows it.',
  details: 'One that does not end is FAILED (exit code 1), and may be removed. What is not managed is never stopped.',
  examples: ['hivemind process stop b.web-1', 'hivemind process stop b.web-1 --reason "new disk" --wait 2m'],
  operands: [processOperand],
  options: wishOptions,
  run: ({ operands: [name = ''], options }, context) =>
    wantProcess(context, name, 'offline', 'is wanted offline', options)
})

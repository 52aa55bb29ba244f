/** `hivemind process show NAME`. */
import { defineCommand } from '../command.ts'
import { processOperand } from '../process-options.ts'
import { processText } from '../process-text.ts'
import { shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const processShow = defineCommand({
  name: 'process show',
  about: 'Show one process: what is wanted of it, and what its machine says.',
  examples: ['hivemind process show b.web-1', 'hivemind process show b.web-1 --json'],
  operands: [processOperand],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('process-show', { params: { name } })
      return shownOf(reply, look => processText(look, reply.item))
    })
  }
})

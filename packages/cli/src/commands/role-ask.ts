/** `hivemind role ask NAME ASK [JSON]`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { showReply } from '../reply.ts'
import { ask } from '../role-asking.ts'
import { parsed } from '../wanted.ts'

export const roleAsk = defineCommand({
  name: 'role ask',
  about: 'Ask a role that works on this machine something, and show its answer as JSON.',
  details:
    'What a role answers to, its own page says; an unknown question is refused with those that it knows. The commands service and dns ask the roles host and dns in this way.',
  examples: [
    'hivemind role ask host list',
    'hivemind role ask dns query \'{"name":"web.service"}\'',
    'hivemind role ask pages draw @page.json'
  ],
  operands: [
    { name: 'NAME', about: 'Name of an enabled role.' },
    { name: 'ASK', about: 'Which of its questions.' },
    { name: 'INPUT', about: 'A JSON object, or @FILE; an empty one when left out.', optional: true }
  ],
  options: {},
  async run ({ operands: [name = '', question = '', input = '{}'] }, context) {
    const reply = await ask<unknown>(await context.client(), name, question, parsed(input))
    showReply(context, reply, () => JSON.stringify(reply.item, null, 2))
    return EXIT.ok
  }
})

/** `hivemind service deregister NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { showReply } from '../reply.ts'
import { ask } from '../role-asking.ts'

export const serviceDeregister = defineCommand({
  name: 'service deregister',
  about: 'Say that this machine does not serve something any more.',
  examples: ['hivemind service deregister web'],
  operands: [{ name: 'NAME', about: 'Name of a service of this machine.' }],
  options: {},
  async run ({ operands: [name = ''] }, context) {
    const reply = await ask<{ readonly name: string }>(await context.client(), 'host', 'deregister', { name })
    showReply(context, reply, () => `deregistered ${name}`)
    return EXIT.ok
  }
})

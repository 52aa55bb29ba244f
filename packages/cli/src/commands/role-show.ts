/** `hivemind role show NAME`. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { roleText } from '../role-text.ts'
import { showOrWatch } from '../watching.ts'

export const roleShow = defineCommand({
  name: 'role show',
  about: 'Show one role, who holds it, and how its process is on this machine.',
  details: 'With --addr or --data-dir it is shown as it is on another machine.',
  examples: ['hivemind role show pages', 'hivemind role show pages -w'],
  operands: [{ name: 'NAME', about: 'Name of an enabled role.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('role-show', { params: { name } })
      return shownOf(reply, look => roleText(look, reply.item))
    })
  }
})

/** `hivemind config unset KEY`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const configUnset = defineCommand({
  name: 'config unset',
  about: 'Bring back the standard of a setting.',
  examples: ['hivemind config unset members.failed'],
  operands: [{ name: 'KEY', about: 'Name of a setting, as hivemind config get shows it.' }],
  options: { reason: reasonOption },
  async run ({ operands: [key = ''], options }, context) {
    const client = await context.client()
    const reply = await client.call('config-unset', { params: { name: key }, query: reasonOf(options.reason) })
    showWritten(context, reply, `${reply.item.key} is ${reply.item.value} again`)
    return EXIT.ok
  }
})

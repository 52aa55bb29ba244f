/** `hivemind cp transfer [NAME]`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { showReply } from '../reply.ts'

export const cpTransfer = defineCommand({
  name: 'cp transfer',
  about: 'Hand leadership to another voter: the named one, or whichever is furthest along.',
  details: 'Leadership is no entry of the log, so there is no txid.',
  examples: ['hivemind cp transfer', 'hivemind cp transfer b'],
  operands: [{ name: 'NAME', about: 'Name or id of a voter.', optional: true }],
  options: {},
  async run ({ operands: [to] }, context) {
    const client = await context.client()
    const reply = await client.call('control-plane-transfer', { body: to === undefined ? {} : { to } })
    showReply(context, reply, () => `${reply.item.leader.name} leads`)
    return EXIT.ok
  }
})

/** `hivemind join-token revoke ID`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'

export const joinTokenRevoke = defineCommand({
  name: 'join-token revoke',
  about: 'Make a join token worthless. Members it has admitted stay.',
  examples: ['hivemind join-token revoke 3Qx91c --reason "posted in a chat"'],
  operands: [{ name: 'ID', about: 'Id of a token, from: hivemind join-token list.' }],
  options: { reason: reasonOption, yes: yesOption },
  async run ({ operands: [id = ''], options }, context) {
    await confirm(context, options.yes, id, `Revoking join token ${id}`)
    const client = await context.client()
    const reply = await client.call('join-token-revoke', { params: { id }, query: reasonOf(options.reason) })
    showWritten(context, reply, `revoked ${reply.item.id}`)
    return EXIT.ok
  }
})

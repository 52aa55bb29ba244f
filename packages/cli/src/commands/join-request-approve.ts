/** `hivemind join-request approve ID`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const joinRequestApprove = defineCommand({
  name: 'join-request approve',
  about: 'Let a waiting machine in.',
  examples: ['hivemind join-request approve J-5512'],
  operands: [{ name: 'ID', about: 'Id of a request, from: hivemind join-request list.' }],
  options: { reason: reasonOption },
  async run ({ operands: [id = ''], options }, context) {
    const client = await context.client()
    const reply = await client.call('join-request-approve', { params: { id }, body: reasonOf(options.reason) })
    showWritten(context, reply, `approved ${reply.item.request}`)
    return EXIT.ok
  }
})

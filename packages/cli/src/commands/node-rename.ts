/** `hivemind node rename NAME NEW`. */
import { EXIT } from '@hivemind/base'
import { checkedName } from '../bring-up.ts'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const nodeRename = defineCommand({
  name: 'node rename',
  about: 'Call a machine by another name; its identity stays.',
  details: 'Nothing on the machine is changed or restarted. The old name is free for another one at once.',
  examples: ['hivemind node rename px-09 px-90'],
  operands: [
    { name: 'NAME', about: 'Name or id of a member.' },
    { name: 'NEW', about: 'Its new name, a DNS label that no other member has.' }
  ],
  options: { reason: reasonOption },
  async run ({ operands: [name = '', wanted = ''], options }, context) {
    const client = await context.client()
    const body = { name: checkedName(wanted), ...reasonOf(options.reason) }
    const reply = await client.call('member-rename', { params: { name }, body })
    showWritten(context, reply, `${reply.item.before} is called ${reply.item.member.name}`)
    return EXIT.ok
  }
})

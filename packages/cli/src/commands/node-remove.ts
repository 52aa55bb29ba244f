/** `hivemind node remove NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'

export const nodeRemove = defineCommand({
  name: 'node remove',
  about: 'Remove a machine from the cluster for good.',
  details: 'It is cut off within a second, and its identity never comes back; the machine itself may join again as a new one. Refused when the control plane would lose its quorum.',
  examples: ['hivemind node remove px-09 --reason "disk broken"', 'hivemind node remove px-09 --yes'],
  operands: [{ name: 'NAME', about: 'Name or id of a member.' }],
  options: { reason: reasonOption, yes: yesOption },
  async run ({ operands: [name = ''], options }, context) {
    const client = await context.client()
    const found = await client.call('member-show', { params: { name } })
    await confirm(context, options.yes, found.item.name, `Removing ${found.item.name} (${found.item.id}) for good`)
    const reply = await client.call('member-remove', {
      params: { name: found.item.id },
      query: reasonOf(options.reason)
    })
    showWritten(context, reply, `removed ${reply.item.member.name}`)
    return EXIT.ok
  }
})

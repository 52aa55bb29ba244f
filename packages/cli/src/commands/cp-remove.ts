/** `hivemind cp remove NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'
import { waitForPart } from '../voting.ts'

export const cpRemove = defineCommand({
  name: 'cp remove',
  about: 'Take a voter out of the control plane, and wait until it is out. It remains a member.',
  examples: ['hivemind cp remove c', 'hivemind cp remove c --yes --detach'],
  operands: [{ name: 'NAME', about: 'Name or id of a voter.' }],
  options: {
    reason: reasonOption,
    yes: yesOption,
    wait: { kind: 'duration', value: 'TIME', standard: '5m', about: 'Longest wait until it no longer votes.' },
    detach: { kind: 'flag', about: 'Do not wait.' }
  },
  async run ({ operands: [name = ''], options }, context) {
    const client = await context.client()
    const found = await client.call('member-show', { params: { name } })
    await confirm(context, options.yes, found.item.name, `Taking ${found.item.name} out of the control plane`)
    const reply = await client.call('control-plane-remove', {
      params: { name: found.item.id },
      query: reasonOf(options.reason)
    })
    if (!options.detach) await waitForPart(context, client, reply.item.member, 'none', options.wait)
    showWritten(
      context,
      reply,
      options.detach ? `${reply.item.member.name} will stop voting` : `${reply.item.member.name} votes no longer`
    )
    return EXIT.ok
  }
})

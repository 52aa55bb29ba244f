/** `hivemind cp add NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { waitForPart } from '../voting.ts'

export const cpAdd = defineCommand({
  name: 'cp add',
  about: 'Make a member a voter of the control plane, and wait until it is one.',
  details: 'It catches up as a learner first, so that the quorum never waits for it. Ctrl-C stops the waiting, not the work.',
  examples: ['hivemind cp add d', 'hivemind cp add d --detach'],
  operands: [{ name: 'NAME', about: 'Name or id of a member.' }],
  options: {
    reason: reasonOption,
    wait: { kind: 'duration', value: 'TIME', standard: '5m', about: 'Longest wait until it votes.' },
    detach: { kind: 'flag', about: 'Do not wait.' }
  },
  async run ({ operands: [name = ''], options }, context) {
    const client = await context.client()
    const reply = await client.call('control-plane-add', { params: { name }, body: reasonOf(options.reason) })
    if (!options.detach) await waitForPart(context, client, reply.item.member, 'voter', options.wait)
    showWritten(
      context,
      reply,
      options.detach ? `${reply.item.member.name} will become a voter` : `${reply.item.member.name} is a voter`
    )
    return EXIT.ok
  }
})

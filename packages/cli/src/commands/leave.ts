/** `hivemind leave`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'

export const leave = defineCommand({
  name: 'leave',
  about: 'Take this machine out of the cluster for good.',
  details: 'Stopping an agent is not leaving: it remains a member and comes back. Leaving is an entry of the log, so it needs a quorum, and it is refused when the quorum would be lost by it. The agent stops afterwards.',
  examples: ['hivemind leave --reason "replaced by px-14"', 'hivemind leave --yes'],
  operands: [],
  options: { reason: reasonOption, yes: yesOption },
  async run ({ options }, context) {
    const client = await context.client()
    const { name, cluster } = (await client.call('status')).item
    await confirm(context, options.yes, name, `Taking ${name} out of ${cluster?.name ?? 'its cluster'} for good`)
    const reply = await client.call('leave', { body: reasonOf(options.reason) })
    showWritten(context, reply, `${reply.item.member.name} left`)
    return EXIT.ok
  }
})

/** `hivemind epoch bump`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'

export const epochBump = defineCommand({
  name: 'epoch bump',
  about: 'Raise the epoch by one: machines that are away now must join anew.',
  details: 'Machines that are up learn of it and go on. One that comes back with the old epoch is refused with HIVE_EPOCH_STALE.',
  examples: ['hivemind epoch bump --reason "lost machines must not return" --yes'],
  operands: [],
  options: {
    from: { kind: 'count', value: 'N', about: 'Only if the epoch is N now: two people cannot bump it twice.' },
    reason: reasonOption,
    yes: yesOption
  },
  async run ({ options }, context) {
    const client = await context.client()
    const from = options.from ?? (await client.call('epoch-show')).item.epoch
    await confirm(context, options.yes, String(from + 1), `Raising the epoch from ${from} to ${from + 1}`)
    const reply = await client.call('epoch-bump', { body: { from, ...reasonOf(options.reason) } })
    showWritten(context, reply, `epoch ${reply.item.epoch}`)
    return EXIT.ok
  }
})

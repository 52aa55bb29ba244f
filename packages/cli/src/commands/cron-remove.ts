/** `hivemind cron remove NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const cronRemove = defineCommand({
  name: 'cron remove',
  about: 'Want a job no more; tasks that it added go on.',
  examples: ['hivemind cron remove nightly'],
  operands: [{ name: 'NAME', about: 'Name of a job.' }],
  options: { reason: reasonOption },
  async run ({ operands: [name = ''], options: { reason } }, context) {
    const client = await context.client()
    const reply = await client.call('cron-remove', { params: { name }, query: reasonOf(reason) })
    showWritten(context, reply, `removed job ${reply.item.job.name}`)
    return EXIT.ok
  }
})

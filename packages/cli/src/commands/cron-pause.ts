/** `hivemind cron pause NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const cronPause = defineCommand({
  name: 'cron pause',
  about: 'Pause a job: nothing is due until it is resumed, and nothing of that is made up for.',
  examples: ['hivemind cron pause nightly'],
  operands: [{ name: 'NAME', about: 'Name of a job.' }],
  options: { reason: reasonOption },
  async run ({ operands: [name = ''], options: { reason } }, context) {
    const client = await context.client()
    const reply = await client.call('cron-pause', { params: { name }, body: { paused: true, ...reasonOf(reason) } })
    showWritten(context, reply, `paused job ${reply.item.job.name}`)
    return EXIT.ok
  }
})

/** `hivemind cron resume NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const cronResume = defineCommand({
  name: 'cron resume',
  about: 'Let a paused job go on, from now.',
  examples: ['hivemind cron resume nightly'],
  operands: [{ name: 'NAME', about: 'Name of a job.' }],
  options: { reason: reasonOption },
  async run ({ operands: [name = ''], options: { reason } }, context) {
    const client = await context.client()
    const reply = await client.call('cron-pause', { params: { name }, body: { paused: false, ...reasonOf(reason) } })
    showWritten(context, reply, `resumed job ${reply.item.job.name}`)
    return EXIT.ok
  }
})

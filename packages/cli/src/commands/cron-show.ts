/** `hivemind cron show NAME`. */
import { defineCommand } from '../command.ts'
import { jobText } from '../cron-text.ts'
import { shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const cronShow = defineCommand({
  name: 'cron show',
  about: 'Show one job, when it is due next, and its last ticks.',
  examples: ['hivemind cron show nightly'],
  operands: [{ name: 'NAME', about: 'Name of a job.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('cron-show', { params: { name } })
      return shownOf(reply, look => jobText(look, reply.item))
    })
  }
})

/** `hivemind cron history NAME`. */
import { defineCommand } from '../command.ts'
import { ticksTable } from '../cron-text.ts'
import { shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const cronHistory = defineCommand({
  name: 'cron history',
  about: 'List the last ticks of a job: what each added, or why it added nothing.',
  examples: ['hivemind cron history nightly'],
  operands: [{ name: 'NAME', about: 'Name of a job.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('cron-show', { params: { name } })
      return shownOf(reply, look => ticksTable(reply.item, look))
    })
  }
})

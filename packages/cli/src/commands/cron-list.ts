/** `hivemind cron list`. */
import { defineCommand } from '../command.ts'
import { jobsTable } from '../cron-text.ts'
import { shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const cronList = defineCommand({
  name: 'cron list',
  about: 'List jobs: tasks that are wanted at times.',
  examples: ['hivemind cron list', 'hivemind cron list -w'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('cron-list')
      return shownOf(reply, look => jobsTable(reply.items, look))
    })
  }
})

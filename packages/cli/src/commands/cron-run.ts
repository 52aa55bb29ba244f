/** `hivemind cron run NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { waitForTask } from '../task-waiting.ts'

export const cronRun = defineCommand({
  name: 'cron run',
  about: 'Add the task of a job now, whatever its schedule says.',
  details: 'It does not count as a tick: the next time is what it was.',
  examples: ['hivemind cron run nightly', 'hivemind cron run nightly --detach'],
  operands: [{ name: 'NAME', about: 'Name of a job.' }],
  options: {
    wait: { kind: 'duration', value: 'TIME', about: 'Wait at most so long; until it is over when left out.' },
    detach: { kind: 'flag', about: 'Do not wait.' },
    reason: reasonOption
  },
  async run ({ operands: [name = ''], options: { wait, detach, reason } }, context) {
    const client = await context.client()
    const reply = await client.call('cron-run', { params: { name }, body: reasonOf(reason) })
    if (!detach) return await waitForTask(context, reply.item.task.id, wait)
    showWritten(context, reply, `added ${reply.item.task.id}`)
    return EXIT.ok
  }
})

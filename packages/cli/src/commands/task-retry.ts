/** `hivemind task retry ID`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const taskRetry = defineCommand({
  name: 'task retry',
  about: 'Want a task again wherever it failed, was cancelled, or was lost.',
  details: 'Targets that did it do not do it again. A task for which its queue waits keeps its place; any other goes to the end.',
  examples: ['hivemind task retry T1f2e3d4c5b'],
  operands: [{ name: 'ID', about: 'Id of a task.' }],
  options: { reason: reasonOption },
  async run ({ operands: [id = ''], options: { reason } }, context) {
    const client = await context.client()
    const reply = await client.call('task-retry', { params: { id }, body: reasonOf(reason) })
    showWritten(context, reply, `wanted again: ${reply.item.task.id}`)
    return EXIT.ok
  }
})

/** `hivemind task cancel ID`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const taskCancel = defineCommand({
  name: 'task cancel',
  about: 'Want a task no more.',
  details: 'What runs of it is told to end; targets that have not begun never will. What was done stays done.',
  examples: ['hivemind task cancel T1f2e3d4c5b'],
  operands: [{ name: 'ID', about: 'Id of a task.' }],
  options: { reason: reasonOption },
  async run ({ operands: [id = ''], options: { reason } }, context) {
    const client = await context.client()
    const reply = await client.call('task-cancel', { params: { id }, body: reasonOf(reason) })
    showWritten(context, reply, `cancelled: ${reply.item.task.id}`)
    return EXIT.ok
  }
})

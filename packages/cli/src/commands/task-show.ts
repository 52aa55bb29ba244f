/** `hivemind task show ID`. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { taskText } from '../task-text.ts'
import { showOrWatch } from '../watching.ts'

export const taskShow = defineCommand({
  name: 'task show',
  about: 'Show one task and its ledger: what became of it at each target.',
  details: 'A target that is waiting and cannot be reached does its part on rejoin. ATTEMPT counts what began there: an attempt whose agent was killed is followed by another one.',
  examples: ['hivemind task show T1f2e3d4c5b', 'hivemind task show T1f2e3d4c5b -w'],
  operands: [{ name: 'ID', about: 'Id of a task.' }],
  options: {},
  watches: true,
  async run ({ operands: [id = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('task-show', { params: { id } })
      return shownOf(reply, look => taskText(look, reply.item))
    })
  }
})

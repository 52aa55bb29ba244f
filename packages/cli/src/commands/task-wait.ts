/** `hivemind task wait ID`. */
import { defineCommand } from '../command.ts'
import { waitForTask } from '../task-waiting.ts'

export const taskWait = defineCommand({
  name: 'task wait',
  about: 'Wait until a task is over, and show what became of it.',
  details: 'Exit code 0 when it was done everywhere, 10 when it was at some targets, 1 when it was at none, 8 when the wait is over before the task.',
  examples: ['hivemind task wait T1f2e3d4c5b', 'hivemind task wait T1f2e3d4c5b --for 5m'],
  operands: [{ name: 'ID', about: 'Id of a task.' }],
  options: { for: { kind: 'duration', value: 'TIME', about: 'Wait at most so long.' } },
  async run ({ operands: [id = ''], options }, context) { return await waitForTask(context, id, options.for) }
})

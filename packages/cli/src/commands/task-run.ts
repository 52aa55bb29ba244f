/** `hivemind task run ROLE ACTION`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { taskOf, taskOptions } from '../task-options.ts'
import { waitForTask } from '../task-waiting.ts'

export const taskRun = defineCommand({
  name: 'task run',
  about: 'Have a role do something, at every member that holds it or at some.',
  details: 'The task is an entry of the log: it survives whoever is asked, whoever leads, and whoever does it. Each target does it once; one that cannot be reached does it when it is back. Tasks of a queue are done one after another, in the order in which they were added; a task without a queue is done at once. Ctrl-C ends the wait, not the task. Exit code 10: some targets did it, others did not.',
  examples: [
    'hivemind task run pages rebuild',
    'hivemind task run pages rebuild --on b,c -i \'{"full":true}\' --queue nightly --detach',
    'hivemind task run pages rebuild -l zone=ams --tries 3 --wait 5m',
    'hivemind task run pages report --any'
  ],
  operands: [
    { name: 'ROLE', about: 'Name of an enabled role.' },
    { name: 'ACTION', about: 'What it is asked to do; role show lists what it can be asked.' }
  ],
  options: {
    ...taskOptions,
    wait: { kind: 'duration', value: 'TIME', about: 'Wait at most so long; until it is over when left out.' },
    detach: { kind: 'flag', about: 'Do not wait.' },
    id: {
      kind: 'text', value: 'ID',
      about: 'A name for the task that is not used yet: the same command again adds nothing.'
    },
    reason: reasonOption
  },
  async run ({ operands: [role = '', action = ''], options }, context) {
    const { wait, detach, id, reason } = options
    const client = await context.client()
    const reply = await client.call('task-add', {
      body: { ...taskOf(role, action, options), ...reasonOf(reason), ...id === undefined ? {} : { id } }
    })
    const { task, index } = reply.item
    const targets = task.targets === 1 ? 'one target' : `${task.targets} targets`
    if (!detach) {
      context.talk.hint(`(task ${task.id} at index ${index}, ${targets})`)
      return await waitForTask(context, task.id, wait)
    }
    showWritten(context, reply, `added ${task.id}, ${targets}`)
    return EXIT.ok
  }
})

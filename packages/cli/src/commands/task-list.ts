/** `hivemind task list`. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { tasksTable } from '../task-text.ts'
import { selectorOption } from '../wanted.ts'
import { showOrWatch } from '../watching.ts'

export const taskList = defineCommand({
  name: 'task list',
  about: 'List the tasks that are open, in the order in which they are done, or those that are over.',
  details: 'What is over is kept for as long as the setting tasks.keep says, and of a thousand at most.',
  examples: [
    'hivemind task list', 'hivemind task list --all', 'hivemind task list --state failed -q nightly',
    'hivemind task list -l zone=ams,role=pages'
  ],
  operands: [],
  options: {
    all: { kind: 'flag', about: 'Those that are over, too.' },
    state: {
      kind: 'text', value: 'STATE', choices: ['open', 'done', 'failed', 'cancelled'],
      about: 'Only those in this state.'
    },
    queue: { kind: 'text', short: 'q', value: 'NAME', about: 'Only those of a queue.' },
    role: { kind: 'text', value: 'NAME', about: 'Only those of a role.' },
    selector: {
      ...selectorOption,
      about: 'With a target of these tags, and by node, role, action, queue and state: zone=ams,action!=sync.'
    },
    limit: { kind: 'count', value: 'COUNT', standard: '100', least: 1, about: 'At most so many, the last ones.' }
  },
  watches: true,
  async run ({ options: { all, state, queue, role, selector, limit } }, context) {
    const client = await context.client()
    const wanted = (state ?? (all ? undefined : 'open')) as 'open' | undefined
    return await showOrWatch(context, async () => {
      const reply = await client.call('task-list', { query: { state: wanted, queue, role, selector, limit } })
      return shownOf(reply, look => tasksTable(reply.items, look))
    })
  }
})

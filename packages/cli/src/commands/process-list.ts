/** `hivemind process list`. */
import { defineCommand } from '../command.ts'
import { processTable } from '../process-text.ts'
import { shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const processList = defineCommand({
  name: 'process list',
  about: 'List processes: what is wanted of each, and how it is.',
  details: 'STATE is what the machine of a process says; UNKNOWN when that cannot be reached.',
  examples: ['hivemind process list', 'hivemind process list -w', 'hivemind process list --on b -l role=pages'],
  operands: [],
  options: {
    on: { kind: 'text', value: 'NODE', about: 'Only those of a machine.' },
    role: { kind: 'text', value: 'ROLE', about: 'Only those of a role.' },
    selector: {
      kind: 'text', short: 'l', value: 'SELECTOR',
      about: 'By the tags of machines, and by node, role and template: zone=ams,template!=worker.'
    }
  },
  watches: true,
  async run ({ options: { on: node, role, selector } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('process-list', { query: { node, role, selector } })
      return shownOf(reply, look => processTable(reply.items, look))
    })
  }
})

/** `hivemind task ledger`. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { ledgerTable } from '../task-text.ts'
import { showOrWatch } from '../watching.ts'

export const taskLedger = defineCommand({
  name: 'task ledger',
  about: 'List what became of tasks at one machine, in the order in which they were added.',
  examples: ['hivemind task ledger', 'hivemind task ledger --on b --state waiting'],
  operands: [],
  options: {
    on: { kind: 'text', value: 'NAME', about: 'The machine; the one that is asked when left out.' },
    state: {
      kind: 'text', value: 'STATE', choices: ['waiting', 'begun', 'done', 'failed', 'gone', 'cancelled'],
      about: 'Only what is in this state.'
    },
    limit: { kind: 'count', value: 'COUNT', standard: '100', least: 1, about: 'At most so many, the last ones.' }
  },
  watches: true,
  async run ({ options: { on, state, limit } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const query = { member: on, state: state as 'waiting' | undefined, limit }
      const reply = await client.call('ledger-list', { query })
      return shownOf(reply, look => ledgerTable(reply.items, look, 'task'))
    })
  }
})

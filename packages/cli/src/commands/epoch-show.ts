/** `hivemind epoch show`. */
import { defineCommand } from '../command.ts'
import { fields, shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'
import { historyTable } from './epoch-history.ts'

export const epochShow = defineCommand({
  name: 'epoch show',
  about: 'Show the epoch and how it came to be.',
  examples: ['hivemind epoch show'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('epoch-show')
      const { epoch, lineage, tombstones, history } = reply.item
      return shownOf(reply, look => [
        fields(look, [['epoch', epoch], ['lineage', lineage], ['tombstones', tombstones]]),
        '',
        historyTable(history, look)
      ].join('\n'))
    })
  }
})

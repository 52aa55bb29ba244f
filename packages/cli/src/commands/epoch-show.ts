/** `hivemind epoch show`. */
import { defineCommand } from '../command.ts'
import { ageText, fields, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { showOrWatch } from '../watching.ts'

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
      return shownOf(reply, look =>
        [
          fields(look, [
            ['epoch', epoch],
            ['lineage', lineage],
            ['tombstones', tombstones]
          ]),
          '',
          renderTable(
            {
              columns: [
                { title: 'EPOCH', right: true },
                { title: 'INDEX', right: true },
                { title: 'SINCE' },
                { title: 'BY' },
                { title: 'REASON', cut: true }
              ],
              rows: history.map(change => [
                change.epoch,
                change.index,
                ageText(look, change.at),
                change.actor,
                change.reason || '-'
              ]),
              empty: 'no history'
            },
            look
          )
        ].join('\n')
      )
    })
  }
})

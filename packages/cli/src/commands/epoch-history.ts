/** `hivemind epoch history`. */
import type { EpochState } from '@hivemind/api'
import { defineCommand } from '../command.ts'
import { ageText, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import type { Look } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'

export const epochHistory = defineCommand({
  name: 'epoch history',
  about: 'List every epoch of the cluster: since when, by whom, and why.',
  details: 'The newest is the last. The entry that began one is shown by hivemind log show INDEX.',
  examples: ['hivemind epoch history', 'hivemind epoch history -o ndjson'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const { meta, item: { history } } = await client.call('epoch-show')
      return shownOf({ kind: 'EpochChangeList', items: history, meta }, look => historyTable(history, look))
    })
  }
})

/** One row an epoch, oldest first. */
export const historyTable = (history: EpochState['history'], look: Look): string =>
  renderTable({
    columns: [
      { title: 'EPOCH', right: true }, { title: 'INDEX', right: true }, { title: 'SINCE' }, { title: 'BY' },
      { title: 'REASON', cut: true }
    ],
    rows: history.map(({ epoch, index, at, actor, reason }) => [epoch, index, ageText(look, at), actor, reason || '-']),
    empty: 'no history'
  }, look)

/** `hivemind log show N`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { ageText, fields, showReply } from '../reply.ts'
import { printable } from '../terminal.ts'

export const logShow = defineCommand({
  name: 'log show',
  about: 'Show one entry of the log.',
  examples: ['hivemind log show 812', 'hivemind log show 812 --consistency stale'],
  operands: [{ name: 'N', about: 'Index of the entry.' }],
  options: {
    consistency: {
      kind: 'text',
      value: 'C',
      standard: 'linearizable',
      choices: ['stale', 'linearizable'],
      about: "stale answers from this agent's disk, even without a quorum."
    }
  },
  async run ({ operands: [text = ''], options }, context) {
    if (!/^[1-9]\d{0,14}$/.test(text)) throw misused(`an index is a whole number, 1 or more; found "${text}"`)
    const client = await context.client()
    const reply = await client.call('log-show', {
      params: { index: Number(text) },
      query: { consistency: options.consistency as 'stale' }
    })
    const row = reply.item
    showReply(context, reply, look =>
      fields(look, [
        ['index', String(row.index)],
        ['term', String(row.term)],
        ['epoch', String(row.epoch)],
        ['kind', row.kind],
        ['type', printable(row.type)],
        ['at', ageText(look, row.at)],
        ['actor', printable(row.actor ?? '-')],
        ['txid', row.txid ?? '-'],
        ['reason', printable(row.reason) || '-'],
        ['hash', row.hash],
        ['payload', row.payload === undefined ? '-' : JSON.stringify(row.payload, null, 2)]
      ])
    )
    return EXIT.ok
  }
})

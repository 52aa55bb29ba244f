/** `hivemind key show KEY`. */
import { defineCommand } from '../command.ts'
import { ageText, fields, shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const keyShow = defineCommand({
  name: 'key show',
  about: 'Show who holds a unique key.',
  examples: ['hivemind key show ip-10.0.0.5'],
  operands: [{ name: 'KEY', about: 'A family, a dash and a value, such as ip-10.0.0.5.' }],
  options: {},
  watches: true,
  async run ({ operands: [key = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('key-show', { params: { key } })
      const { item } = reply
      return shownOf(reply, look => fields(look, [
        ['key', item.key],
        ['holder', item.holder],
        ['resource', item.resource ?? '-'],
        ['since', `${ageText(look, item.at)}, index ${item.index}`]
      ]))
    })
  }
})

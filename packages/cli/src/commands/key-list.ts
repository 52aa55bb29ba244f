/** `hivemind key list`. */
import { defineCommand } from '../command.ts'
import { ageText, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { selectorOption } from '../wanted.ts'
import { showOrWatch } from '../watching.ts'

export const keyList = defineCommand({
  name: 'key list',
  about: 'List unique keys and who holds them.',
  details: 'With -l only those that a resource with these tags holds.',
  examples: [
    'hivemind key list', 'hivemind key list --family ip', 'hivemind key list --holder vm/web-1',
    'hivemind key list -l zone=ams'
  ],
  operands: [],
  options: {
    family: { kind: 'text', value: 'WORD', about: 'Only those with this word before the dash, such as ip.' },
    holder: { kind: 'text', value: 'NAME', about: 'Only those of this holder.' },
    selector: selectorOption
  },
  watches: true,
  async run ({ options: { family, holder, selector } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('key-list', { query: { family, holder, selector } })
      return shownOf(reply, look => renderTable({
        columns: [{ title: 'KEY' }, { title: 'HOLDER' }, { title: 'SINCE' }, { title: 'INDEX', right: true }],
        rows: reply.items.map(({ key, holder, at, index }) => [key, holder, ageText(look, at), index]),
        empty: 'nobody holds such a key'
      }, look))
    })
  }
})

/** `hivemind config get [KEY]`. */
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { ageText, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { showOrWatch } from '../watching.ts'

export const configGet = defineCommand({
  name: 'config get',
  about: 'Show the settings of the cluster, or one of them.',
  examples: ['hivemind config get', 'hivemind config get members.failed --json'],
  operands: [{ name: 'KEY', about: 'Name of a setting; all without it.', optional: true }],
  options: {},
  watches: true,
  async run ({ operands: [key] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('config-list')
      const items = key === undefined ? reply.items : reply.items.filter(one => one.key === key)
      if (items.length === 0) throw misused(`there is no setting "${key}"; there is ${reply.items.map(one => one.key).join(', ')}`)
      return shownOf({ ...reply, items }, look => renderTable({
        columns: [{ title: 'KEY' }, { title: 'VALUE' }, { title: 'SET' }, { title: 'ABOUT', cut: true }],
        rows: items.map(one => [
          one.key, one.value, one.set === null ? 'standard' : ageText(look, one.set.at), one.about
        ]),
        empty: 'no settings'
      }, look))
    })
  }
})

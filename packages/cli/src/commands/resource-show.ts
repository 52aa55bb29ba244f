/** `hivemind resource show NAME`. */
import { defineCommand } from '../command.ts'
import { ageText, fields, shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const resourceShow = defineCommand({
  name: 'resource show',
  about: 'Show one resource, and what is wanted of it.',
  examples: ['hivemind resource show vm/web-1', 'hivemind resource show web-1 --json'],
  operands: [{ name: 'NAME', about: 'Its name, its kind and name with a slash between, or its id.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('resource-show', { params: { name } })
      const { item } = reply
      return shownOf(reply, look =>
        fields(look, [
          ['kind', item.kind],
          ['name', item.name],
          ['id', item.id],
          ['on', item.parentName || '-'],
          [
            'tags',
            Object.entries(item.tags)
              .map(([tag, value]) => (value === '' ? tag : `${tag}=${value}`))
              .join(', ') || '-'
          ],
          ['keys', item.keys.join(', ') || '-'],
          ['version', item.version],
          ['created', `${ageText(look, item.createdAt)}, index ${item.createdIndex}`],
          ['changed', `${ageText(look, item.changedAt)}, index ${item.changedIndex}`],
          ['definition', JSON.stringify(item.definition)]
        ])
      )
    })
  }
})

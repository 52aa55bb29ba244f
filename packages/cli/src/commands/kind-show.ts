/** `hivemind kind show KIND`. */
import { defineCommand } from '../command.ts'
import { ageText, fields, shownOf } from '../reply.ts'
import { printable } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'

export const kindShow = defineCommand({
  name: 'kind show',
  about: 'Show a kind of resources and its schema.',
  examples: ['hivemind kind show vm', 'hivemind kind show vm --json'],
  operands: [{ name: 'KIND', about: 'A kind that has a schema.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('kind-show', { params: { name } })
      const { role, revision, resources, changedAt, changedIndex, schema } = reply.item
      return shownOf(reply, look => fields(look, [
        ['kind', name],
        ['defined by', role === null ? 'a person' : `role ${role}`],
        ['resources', resources],
        ['revision', `${revision}, ${ageText(look, changedAt)}, index ${changedIndex}`],
        ['schema', printable(JSON.stringify(schema))]
      ]))
    })
  }
})

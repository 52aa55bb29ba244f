/** `hivemind kind list`. */
import { defineCommand } from '../command.ts'
import { ageText, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { showOrWatch } from '../watching.ts'

export const kindList = defineCommand({
  name: 'kind list',
  about: 'List kinds of resources that have a schema.',
  examples: ['hivemind kind list', 'hivemind kind list -o ndjson'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('kind-list')
      return shownOf(reply, look => renderTable({
        columns: [
          { title: 'KIND' }, { title: 'RESOURCES', right: true }, { title: 'ROLE' },
          { title: 'REVISION', right: true }, { title: 'CHANGED' }, { title: 'FIELDS', cut: true }
        ],
        rows: reply.items.map(({ name, resources, role, revision, changedAt, schema }) => [
          name, resources, role ?? '-', revision, ageText(look, changedAt),
          Object.keys(schema['properties'] ?? {}).join(', ') || '-'
        ]),
        empty: 'no kind has a schema; give one its own with: hivemind kind define KIND SCHEMA'
      }, look))
    })
  }
})

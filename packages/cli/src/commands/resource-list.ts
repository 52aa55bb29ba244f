/** `hivemind resource list`. */
import { defineCommand } from '../command.ts'
import { ageText, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { selectorOption } from '../wanted.ts'
import { showOrWatch } from '../watching.ts'

export const resourceList = defineCommand({
  name: 'resource list',
  about: 'List resources: what the cluster knows by name.',
  examples: [
    'hivemind resource list',
    'hivemind resource list --kind vm -l zone=ams,!retired',
    'hivemind resource list --on b'
  ],
  operands: [],
  options: {
    kind: { kind: 'text', value: 'KIND', about: 'Only those of a kind.' },
    selector: selectorOption,
    on: { kind: 'text', value: 'NAME', about: 'Only those that stand on this machine or resource.' }
  },
  watches: true,
  async run ({ options: { kind, selector, on } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('resource-list', { query: { kind, selector, parent: on } })
      return shownOf(reply, look =>
        renderTable(
          {
            columns: [
              { title: 'KIND' },
              { title: 'NAME' },
              { title: 'ON' },
              { title: 'VERSION', right: true },
              { title: 'CHANGED' },
              { title: 'TAGS', cut: true },
              { title: 'KEYS', cut: true },
              { title: 'ID' }
            ],
            rows: reply.items.map(({ id, kind, name, parentName, version, changedAt, tags, keys }) => [
              kind,
              name,
              parentName || '-',
              version,
              ageText(look, changedAt),
              Object.entries(tags)
                .map(([tag, value]) => (value === '' ? tag : `${tag}=${value}`))
                .join(',') || '-',
              keys.join(',') || '-',
              id
            ]),
            empty: 'no resources; make one with: hivemind resource create KIND NAME'
          },
          look
        )
      )
    })
  }
})

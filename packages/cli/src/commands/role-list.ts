/** `hivemind role list`. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { countText, hereText, holdersText } from '../role-text.ts'
import { renderTable } from '../table.ts'
import { showOrWatch } from '../watching.ts'

export const roleList = defineCommand({
  name: 'role list',
  about: 'List the roles that are enabled, who holds them, and how they are on this machine.',
  details: 'HELD counts holders that can be reached. UNMET is what a role requires and nobody performs. REPORT is what it says of its work here, or what is wrong with it.',
  examples: ['hivemind role list', 'hivemind role list -w'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('role-list')
      return shownOf(reply, look =>
        renderTable(
          {
            columns: [
              { title: 'ROLE' },
              { title: 'VERSION' },
              { title: 'HOLDERS' },
              { title: 'HELD', right: true },
              { title: 'BY', cut: true },
              { title: 'UNMET' },
              { title: 'HERE' },
              { title: 'REPORT', cut: true }
            ],
            rows: reply.items.map(role => [
              role.name,
              role.version,
              holdersText(role),
              countText(role),
              role.holding.map(({ name }) => name).join(',') || '-',
              { text: role.unmet.join(',') || '-', paint: role.unmet.length > 0 ? 'red' : null },
              hereText(role.here),
              role.here?.problem || role.here?.report || '-'
            ]),
            empty: 'no roles; write one with: hivemind role scaffold NAME'
          },
          look
        )
      )
    })
  }
})

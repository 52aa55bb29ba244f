/** `hivemind dns zones`. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { type DnsZones, look } from '../role-asking.ts'
import { renderTable } from '../table.ts'
import { showOrWatch } from '../watching.ts'

export const dnsZones = defineCommand({
  name: 'dns zones',
  about: 'List the zones that the name server of this machine answers.',
  details: 'Changes that it keeps are what a secondary is sent instead of the whole zone (IXFR).',
  examples: ['hivemind dns zones', 'hivemind dns zones --json'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await look<DnsZones>(client, 'dns', 'zones')
      return shownOf(reply, how =>
        renderTable(
          {
            columns: [
              { title: 'ZONE' },
              { title: 'SERIAL', right: true },
              { title: 'NAMES', right: true },
              { title: 'RECORDS', right: true },
              { title: 'CHANGES KEPT', right: true }
            ],
            rows: reply.item.zones.map(({ name, serial, names, records, changesKept }) => [
              name,
              serial,
              names,
              records,
              changesKept
            ]),
            empty: 'no zones'
          },
          how
        )
      )
    })
  }
})

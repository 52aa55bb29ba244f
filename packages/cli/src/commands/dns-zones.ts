/** `hivemind dns zones`. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { type DnsZones, look } from '../role-asking.ts'
import { renderTable } from '../table.ts'
import type { Look } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'

export const dnsZones = defineCommand({
  name: 'dns zones',
  about: 'List the zones that the name server of this machine answers.',
  details: 'Changes that it keeps are what a secondary is sent instead of the whole zone (IXFR). Datagrams are taken in batches where the machine can (Linux on x64 and arm64), by as many workers as the setting of the role says.',
  examples: ['hivemind dns zones', 'hivemind dns zones --json'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await look<DnsZones>(client, 'dns', 'zones')
      return shownOf(reply, how => zonesText(reply.item, how))
    })
  }
})

function zonesText ({ zones, port, workers }: DnsZones, look: Look): string {
  const table = renderTable(
    {
      columns: [
        { title: 'ZONE' },
        { title: 'SERIAL', right: true },
        { title: 'NAMES', right: true },
        { title: 'RECORDS', right: true },
        { title: 'CHANGES KEPT', right: true }
      ],
      rows: zones.map(({ name, serial, names, records, changesKept }) => [name, serial, names, records, changesKept]),
      empty: 'no zones'
    },
    look
  )
  const taken = workers === 0 ? 'one by one' : `in batches by ${workers === 1 ? 'a worker' : `${workers} workers`}`
  return `${table}\nport ${port}, datagrams are taken ${taken}`
}

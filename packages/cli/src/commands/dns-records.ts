/** `hivemind dns records [NAME]`. */
import { defineCommand } from '../command.ts'
import { recordTable } from '../dns-text.ts'
import { shownOf } from '../reply.ts'
import { type DnsRecords, look } from '../role-asking.ts'
import { showOrWatch } from '../watching.ts'

export const dnsRecords = defineCommand({
  name: 'dns records',
  about: 'List the records that the name server of this machine answers with.',
  details: 'Names below _why say what a name is made of, and what is left out of it.',
  examples: [
    'hivemind dns records',
    'hivemind dns records service.hive.internal -w',
    'hivemind dns records --zone shop.example'
  ],
  operands: [{ name: 'NAME', about: 'Only this name and what is below it.', optional: true }],
  options: { zone: { kind: 'text', value: 'ZONE', about: 'Only this zone.' } },
  watches: true,
  async run ({ operands: [name], options: { zone } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const input = { ...name === undefined ? {} : { name }, ...zone === undefined ? {} : { zone } }
      const reply = await look<DnsRecords>(client, 'dns', 'records', input)
      const { records, total } = reply.item
      const more = total > records.length ? `\n(${total - records.length} more; name one, or use: hivemind dns export)` : ''
      return shownOf(reply, how => recordTable(records, how) + more)
    })
  }
})

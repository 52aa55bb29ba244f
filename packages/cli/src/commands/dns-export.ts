/** `hivemind dns export`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { showReply } from '../reply.ts'
import { type DnsExport, look } from '../role-asking.ts'

export const dnsExport = defineCommand({
  name: 'dns export',
  about: 'Write the zones as a master file, as knot, nsd and bind read it.',
  examples: ['hivemind dns export > hive.zone', 'hivemind dns export --zone hive.internal | named-checkzone hive.internal /dev/stdin'],
  operands: [],
  options: { zone: { kind: 'text', value: 'ZONE', about: 'Only this zone.' } },
  async run ({ options: { zone } }, context) {
    const reply = await look<DnsExport>(await context.client(), 'dns', 'export', zone === undefined ? {} : { zone })
    showReply(context, reply, () => reply.item.zones.map(({ text }) => text.trimEnd()).join('\n'))
    return EXIT.ok
  }
})

/** `hivemind dns resync`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { showReply } from '../reply.ts'
import { ask, type DnsZones } from '../role-asking.ts'

export const dnsResync = defineCommand({
  name: 'dns resync',
  about: 'Make all zones of this name server anew, and have its secondaries copy them whole.',
  details: 'Facts of hosts are compared among the servers every few seconds by themselves; this is for a secondary whose copy is wrong.',
  examples: ['hivemind dns resync'],
  operands: [],
  options: {},
  async run (_given, context) {
    const reply = await ask<DnsZones>(await context.client(), 'dns', 'resync', {})
    showReply(context, reply, () => reply.item.zones.map(({ name, serial }) => `${name} serial ${serial}`).join('\n'))
    return EXIT.ok
  }
})

/** `hivemind dns query NAME [TYPE]`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { dnsAnswerText } from '../dns-answer.ts'
import { showReply } from '../reply.ts'
import { type DnsAnswer, look } from '../role-asking.ts'

export const dnsQuery = defineCommand({
  name: 'dns query',
  about: 'Show what the name server of this machine answers, as a resolver would see it.',
  details:
    'A name that is not absolute may leave the zone out: web.service. The type is A when left out. Exit code 5 when the name is not there.',
  examples: [
    'hivemind dns query web.service',
    'hivemind dns query _web._tcp.service SRV',
    'hivemind dns query _why.web.service TXT'
  ],
  operands: [
    { name: 'NAME', about: 'What is asked for.' },
    { name: 'TYPE', about: 'Type of records.', optional: true }
  ],
  options: {},
  async run ({ operands: [name = '', type = 'A'] }, context) {
    const reply = await look<DnsAnswer>(await context.client(), 'dns', 'query', { name, type })
    showReply(context, reply, how => dnsAnswerText(reply.item, how))
    return reply.item.rcode === 'NXDOMAIN' ? EXIT.notFound : EXIT.ok
  }
})

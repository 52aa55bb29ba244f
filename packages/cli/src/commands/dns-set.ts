/** `hivemind dns set NAME TYPE VALUE...`. */
import { EXIT, HivemindError } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { RECORD_KIND, RECORD_TYPES, recordFrom, resourceName } from '../dns-text.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const dnsSet = defineCommand({
  name: 'dns set',
  about: 'Set the static records of a name and type: all of them.',
  details: `A static record is a resource of kind dns-record, and so an entry of the log. Types: ${RECORD_TYPES.join(', ')}. The name is a whole one, in a zone that the role dns serves; *.NAME stands for all names below NAME that are not there. What the servers make of it: hivemind dns check.`,
  examples: [
    'hivemind dns set www.hive.internal A 10.0.0.5 10.0.0.6 --ttl 60s',
    'hivemind dns set shop.hive.internal CNAME web.service.hive.internal',
    'hivemind dns set _sip._udp.hive.internal SRV "10 5 5060 sip.hive.internal"'
  ],
  operands: [
    { name: 'NAME', about: 'A whole domain name.' },
    { name: 'TYPE', about: 'Type of the records.' },
    { name: 'VALUE', about: 'What a record says.', many: true }
  ],
  options: {
    ttl: { kind: 'duration', value: 'TIME', about: 'How long others may keep it; the setting of the role when left out.' },
    reason: reasonOption
  },
  async run ({ operands: [nameText = '', typeText = '', ...given], options: { ttl, reason } }, context) {
    const record = recordFrom(nameText, typeText, given)
    const name = resourceName(record)
    const definition = {
      name: record.name, type: record.type, values: [...record.values],
      ...ttl === undefined ? {} : { ttlSeconds: Math.round(ttl / 1_000) }
    }
    const client = await context.client()
    try {
      const reply = await client.call('resource-change', {
        params: { name: `${RECORD_KIND}/${name}` },
        body: { definition, ...reasonOf(reason) }
      })
      showWritten(context, reply, `changed ${record.name} ${record.type}`)
    } catch (error) {
      if (!(error instanceof HivemindError) || !['HIVE_NOT_FOUND', 'HIVE_RESOURCE_UNKNOWN'].includes(error.code))
        throw error
      const reply = await client.call('resource-create', {
        body: { kind: RECORD_KIND, name, definition, ...reasonOf(reason) }
      })
      showWritten(context, reply, `set ${record.name} ${record.type}`)
    }
    return EXIT.ok
  }
})

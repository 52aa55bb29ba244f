/** `hivemind dns delete NAME TYPE`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { RECORD_KIND, recordFrom, resourceName } from '../dns-text.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'

export const dnsDelete = defineCommand({
  name: 'dns delete',
  about: 'Delete the static records of a name and type.',
  details: 'What is made of members and services cannot be deleted; deregister the service.',
  examples: ['hivemind dns delete www.hive.internal A', 'hivemind dns delete www.hive.internal A --yes'],
  operands: [{ name: 'NAME', about: 'A whole domain name.' }, { name: 'TYPE', about: 'Type of the records.' }],
  options: { reason: reasonOption, yes: yesOption },
  async run ({ operands: [nameText = '', typeText = ''], options: { reason, yes } }, context) {
    const record = recordFrom(nameText, typeText, [])
    const name = `${RECORD_KIND}/${resourceName(record)}`
    await confirm(context, yes, record.name, `Deleting the ${record.type} records of ${record.name}`)
    const reply = await (await context.client()).call('resource-remove', {
      params: { name },
      query: { ...reasonOf(reason) }
    })
    showWritten(context, reply, `deleted ${record.name} ${record.type}`)
    return EXIT.ok
  }
})

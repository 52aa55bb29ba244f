/** `hivemind resource create KIND NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { wantedOf, wantedOptions } from '../wanted.ts'

export const resourceCreate = defineCommand({
  name: 'resource create',
  about: 'Make a resource and claim its unique keys, or neither.',
  details: 'Its name is unique among those of its kind. A key that another holder has refuses the whole, and says who that is (exit 6).',
  examples: [
    'hivemind resource create vm web-1 --parent b --keys ip-10.0.0.5,mac-02:42:0a:00:00:05',
    'hivemind resource create site shop -d \'{"port":8080}\' --tags zone=ams'
  ],
  operands: [
    { name: 'KIND', about: 'What sort of thing it is: a lower-case word of yours.' },
    { name: 'NAME', about: 'How it is called.' }
  ],
  options: { ...wantedOptions, reason: reasonOption },
  async run ({ operands: [kind = '', name = ''], options }, context) {
    const body = { kind, name, ...wantedOf(options), ...reasonOf(options.reason) }
    const client = await context.client()
    const reply = await client.call('resource-create', { body })
    showWritten(context, reply, `created ${kind}/${name}, id ${reply.item.resource.id}`)
    return EXIT.ok
  }
})

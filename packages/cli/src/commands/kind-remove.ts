/** `hivemind kind remove KIND`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const kindRemove = defineCommand({
  name: 'kind remove',
  about: 'Take the schema of a kind away; any definition fits it then.',
  details: 'Its resources stay as they are. Refused (exit 6) while one of them holds unique keys by the schema.',
  examples: ['hivemind kind remove vm'],
  operands: [{ name: 'KIND', about: 'A kind that has a schema.' }],
  options: { reason: reasonOption },
  async run ({ operands: [name = ''], options: { reason } }, context) {
    const client = await context.client()
    const reply = await client.call('kind-remove', { params: { name }, query: { ...reasonOf(reason) } })
    showWritten(context, reply, `kind ${name} has no schema any more`)
    return EXIT.ok
  }
})
